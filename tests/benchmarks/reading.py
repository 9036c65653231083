"""`make bench-reading`: what reading a message costs and how well it is understood, before and after, in one run.

Usage: python -m tests.benchmarks.reading [COMMIT]. The commit's code (in a worktree of its own) and the present code each
fit the same examples once and read the same hold-outs in turns, each in a process of its own; without a commit only the present code.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.config import ROOT
from bot.knowledge.checks.surroundings import labelled_examples
from bot.knowledge.library import read_library
from bot.matching.example import Example, examples_of

PROBE = Path(__file__).with_name("reading_probe.py")
ROUNDS = 3
"""Times that each text is read by each code; the least counts."""
BANDS = ((0, 35), (36, 80), (81, 2000))


def main(arguments: Sequence[str]) -> int:
    """Print milliseconds of CPU and shares, one line a code."""
    with TemporaryDirectory() as folder, _roots(arguments) as roots:
        work = Path(folder)
        (work / "examples.json").write_text(json.dumps(_examples()), encoding="utf-8")
        for name, root in roots.items():
            _probe(root, "fit", work, name)
        for _ in range(ROUNDS):
            for name, root in roots.items():
                _probe(root, "read", work, name)
        for name, root in roots.items():
            _probe(root, "judge", work, name)
            print(_report(name, work))
    return 0


@contextmanager
def _roots(commits: Sequence[str]) -> Iterator[dict[str, Path]]:
    """Yield the code to measure by its name."""
    if not commits:
        yield {"now": ROOT}
        return
    with TemporaryDirectory() as folder:
        tree = Path(folder) / "before"
        subprocess.run(["git", "worktree", "add", "--detach", "--quiet", tree, commits[0]], cwd=ROOT, check=True)
        try:
            yield {"before": tree, "now": ROOT}
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)


def _examples() -> dict[str, object]:
    """Return what is fitted: the published entries and the flows of the present files."""
    library = read_library(ROOT / "knowledge")
    entries = [entry for entry in library.entries.values() if entry.status == "published"]
    flows = [Example(text, intent) for intent, text in labelled_examples(ROOT / "data" / "nlu")]
    served = {entry.topic_id for entry in entries}
    return {
        "examples": [[e.text, e.label, e.entry_id, e.support] for e in (*examples_of(entries), *flows)],
        "topics": {t.id: f"{t.name}：{t.scope}" for t in library.topics.values() if t.id in served},
        "holdout": str(ROOT / "tests" / "holdout"),
    }


def _probe(root: Path, what: str, work: Path, name: str) -> None:
    environment = {"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, PROBE, what, work, name], cwd=root, env=environment, check=True)


def _report(name: str, work: Path) -> str:
    rounds = [json.loads(line) for line in (work / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = rounds[0]["texts"]
    least = [min(taken) for taken in zip(*(one["ms"] for one in rounds), strict=True)]
    lines = [f"{name}: {(work / f'{name}.txt').read_text(encoding='utf-8').strip()}"]
    for low, high in ((0, 2000), *BANDS):
        taken = sorted(ms for text, ms in zip(texts, least, strict=True) if low <= len(text) <= high)
        if taken:
            share = f"median {taken[len(taken) // 2]:6.2f}  p95 {taken[len(taken) * 95 // 100]:6.2f}"
            lines.append(f"  {low:>4}–{high} characters, {len(taken):>4} texts: {share} ms of CPU")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
