"""What a message tells of the case, in or out of a flow: facts and events for the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.core.case import day_of, stored_date
from bot.core.knowledge.condition import UNKNOWN
from bot.core.knowledge.flow import Flow, Option, Slot
from bot.core.knowledge.vocabulary import FactKind, Vocabulary
from bot.core.region import Resolver
from bot.dialogue.reading.extraction import Extractor
from bot.dialogue.record import INFERRED, ROUGH, SAID, Change, Known, Record

READ_KINDS = ("choice", "multi", "date", "money", "number")
CONSENT = "_consent"
LONGEST_WORDS = 40
"""Characters of the visitor's words that are kept beside a value."""


class CaseReader:
    """Reads messages for the record: the slots of the flow that finds out what happened, and whatever was asked."""

    def __init__(self, vocabulary: Vocabulary, flows: Mapping[str, Flow], diagnosis: str, regions: Resolver) -> None:
        """`diagnosis` is the flow whose questions are looked for unasked, in any message."""
        self._vocabulary = vocabulary
        self._unasked = tuple(_readable(flows[diagnosis].slots)) if diagnosis in flows else ()
        self._asked = {slot.id: slot for flow in reversed(list(flows.values())) for slot in _readable(flow.slots)}
        self._regions = regions

    def read(self, text: str, turn_id: str, today: date, asked: str = "") -> Change:
        """Return what a message tells; `asked` is the fact or event that the last reply asked for."""
        slots = [slot for slot in self._unasked if slot.id != asked]
        if asked and (slot := self._slot(asked)) is not None:
            slots.append(replace(slot, ask_when={}))
        reading = Extractor(Flow("record", "", "", tuple(slots)), self._regions, today).read(
            text, asked if any(slot.id == asked for slot in slots) else ""
        )
        values = {name: value for name, value in reading.values.items() if value != UNKNOWN}
        return Change(*self._known(values, turn_id, text[:LONGEST_WORDS]))

    def of_answers(self, answers: Mapping[str, Any], turn_id: str) -> Change:
        """Return what the answers of a guided flow tell."""
        kept = {name: value for name, value in answers.items() if value != UNKNOWN and self._is_of_the_case(name)}
        return Change(*self._known(kept, turn_id, ""))

    def answers_for(self, record: Record, flow: Flow) -> dict[str, Any]:
        """Return what a flow that starts need not ask: said values that fit its slots."""
        return dict(_fitting(record, flow.slots))

    def _slot(self, name: str) -> Slot | None:
        """Return the question that a fact or event is read by: a flow's own, else one made from the vocabulary."""
        if name in self._asked:
            return self._asked[name]
        if (event := self._vocabulary.event(name)) is not None:
            return Slot(event.id, event.label, event.label, kind="date", near=event.near)
        fact = self._vocabulary.fact(name)
        return _slot_of(fact) if fact is not None and fact.kind in READ_KINDS and not fact.personal else None

    def _is_of_the_case(self, name: str) -> bool:
        fact = self._vocabulary.fact(name)
        if name.endswith(CONSENT) or (fact is not None and (fact.personal or fact.kind in ("text", "region"))):
            return False
        return fact is not None or self._vocabulary.event(name) is not None

    def _known(self, values: Mapping[str, Any], turn_id: str, words: str) -> tuple[dict[str, Known], dict[str, Known]]:
        facts: dict[str, Known] = {}
        events: dict[str, Known] = {}
        for name, value in values.items():
            if self._vocabulary.event(name) is not None:
                day, rough = day_of(str(value))
                events[name] = Known(day.isoformat(), ROUGH if rough else SAID, turn_id, words)
            else:
                facts[name] = Known(value, SAID, turn_id, words)
        for name, known in list(facts.items()):
            for implied, value in self._vocabulary.implied(name, known.value).items():
                facts.setdefault(implied, Known(value, INFERRED, turn_id, "", (name,)))
        return facts, events


def _readable(slots: Iterable[Slot]) -> Iterator[Slot]:
    """Yield slots as they are read outside their flow: whatever else was answered, no text, nothing personal."""
    for slot in slots:
        if slot.kind in READ_KINDS and not slot.personal and not slot.id.endswith(CONSENT):
            yield replace(slot, ask_when={}, required=False)


def _slot_of(fact: FactKind) -> Slot:
    options = tuple(Option(term.id, term.label, term.words) for term in fact.options)
    return Slot(fact.id, fact.label, fact.label, kind=fact.kind, options=options, unit=fact.unit)


def _fitting(record: Record, slots: Sequence[Slot]) -> Iterator[tuple[str, Any]]:
    for slot in slots:
        known = record.facts.get(slot.id) or record.events.get(slot.id)
        if known is None or known.how == INFERRED or slot.id.endswith(CONSENT):
            continue
        value = stored_date(date.fromisoformat(known.value), known.how == ROUGH) if slot.kind == "date" else known.value
        allowed = {option.id for option in slot.options}
        chosen = value if isinstance(value, list | tuple) else [value]
        if not allowed or allowed.issuperset(chosen):
            yield slot.id, value
