"""What a message tells of the case, in or out of a flow: facts and events for the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from bot.core.case import day_of, stored_date
from bot.core.knowledge.condition import UNKNOWN, holds
from bot.core.knowledge.flow import Flow, Option, Slot
from bot.core.region import RegionMatch
from bot.dialogue.guide import CONSENT, Guide
from bot.dialogue.reading.sums import told_sums
from bot.dialogue.reading.told import told_facts, told_values
from bot.dialogue.record import INFERRED, ROUGH, SAID, Change, Known, Record
from bot.dialogue.values.events import EventReader
from bot.dialogue.values.extraction import Extractor
from bot.dialogue.values.options import denied_in, options_in
from bot.text.normalise import normalise

LEAST_UNASKED = 3
"""Characters of a word that tells something though it was not asked for."""
LONGEST_WORDS = 40
"""Characters of the visitor's words that are kept beside a value."""


class NoPlaces:
    """Finds no places: they are not part of the record's own reading."""

    def resolve(self, text: str, home: str | None = None) -> RegionMatch:  # noqa: ARG002  the port's names
        """Return that a text names no place."""
        return RegionMatch()


class CaseReader:
    """Reads messages for the record: the questions that are looked for unasked, and whatever was asked."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._vocabulary = guide.vocabulary
        self._events = EventReader(guide.vocabulary)
        self._unasked = tuple(slot for name in guide.unasked if (slot := guide.slots[name]).kind != "date")
        self._slots = lru_cache(maxsize=64)(self._slots_for)

    def read(
        self, text: str, turn_id: str, today: date, asked: str = "", record: Record | None = None, last: str = ""
    ) -> Change:
        """Return what a message tells.

        Args:
            asked: the fact or event that the last reply asked for.
            last: the entry answered last; what changes its answer is listened for too.
        """
        awaited = self._guide.entries[last].asks if last in self._guide.entries else ()
        slots, plain = self._slots(asked, awaited), normalise(text)
        values = self._answers(text, plain, today, asked, slots)
        values = {**dict(self._unasked_for(text, plain, asked, values, record)), **values}
        values = dict(self._fitting_the_case(values, record, asked))
        facts, _ = self._known(values, turn_id, text[:LONGEST_WORDS])
        known = {**(record.answers() if record else {}), **{name: one.value for name, one in facts.items()}}
        received = self._last_receipt(record) or self._received(str(known.get("happened") or ""))
        due = asked if self._vocabulary.event(asked) else ""
        events = self._events.read(text, turn_id, today, due, received)
        denied = self._denied(plain, slots, facts)
        return Change(facts, events, dict(self._fitting_the_case(denied, record, asked)))

    def _answers(self, text: str, plain: str, today: date, asked: str, slots: Sequence[Slot]) -> dict[str, Any]:
        """Return what a text says in the words of the questions; what has patterns is only read by them when asked."""
        asking = tuple(slot for slot in slots if slot.id == asked or slot.id not in told_facts())
        reading = Extractor(Flow("record", "", "", asking), NoPlaces(), today).read(
            text, asked if any(slot.id == asked for slot in asking) else ""
        )
        values = {name: value for name, value in reading.values.items() if value != UNKNOWN}
        return {**values, **dict(self._ranked(plain, asking, values))}

    def _unasked_for(
        self, text: str, plain: str, asked: str, answers: Mapping[str, Any], record: Record | None
    ) -> Iterator[tuple[str, Any]]:
        """Yield what a text tells in patterns, and the sums it names unless one was asked for."""
        known = record.facts if record else {}
        settled = {name for name, one in known.items() if name != asked and (one.how != INFERRED or one.of)}
        told = told_values(plain, settled)
        implied = self._vocabulary.implied("happened", answers.get("happened") or told.get("happened"))
        for name, value in told.items():
            if isinstance(value, list):
                yield name, list(dict.fromkeys([*(known[name].value if name in known else ()), *value]))
            elif value in self._vocabulary.values(name) and name not in implied:
                yield name, value
        fact = self._vocabulary.fact(asked)
        if fact is None or fact.kind != "money" or asked not in answers:
            yield from ((name, value) for name, value in told_sums(text).items() if self._vocabulary.fact(name))

    def dated_for(self, entry: str, text: str, turn_id: str, today: date) -> dict[str, Known]:
        """Return the event that an entry asks for, where a text dates it though it names it in no word of its own."""
        asks = self._guide.entries[entry].asks if entry in self._guide.entries else ()
        for name in asks:
            kind = self._vocabulary.event(name)
            found = self._events.read(text, turn_id, today, name, name if kind.receipt else "") if kind else {}
            if name in found:
                return {name: found[name]}
        return {}

    def of_answers(self, answers: Mapping[str, Any], turn_id: str) -> Change:
        """Return what the answers of a guided flow tell."""
        received = self._received(str(answers.get("happened") or ""))
        kept = {
            received if received and self._is_receipt(name) else name: value
            for name, value in answers.items()
            if value != UNKNOWN and self._is_of_the_case(name)
        }
        return Change(*self._known(kept, turn_id, ""))

    def answers_for(self, record: Record, flow: Flow) -> dict[str, Any]:
        """Return what a flow that starts need not ask: said values that fit its slots."""
        received = record.events.get(self._received(str(record.value("happened") or "")))
        receipts = {slot.id: received for slot in flow.slots if received and self._is_receipt(slot.id)}
        return dict(_fitting(record, flow.slots, receipts))

    def _is_receipt(self, name: str) -> bool:
        kind = self._vocabulary.event(name)
        return kind is not None and kind.receipt

    def _slots_for(self, asked: str, awaited: tuple[str, ...]) -> tuple[Slot, ...]:
        """Return the questions that a message is read by; the words of an awaited one must be more than a yes or no."""
        found = {slot.id: slot for slot in self._unasked}
        for name in awaited:
            slot = self._guide.slot(name)
            if slot is not None and slot.kind in ("choice", "multi"):
                found.setdefault(name, replace(slot, options=tuple(map(_wordy, slot.options))))
        own = self._guide.slot(asked) if asked else None
        if own is not None and own.kind != "date":
            found[own.id] = replace(own, ask_when={})
        return tuple(found.values())

    def _fitting_the_case(
        self, values: Mapping[str, Any], record: Record | None, asked: str
    ) -> Iterator[tuple[str, Any]]:
        """Yield what was read, without what only means something in another kind of case."""
        implied = self._vocabulary.implied("happened", values.get("happened"))
        known = {**(record.answers() if record else {}), **implied, **values}
        for name, value in values.items():
            condition = self._vocabulary.unasked.get(name)
            if name == asked or not condition or holds(condition, known):
                yield name, value

    def _ranked(self, plain: str, slots: Sequence[Slot], told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the first of several values that a text tells at once, where the vocabulary ranks them."""
        for slot in slots:
            fact = self._vocabulary.fact(slot.id)
            if fact is not None and fact.ranked and slot.id not in told and (named := options_in(slot, plain, 2)):
                yield slot.id, named[0]

    def _last_receipt(self, record: Record | None) -> str:
        """Return the event of receiving something that was told last."""
        told = [name for name in (record.events if record else ()) if self._is_receipt(name)]
        return told[-1] if told else ""

    def _received(self, happened: str) -> str:
        """Return the event that receiving something means for what happened."""
        fact = self._vocabulary.fact("happened")
        return next((term.received for term in fact.options if term.id == happened), "") if fact else ""

    def _denied(self, plain: str, slots: Sequence[Slot], told: Mapping[str, Known]) -> dict[str, tuple[Any, ...]]:
        """Return the values that a text says do not hold, where it does not say at once what does."""
        found = {slot.id: denied_in(slot, plain) for slot in slots if slot.kind == "choice"}
        return {name: tuple(values) for name, values in found.items() if values and name not in told}

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


def _wordy(option: Option) -> Option:
    """Return an option without words that say too little where it was not asked for."""
    return replace(option, words=tuple(word for word in option.words if len(word) >= LEAST_UNASKED))


def _fitting(record: Record, slots: Sequence[Slot], receipts: Mapping[str, Known | None]) -> Iterator[tuple[str, Any]]:
    """Yield what a record holds of some questions; what was received is whatever the case is about."""
    for slot in slots:
        known = record.facts.get(slot.id) or record.events.get(slot.id) or receipts.get(slot.id)
        if known is None or known.how == INFERRED or slot.id.endswith(CONSENT):
            continue
        value = stored_date(date.fromisoformat(known.value), known.how == ROUGH) if slot.kind == "date" else known.value
        allowed = {option.id for option in slot.options}
        chosen = value if isinstance(value, list | tuple) else [value]
        if not allowed or allowed.issuperset(chosen):
            yield slot.id, value
