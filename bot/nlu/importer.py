"""Rasa's training data: `data/` as it stands, and the published entries' questions as examples of `ask/<topic id>`."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.config import ROOT
from bot.matching.example import ASK, ASK_PREFIX
from bot.nlu.understanding import ENTRY_ID

QUESTIONS_A_TOPIC = 12
QUESTIONS_AN_ENTRY = 4
"""What Rasa sees at least, where there are as many: its archive is a stand-in; the snapshot is fitted on all of them."""
_RETRIEVED_ELSEWHERE = (
    "Your training data contains an example '.*' for the '.*' intent. You either need to add a response"
)
"""Rasa's warning, one for each example, that no response selector learns it: answers come from the knowledge."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class KnowledgeImporter(RasaFileImporter):  # type: ignore[misc]
    """Reads the knowledge files beside Rasa's own; no database is needed."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the flow intents' examples and the entries' questions."""
        warnings.filterwarnings("ignore", _RETRIEVED_ELSEWHERE)
        own: TrainingData = super().get_nlu_data(language)
        known = {str(message.get(TEXT)) for message in own.training_examples}
        found = questions(ROOT / "knowledge", known)
        return own.merge(TrainingData([_message(text, entry) for text, entry in found]))


def questions(knowledge: Path, known: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield questions of every published topic, each once, with the id of the entry it belongs to.

    Args:
        known: texts that have a meaning already.
    """
    entries = [entry for entry in _entries(knowledge / "entries") if entry.get("status") == "published"]
    lines: dict[str, list[str]] = {entry["id"]: [] for entry in entries}
    entry_of: dict[str, str] = {}
    for text, entry_id in (*_own(entries), *_lookalikes(entries)):
        if entry_id in lines and text not in known and text not in entry_of:
            entry_of[text] = entry_id
            lines[entry_id].append(text)
    of_topic: dict[str, list[list[str]]] = defaultdict(list)
    for entry_id, line in lines.items():
        of_topic[_topic(entry_id)].append(line)
    for of_entries in of_topic.values():
        most = max(QUESTIONS_A_TOPIC, QUESTIONS_AN_ENTRY * len(of_entries))
        yield from ((text, entry_of[text]) for text in _in_turn(of_entries)[:most])


def _entries(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("**/*.yml")):
        yield yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a safe loader


def _own(entries: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for text in (entry["title"], *(entry.get("questions") or ())):
            yield str(text), str(entry["id"])


def _lookalikes(entries: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for other in entry.get("not_questions") or ():
            yield str(other["text"]), str(other.get("entry") or "")


def _in_turn(lines: Iterable[list[str]]) -> list[str]:
    """Return the first of each line, then the second of each, and so on."""
    return [text for row in zip_longest(*lines) for text in row if text is not None]


def _topic(entry_id: str) -> str:
    return entry_id.split(".", 1)[0]


def _message(text: str, entry_id: str) -> Message:
    label = ASK_PREFIX + _topic(entry_id)
    return Message({TEXT: text, INTENT: ASK, INTENT_RESPONSE_KEY: label, ENTRY_ID: entry_id})
