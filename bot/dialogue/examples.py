"""Contextual examples: turns of written dialogues, each with what the conversation holds before it and what it means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.config import ROOT
from bot.dialogue.ranking import REMEMBERED, Talk, after
from bot.dialogue.record import SAID, Change, Known, Record
from bot.matching.example import ASK_PREFIX, Example

MOVED = ROOT / "knowledge" / "moved.yml"
NEW_TOPIC_ACTS = frozenset({"ask", "tell", "answer", "correct", "deny", "pick"})


@dataclass(frozen=True)
class ExampleTurn:
    """One turn of a written dialogue."""

    dialogue: str
    number: int
    text: str
    acts: tuple[str, ...]
    topic: str
    entry: str
    kind: str
    talk: Talk
    """What the conversation holds before it, as far as its writer said."""
    told: Change
    as_of: date

    @property
    def is_ranked(self) -> bool:
        """Say whether an entry answers it."""
        return bool(self.topic) and bool(NEW_TOPIC_ACTS & set(self.acts))


def for_matching(turns: Iterable[ExampleTurn], titles: Mapping[str, str]) -> list[Example]:
    """Return turns as questions of their topics, each after what was spoken of before it.

    Args:
        titles: by id those of the published entries; a turn whose entry is none of them counts for its topic's own, one
            of a topic without any is left out.
    """
    topics = {entry.split(".", 1)[0] for entry in titles}
    read = ((turn, after(turn.talk, titles, turn.text)) for turn in turns if turn.is_ranked and turn.topic in topics)
    return [
        Example(
            text, f"{ASK_PREFIX}{turn.topic}", next((entry for entry in (turn.entry, turn.topic) if entry in titles), ""),
            support=text != turn.text,
        )
        for turn, text in read
    ]  # fmt: skip


def read_turns(paths: Sequence[Path], moved: Mapping[str, str] | None = None) -> Iterator[ExampleTurn]:
    """Yield the turns of files of dialogues, one dialogue a line; moved ids are followed."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield from _turns(json.loads(line), moved or {})


def _turns(dialogue: Mapping[str, Any], moved: Mapping[str, str]) -> Iterator[ExampleTurn]:
    talk = Talk(Record())
    day = date.fromisoformat(dialogue.get("as_of") or date.today().isoformat())
    for number, said in enumerate(dialogue["turns"], 1):
        told = _told(said)
        topic = str(said.get("topic") or "")
        entry = str(said.get("entry") or "")
        entry, topic = moved.get(entry, entry), moved.get(topic, topic).split(".", 1)[0]
        yield ExampleTurn(
            str(dialogue["id"]), number, str(said["text"]), tuple(said.get("acts") or ()), topic, entry,
            str(said.get("kind") or ""), talk, told, day,
        )  # fmt: skip
        talk = _after(talk, said, entry or topic, told)


def _after(talk: Talk, said: Mapping[str, Any], answered: str, told: Change) -> Talk:
    """Return what the conversation holds after a turn that was answered as its writer meant."""
    record = talk.record.tell(told)
    if not answered:
        return Talk(record, talk.question, talk.answered)
    question = str(said["text"]) if "ask" in (said.get("acts") or ()) or not talk.question else talk.question
    entries = dict.fromkeys((answered, *talk.answered))
    return Talk(record, question, tuple(entries)[:REMEMBERED])


def _told(said: Mapping[str, Any]) -> Change:
    return Change(
        {name: Known(value, SAID) for name, value in (said.get("facts") or {}).items()},
        {name: Known(value, SAID) for name, value in (said.get("events") or {}).items()},
        {name: tuple(v if isinstance(v, list) else [v]) for name, v in (said.get("denied") or {}).items()},
    )


def written_turns(folder: Path = ROOT / "data" / "dialogues") -> list[ExampleTurn]:
    """Return the turns of the written dialogues of a folder; ids of entries that were merged or renamed are followed."""
    moved = yaml.safe_load(MOVED.read_text(encoding="utf-8"))
    return list(read_turns(sorted(folder.glob("*.jsonl")), moved))
