"""Run by `reading.py` with the code of one commit: fits, reads the hold-outs, or judges how well they are understood."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from bot.cli.measure.calibrate import _examples
from bot.matching.example import Example
from bot.matching.fit import fit
from bot.matching.kept_encodings import Encodings
from bot.matching.match import Matcher
from bot.matching.measure import accuracy, hold
from bot.matching.model import load

try:
    from bot.dialogue.reading.message import read
except ModuleNotFoundError:  # a commit from before reading had its place
    from bot.nlu.reading import read

WARM = 50
FILES = ("topics", "out_of_scope", "flows")


def main(what: str, work: Path, name: str) -> None:
    """Do one of the three and leave the result in the folder."""
    given = json.loads((work / "examples.json").read_text(encoding="utf-8"))
    if what == "fit":
        _fit(given, work, name)
    elif what == "read":
        with (work / f"{name}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(_read(given, Matcher(load(work / name)))) + "\n")
    else:
        text = (work / f"{name}.txt").read_text(encoding="utf-8")
        (work / f"{name}.txt").write_text(text + _judge(given, Matcher(load(work / name))), encoding="utf-8")


def _fit(given: dict[str, Any], work: Path, name: str) -> None:
    encodings = Encodings(work / "encodings")
    examples = [Example(*fields) for fields in given["examples"]]
    began = time.monotonic()
    model = fit(examples, given["topics"], encodings=encodings)
    seconds, peak = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    model.save(work / name)
    size = sum(path.stat().st_size for path in (work / name).iterdir()) / 1e6
    line = f"{len(model.row_texts)} rows, {len(model.classes)} classes, fitted in {seconds:.0f} s, peak {peak:.2f} GB, {size:.0f} MB\n"
    (work / f"{name}.txt").write_text(line, encoding="utf-8")


def _read(given: dict[str, Any], matcher: Matcher) -> dict[str, Any]:
    lines = [line for file in FILES for line in (Path(given["holdout"]) / f"{file}.jsonl").open(encoding="utf-8")]
    texts = [json.loads(line)["text"] for line in lines]
    for text in texts[:WARM]:
        read(text, {}, matcher)
    taken = []
    for text in texts:
        began = time.process_time()
        read(text, {}, matcher)
        taken.append(1000 * (time.process_time() - began))
    return {"texts": texts, "ms": taken}


def _judge(given: dict[str, Any], matcher: Matcher) -> str:
    found = vars(accuracy([hold(matcher, *one) for one in _examples(Path(given["holdout"]))]))
    shown = ("top1", "top3", "answered_wrong", "clarified", "rejected_ours", "flows_right", "outside_answered")
    rejected = found["outside_rejected"]
    kinds = ", ".join(f"{kind.partition('/')[2]} {share:.3f}" for kind, share in rejected.items())
    return "  " + ", ".join(f"{name} {found[name]:.4f}" for name in shown) + f"\n  turned away: {kinds}"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
