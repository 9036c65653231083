"""`make dialogues`: plays written dialogues through the running system, checks what they expect, and writes transcripts.

A file holds one dialogue a line: `{"id", "as_of"?, "region"?, "turns": [{"say", "about"?, "kind"?, "expect"?}]}`; a turn may say
`{"choose": PART OF A LABEL}` instead. `expect` names any of `entry` (what it begins with), `type`, `facts`, `events`, `says`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.config import ROOT
from tests.support.prepared import prepared
from tests.support.system import System, Visitor, call

DIALOGUES = Path(__file__).parents[1] / "conversations" / "dialogues"
RESULTS = ROOT / "results" / "dialogues"


def play(dialogue: dict[str, Any], base: str) -> Iterator[dict[str, Any]]:
    """Hold one dialogue and yield for each turn what was said, what was seen, and what was missed."""
    visitor = Visitor(base, **{key: dialogue[key] for key in ("as_of", "region") if dialogue.get(key)})
    offered: list[dict[str, str]] = []
    for number, turn in enumerate(dialogue["turns"], 1):
        replies = _take(visitor, turn, offered)
        offered = [choice for message in replies for choice in message.get("choices", [])]
        yield {
            "dialogue": dialogue["id"],
            "n": number,
            "user": turn.get("say") or turn.get("choose"),
            "about": turn.get("about", ""),
            "kind": turn.get("kind", ""),
            "visible": [visible(message) for message in replies],
            "missed": sorted(_missed(visitor, turn.get("expect") or {}, replies)),
        }


def _take(visitor: Visitor, turn: dict[str, Any], offered: list[dict[str, str]]) -> list[dict[str, Any]]:
    part = turn.get("choose")
    if part is None:
        return visitor.say(turn["say"])
    found = next((choice["id"] for choice in offered if part in choice["label"]), None)
    return visitor.choose(found) if found else visitor.say(part)


def visible(message: dict[str, Any]) -> dict[str, Any]:
    """Return what a person sees of a message without unfolding anything."""
    details = message.get("details") or {}
    shown: dict[str, Any] = {"type": message["type"], "text": details.get("lead") or message["text"]}
    if details:
        folded = ("explain", "steps", "materials", "deadlines", "fees", "time")
        shown["title"], shown["foldable"] = details.get("title", ""), [key for key in folded if details.get(key)]
    for key in ("entry_id", "deadline"):
        if message.get(key):
            shown[key] = message[key]
    if labels := [choice["label"] for choice in message.get("choices", [])]:
        shown["choices"] = labels
    if stations := message.get("stations"):
        shown["stations"] = [f"{s['name']} {s.get('phone') or ''}".strip() for s in stations]
    return shown


def _missed(visitor: Visitor, expect: dict[str, Any], replies: list[dict[str, Any]]) -> Iterator[str]:
    text = "\n".join(message["text"] for message in replies)
    if "entry" in expect and not any(str(m.get("entry_id", "")).startswith(expect["entry"]) for m in replies):
        yield "entry"
    if "type" in expect and replies[0]["type"] != expect["type"]:
        yield "type"
    if any(words not in text for words in expect.get("says", ())):
        yield "says"
    if "facts" in expect or "events" in expect:
        yield from _unrecorded(visitor, expect)


def _unrecorded(visitor: Visitor, expect: dict[str, Any]) -> Iterator[str]:
    _, record = call("GET", visitor.url.replace("/messages", "/record"), token=visitor.token)
    facts = {line["id"]: line["value"] for line in record["facts"]}
    events = {line["id"]: line["date"] for line in record["events"]}
    if any(facts.get(name) != value for name, value in expect.get("facts", {}).items()):
        yield "facts"
    if any(events.get(name) != day for name, day in expect.get("events", {}).items()):
        yield "events"


def main() -> None:
    """Play files of dialogues, with a running system or one of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--base", default="", help="address of a running system")
    arguments = parser.parse_args()
    files = arguments.files or sorted(DIALOGUES.glob("*.jsonl"))
    if arguments.base:
        _play_all(files, arguments.base)
        return
    with tempfile.TemporaryDirectory() as state:
        system = System(prepared(Path(state))).start()
        try:
            _play_all(files, system.base)
        finally:
            system.stop()


def _play_all(files: list[Path], base: str) -> None:
    kinds: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    RESULTS.mkdir(parents=True, exist_ok=True)
    for path in files:
        dialogues = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        turns = [turn for dialogue in dialogues for turn in play(dialogue, base)]
        lines = (json.dumps(turn, ensure_ascii=False) for turn in turns)
        (RESULTS / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        kinds.update(turn["kind"] for turn in turns)
        missed.update(turn["kind"] for turn in turns if turn["missed"])
    for kind, count in sorted(kinds.items()):
        print(f"{kind or '-':<14} {count:>5} turns {count - missed[kind]:>5} as expected")


if __name__ == "__main__":
    main()
