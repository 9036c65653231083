"""The record of a case in lines that people read; each can be changed or removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.core.knowledge.flow import Option, Slot
from bot.core.knowledge.vocabulary import ANY, EventKind, FactKind, Vocabulary
from bot.core.quantity import quantity_of
from bot.dialogue.record import ROUGH, SAID, Known, Record
from bot.services.ports import Regions
from bot.services.sheets.make import label_of
from bot.services.wording import say

OF_CHOICES = ("choice", "multi")


class RecordLines:
    """Shows records in the words of the vocabulary; what the vocabulary no longer has is left out."""

    def __init__(self, vocabulary: Vocabulary, regions: Regions) -> None:
        self._vocabulary = vocabulary
        self._regions = regions
        facts = {kind.id for kind in vocabulary.all_facts() if not kind.personal}
        self._shown = frozenset(facts | {kind.id for kind in vocabulary.events})

    def shown(self, record: Record) -> dict[str, list[dict[str, Any]]]:
        """Return facts and events as the API gives them, in the order of the vocabulary."""
        return {"facts": list(self._facts(record)), "events": list(self._events(record))}

    def names(self, record: Record) -> frozenset[str]:
        """Return the facts and events that have a line."""
        return self._shown & (record.facts.keys() | record.events.keys())

    def _facts(self, record: Record) -> Iterator[dict[str, Any]]:
        for kind in self._vocabulary.all_facts():
            if (known := record.facts.get(kind.id)) is not None and kind.id in self._shown:
                yield self._fact(kind, known)

    def _fact(self, kind: FactKind, known: Known) -> dict[str, Any]:
        line = {
            "id": kind.id,
            "label": kind.label,
            "value": known.value,
            "text": self.text(kind, known.value),
            "how": _how(known),
            "kind": kind.kind,
        }
        if kind.kind in OF_CHOICES:
            line["options"] = [{"id": term.id, "label": term.label} for term in kind.options if term.id != ANY]
        return line

    def _events(self, record: Record) -> Iterator[dict[str, Any]]:
        for kind in self._vocabulary.events:
            if (known := record.events.get(kind.id)) is not None:
                yield self._event(kind, known)

    def _event(self, kind: EventKind, known: Known) -> dict[str, Any]:
        text = say("utter_flow_about", date=known.value) if known.how == ROUGH else str(known.value)
        return {"id": kind.id, "label": kind.label, "date": known.value, "text": text, "how": known.how}

    def text(self, kind: FactKind, value: Any) -> str:
        """Return a value as people read it."""
        options = tuple(Option(term.id, term.label) for term in kind.options)
        return label_of(
            Slot(kind.id, kind.label, kind.label, kind=kind.kind, options=options, unit=kind.unit), value, self._regions
        )


def _how(known: Known) -> str:
    """Return how a value is known; a sum said roughly is rough, too."""
    quantity = quantity_of(known.value)
    return ROUGH if known.how == SAID and quantity is not None and quantity.rough else known.how
