"""What a visitor's words tell a guided flow: orders, options, dates, amounts, places, free words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.core.knowledge.condition import UNKNOWN
from bot.core.knowledge.flow import Flow, Slot
from bot.core.quantity import Quantity
from bot.core.region import Region, Resolver
from bot.dialogue.reading.commands import command_in, is_angry, is_only_anger, social_in, stripped
from bot.dialogue.values.dates import FlowDates, ToldDates
from bot.dialogue.values.measures import CLAUSE, FlowMeasures, LeftOut
from bot.dialogue.values.options import alike, by_label_part, echoed, options_in, ordinals, shared, yes_or_no
from bot.dialogue.values.patterns import own_match
from bot.text.dates.reader import SaidDate
from bot.text.lexicon import word_lists
from bot.text.money import doubtful_amount
from bot.text.normalise import normalise, uncut

_SHORT = 8
_LONGEST_STRAY = 14


@dataclass(frozen=True)
class FlowReading:
    """What one message told: values by slot, an order, or what stands in the way of either."""

    values: dict[str, Any]
    command: str = ""
    corrects: bool = False
    adds: bool = False
    """It adds to what was said before."""
    moves: bool = False
    """It says that the place is another one."""
    impossible: str = ""
    """The words of a date that does not exist or lies on the wrong side of today."""
    several: tuple[str, ...] = ()
    """Options of the open question that were named at once."""
    places: tuple[Region, ...] = ()
    """Places the answer may mean."""
    abroad: str = ""
    """A country named where a place in China is asked for."""
    angry: bool = False
    guessed: bool = False
    """The answer to the open question was taken by likeness: it is to be said back."""
    doubtful: int | None = None
    """A small bare number where money was asked for."""
    readings: tuple[date, ...] = ()
    """Days of which one answers the open question."""
    elsewhere: SaidDate | None = None
    """A date where one was asked for, said of another event."""
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)
    """By slot the sums and lengths that were told but cannot be taken."""
    social: str = ""
    """`thanks`, `greet` or `ack` when nothing else was said."""


class Extractor:
    """Reads messages against one flow."""

    def __init__(self, flow: Flow, regions: Resolver, today: date) -> None:
        self._flow = flow
        self._regions = regions
        self._today = today
        self._words = word_lists("flow_words")
        self._dates = FlowDates(flow, today)
        self._measures = FlowMeasures(flow, today)

    def read(
        self,
        text: str,
        open_slot: str = "",
        home: str | None = None,
        awaited: Sequence[str] = (),
        answered_before: Sequence[str] = (),
    ) -> FlowReading:
        """Return what a message tells; the open question claims what could belong to several slots.

        A short message that tells nothing else but a date or an amount is taken for the one of the `awaited` slots,
        or, as a correction, for the one of those `answered_before`.
        """
        plain, whole = normalise(text), uncut(text)
        current = next((slot for slot in self._flow.slots if slot.id == open_slot), None)
        values, several = self._options(plain, current)
        answered = current is not None and (current.id in values or len(several) > 1)
        free = current is not None and current.kind == "text"
        command = "" if answered else command_in(plain, strict=free)
        if free and current is not None and current.personal and plain.startswith(self._words["refusals"]):
            command = "skip"
        dates = self._read_dates(whole, plain, current, values)
        impossible = dates.wrong
        measures = self._measures.read(whole, open_slot, values)
        values.update(measures.values)
        places, abroad = self._region(text, home, current, values)
        corrects = self._says("corrections", plain, only_first=free)
        if command == "unknown" and values and not self._is_about(plain, current):
            command = ""
        social = "" if values else social_in(plain)
        obstacle = impossible or measures.left_out
        if not (values or several or command or social or places or abroad or obstacle):
            self._stray(whole, awaited, values)
            if corrects:
                self._stray(whole, answered_before, values)
        guess = self._guess(plain, current) if not (values or several or command or social or places) else []
        several = several or (tuple(guess) if len(guess) > 1 else ())
        if current is not None and len(guess) == 1:
            values[current.id] = guess if current.kind == "multi" else guess[0]
        doubtful = doubtful_amount(whole) if current is not None and current.kind == "money" else None
        only_anger = is_only_anger(plain) and not values
        if not free:
            self._patterns(text, {*awaited, *answered_before} - {open_slot}, values)
        if free and current is not None and not (command or social or corrects or only_anger):
            self._free_words(text, current, values)
        if current is not None and current.id in values:
            command, impossible, several = "", "" if free else impossible, ()
        return FlowReading(
            values, command, corrects, self._says("additions", plain), self._says("moves", plain), impossible,
            several, places, abroad, is_angry(plain) and (only_anger or not free), len(guess) == 1, doubtful,
            dates.readings, dates.elsewhere, measures.left_out, "" if command else social,
        )  # fmt: skip

    def _is_about(self, plain: str, current: Slot | None) -> bool:
        """Say whether “don't know” is said of the open question, rather than of what else is told."""
        words = self._words["unknown"]
        clauses = [clause for clause in CLAUSE.split(plain) if any(word in clause for word in words)]
        asked = current.label + current.question if current else ""
        return any(stripped(clause) in words or shared(asked, clause) > 1 for clause in clauses)

    def _says(self, name: str, plain: str, only_first: bool = False) -> bool:
        where = plain[:_SHORT] if only_first else plain
        return any(word in where for word in self._words[name])

    def _options(self, plain: str, current: Slot | None) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Read options: those of the open question by number or short words too, those of others by longer words."""
        values: dict[str, Any] = {}
        several: tuple[str, ...] = ()
        for slot in self._flow.slots:
            if slot.kind not in ("choice", "multi"):
                continue
            is_open = current is not None and slot.id == current.id
            found = self._direct(slot, plain) if is_open else options_in(slot, plain, shortest=2)
            if found and slot.kind == "multi":
                values[slot.id] = found
            elif len(found) == 1:
                values[slot.id] = found[0]
            elif is_open:
                several = tuple(found)
        if current is not None and current.kind in ("choice", "multi") and ordinals(plain, current.options):
            values = {name: value for name, value in values.items() if name == current.id}
        return values, several

    def _direct(self, slot: Slot, plain: str) -> list[str]:
        """Read an answer that may make sense only because this question was asked."""
        if picked := ordinals(plain, slot.options):
            return picked
        if answer := yes_or_no(slot, plain):
            return [answer]
        return options_in(slot, plain, shortest=1) or by_label_part(slot, plain) or echoed(slot, plain)

    def _guess(self, plain: str, current: Slot | None) -> list[str]:
        return alike(current, plain) if current is not None and current.kind in ("choice", "multi") else []

    def _stray(self, plain: str, awaited: Sequence[str], values: dict[str, Any]) -> None:
        """Take a short message with nothing but a date or an amount for the one slot that waits for such a value."""
        for kind in ("date", "money", "number"):
            waiting = [slot for slot in self._flow.slots if slot.kind == kind and slot.id in awaited]
            if len(waiting) == 1 and len(plain) <= _LONGEST_STRAY and not values:
                stray = waiting[0]
                value = self._dates.bare(plain, stray) if kind == "date" else self._measure(stray, plain)
                if value is not None:
                    values[waiting[0].id] = value

    def _read_dates(self, text: str, plain: str, current: Slot | None, values: dict[str, Any]) -> ToldDates:
        """Read the dates; that it was some time ago is as good as not knowing."""
        dates = self._dates.read(text, current.id if current else "")
        values.update({name: value for name, value in dates.values.items() if name not in values})
        told = dates.values or dates.wrong or dates.readings or dates.elsewhere
        is_vague = any(word in plain for word in self._words["vague_past"])
        if current is not None and current.kind == "date" and is_vague and not told:
            values[current.id] = UNKNOWN
        return dates

    def _measure(self, slot: Slot, clause: str) -> Any:
        found = self._measures.one(slot, clause, is_open=False)
        return found.stored if isinstance(found, Quantity) else None

    def _region(
        self, text: str, home: str | None, current: Slot | None, values: dict[str, Any]
    ) -> tuple[tuple[Region, ...], str]:
        slot = next((slot for slot in self._flow.slots if slot.kind == "region"), None)
        if slot is None or slot.id in values:
            return (), ""
        found = self._regions.resolve(text, home)
        if found.theirs and not slot.anyones:
            return (), ""
        if found.region is not None:
            values[slot.id] = found.region.code
            return (), ""
        is_open = current is not None and slot.id == current.id
        return (tuple(found.candidates), found.abroad) if is_open else ((), "")

    def _patterns(self, text: str, names: set[str], values: dict[str, Any]) -> None:
        """Take what only fits one question, as a telephone number does."""
        for slot in self._flow.slots:
            if slot.pattern and slot.id in names and (match := own_match(slot, text, is_open=False)):
                values[slot.id] = match.group()

    def _free_words(self, text: str, current: Slot, values: dict[str, Any]) -> None:
        """Take free words as the answer, with what other questions of the same kind ask for taken out."""
        rest = text.strip()
        for slot in self._flow.slots:
            if slot.pattern and (match := own_match(slot, rest, is_open=slot is current)):
                values[slot.id] = match.group()
                rest = rest if slot is current else _without(rest, match)
        if not current.pattern and rest:
            values[current.id] = _without_lead(rest, current.leads)


def _without(text: str, match: re.Match[str]) -> str:
    """Return a text without a part and the clause around it that only announces it."""
    before = CLAUSE.split(text[: match.start()])
    kept = (
        text[: match.start() - len(before[-1])]
        if len(before) > 1 and len(before[-1]) <= _SHORT
        else text[: match.start()]
    )
    return (kept + text[match.end() :]).strip("，,。；; 、")


def _without_lead(text: str, leads: Sequence[str]) -> str:
    lead = next((lead for lead in leads if text.startswith(lead) and len(text) > len(lead)), "")
    return text[len(lead) :]
