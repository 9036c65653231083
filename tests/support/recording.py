"""What the running system says to a set of conversations, in a form that two runs can be compared by.

`make record` plays them and writes results/replies.jsonl: run it before and after a change that should change nothing, and compare.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.config import ROOT
from bot.core.case import find_code
from tests.support.prepared import prepared
from tests.support.system import System, Visitor

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
FILE = ROOT / "results" / "replies.jsonl"
LONGEST = 160
"""Characters of a reply that are kept: enough to see what it is, without a copy of the knowledge."""


def conversations() -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Yield name, options and what is said, of every conversation test in which only words are said."""
    for path in sorted(CONVERSATIONS.glob("**/*.yml")):
        for scenario in yaml.safe_load(path.read_text(encoding="utf-8")):
            said = [turn.get("say") for turn in scenario["turns"]]
            if all(said):
                options = {key: scenario[key] for key in ("region", "as_of") if key in scenario}
                yield f"{path.relative_to(CONVERSATIONS).with_suffix('')}: {scenario['name']}", options, said


def play(system: System) -> dict[str, list[list[dict[str, Any]]]]:
    """Hold every conversation and return its replies by its name."""
    replies = {}
    for name, options, said in conversations():
        visitor = Visitor(system.base, **options)
        replies[name] = [[_kept(message) for message in visitor.say(text)] for text in said]
    return replies


def _kept(message: dict[str, Any]) -> dict[str, Any]:
    kept = {key: message[key] for key in ("type", "entry_id") if message.get(key)}
    text = message["text"]
    if code := find_code(text):
        text = text.replace(code, "CODE")
    kept["text"] = re.sub(r"排在第\d+", "排在第N", text)[:LONGEST]
    if labels := [choice["label"] for choice in message.get("choices", [])]:
        kept["choices"] = labels
    return kept


def main() -> None:
    """Play the conversations with a system of their own and write what it says."""
    with tempfile.TemporaryDirectory() as state:
        system = System(prepared(Path(state))).start()
        try:
            replies = play(system)
        finally:
            system.stop()
    lines = [json.dumps({"name": name, "replies": said}, ensure_ascii=False) for name, said in replies.items()]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
