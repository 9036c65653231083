"""Rasa's training data: `data/` as it stands, and the published entries' questions as examples of `ask/<topic id>`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

QUESTIONS_AN_ENTRY = 3
"""Questions of an entry that Rasa sees: its archive is a stand-in; the snapshot is fitted on all of them."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class KnowledgeImporter(RasaFileImporter):  # type: ignore[misc]
    """Reads the knowledge files beside Rasa's own; no database is needed."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the flow intents' examples and the entries' questions."""
        own: TrainingData = super().get_nlu_data(language)
        known = {message.get(TEXT) for message in own.training_examples}
        return own.merge(
            TrainingData([_message(text, entry) for text, entry in questions(ROOT / "knowledge") if text not in known])
        )


def questions(knowledge: Path) -> Iterator[tuple[str, str]]:
    """Yield each question of the published entries once, with its entry's id; look-alikes under the entry they belong to."""
    entries = [entry for entry in _entries(knowledge / "entries") if entry.get("status") == "published"]
    published = {entry["id"] for entry in entries}
    seen: set[str] = set()
    for text, entry_id in (*_own(entries), *_lookalikes(entries)):
        if entry_id in published and text not in seen:
            seen.add(text)
            yield text, entry_id


def _entries(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("**/*.yml")):
        yield yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a safe loader


def _own(entries: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for text in (entry["title"], *(entry.get("questions") or ())[:QUESTIONS_AN_ENTRY]):
            yield str(text), str(entry["id"])


def _lookalikes(entries: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for other in entry.get("not_questions") or ():
            yield str(other["text"]), str(other.get("entry") or "")


def _message(text: str, entry_id: str) -> Message:
    label = ASK_PREFIX + entry_id.split(".", 1)[0]
    return Message({TEXT: text, INTENT: ASK, INTENT_RESPONSE_KEY: label, ENTRY_ID: entry_id})
