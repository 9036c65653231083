"""What to read to a hotline in half a minute: who calls, what happened, what is asked; filled from the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.core.knowledge.vocabulary import ANY, Vocabulary
from bot.dialogue.record import INFERRED, ROUGH, Record
from bot.services.ports import Regions
from bot.services.records.lines import RecordLines

LONGEST = 140
"""Characters that are read aloud in half a minute."""
FIRST = ("happened", "right")
LATER = ("stage", "where", "right_status", "own_right", "licence", "source_proof", "done")
"""Facts worth saying, as far as there is time."""


class HotlineScript:
    """Writes the text for the side the visitor is on; only what the visitor said is in it."""

    def __init__(self, vocabulary: Vocabulary, lines: RecordLines, regions: Regions, say: Callable[..., str]) -> None:
        self._vocabulary = vocabulary
        self._lines = lines
        self._regions = regions
        self._say = say

    def text(self, record: Record, region: str | None) -> str:
        """Return the text, a blank to fill in where nothing is known."""
        side = str(record.value("side") or ANY)
        opening = self._say(f"utter_hotline_who_{side}", place=self._place(region))
        asks = self._say(f"utter_hotline_asks_{side}")
        told: list[str] = []
        room = LONGEST - len(opening) - len(asks)
        for sentence in self._told(record):
            if sum(map(len, told)) + len(sentence) <= room:
                told.append(sentence)
        return opening + ("".join(told) or self._say("utter_hotline_blank")) + asks

    def _told(self, record: Record) -> Iterator[str]:
        yield from self._facts(record, FIRST)
        for event in self._vocabulary.events:
            known = record.events.get(event.id)
            if known is not None and known.how != INFERRED:
                key = "utter_hotline_event_rough" if known.how == ROUGH else "utter_hotline_event"
                yield self._say(key, label=event.label, date=self._day(str(known.value)))
        yield from self._facts(record, LATER)

    def _facts(self, record: Record, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            known, kind = record.facts.get(name), self._vocabulary.fact(name)
            if known is not None and kind is not None and known.how != INFERRED:
                key = "utter_hotline_happened" if name == "happened" else "utter_hotline_fact"
                yield self._say(key, label=kind.label, text=self._lines.text(kind, known.value))

    def _day(self, day: str) -> str:
        year, month, number = day.split("-")
        return self._say("utter_hotline_day", year=year, month=month.lstrip("0"), day=number.lstrip("0"))

    def _place(self, code: str | None) -> str:
        region: Any = self._regions.get(code) if code else None
        return self._say("utter_hotline_place", place="".join(region.path)) if region else ""
