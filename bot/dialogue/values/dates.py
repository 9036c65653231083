"""Which dates of a message belong to which question of a flow: a date of one event is never taken for another's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from bot.core.case import stored_date
from bot.core.knowledge.flow import Flow, Slot
from bot.text.dates.reader import SaidDate, dates_in
from bot.text.lexicon import word_lists
from bot.text.patterns import Pattern

_MARK = Pattern("flow_words", r"[,，。;；！!？?\n]|{turns}")
_OTHER = ""
"""Stands for an event that the flow does not ask for."""
_BARE_CLAUSE = 3
"""Characters beside a date that tell nothing: its event was named in the clause before."""


@dataclass(frozen=True)
class ToldDates:
    """What the dates of a message tell a flow."""

    values: dict[str, str] = field(default_factory=dict)
    wrong: str = ""
    """The words of a date that does not exist or lies on the wrong side of today."""
    readings: tuple[date, ...] = ()
    """Days of which one answers the open question."""
    elsewhere: SaidDate | None = None
    """A date where the open question asks for one, said of another event."""


@dataclass(frozen=True)
class _Placed:
    """A date with the questions whose events it is said of; none when no event is named."""

    said: SaidDate
    slots: frozenset[str]


class FlowDates:
    """Ties the dates of messages to the questions of one flow."""

    def __init__(self, flow: Flow, today: date) -> None:
        self._slots = [slot for slot in flow.slots if slot.kind == "date"]
        self._today = today
        lists = word_lists("flow_words")
        self._owners = dict.fromkeys(lists["events"], _OTHER)
        self._owners.update({word: slot.id for slot in self._slots for word in slot.near})
        self._things, self._knowing = frozenset(lists["event_things"]), frozenset(lists["knowing"])

    def read(self, text: str, open_slot: str = "") -> ToldDates:
        """Return what the dates of a text tell, those without an event for the open question."""
        placed = list(self._placed(text)) if self._slots else []
        values: dict[str, str] = {}
        wrong = next((one.said.wrong for one in placed if one.said.wrong), "")
        readings: tuple[date, ...] = ()
        for slot in self._slots:
            said = self._said_of(slot, placed, slot.id == open_slot)
            days = [day for day in said.days if fits(slot, day, self._today)] if said else []
            if said and said.days and not days:
                wrong = wrong or said.words
            if said and len(days) == 1:
                values[slot.id] = stored_date(days[0], said.rough)
            elif slot.id == open_slot:
                readings = tuple(days)
        return ToldDates(values, wrong, readings, self._elsewhere(placed, open_slot))

    def bare(self, text: str, slot: Slot) -> str | None:
        """Return the value of the one date of a text that names no event."""
        free = [one.said for one in self._placed(text) if not one.slots and one.said.day]
        if len(free) != 1 or not free[0].day or not fits(slot, free[0].day, self._today):
            return None
        return stored_date(free[0].day, free[0].rough)

    def _said_of(self, slot: Slot, placed: Sequence[_Placed], is_open: bool) -> SaidDate | None:
        own = [one.said for one in placed if slot.id in one.slots and one.said.days]
        free = [one.said for one in placed if is_open and not one.slots and one.said.days]
        return next(iter([*own, *free]), None)

    def _elsewhere(self, placed: Sequence[_Placed], open_slot: str) -> SaidDate | None:
        slot = next((slot for slot in self._slots if slot.id == open_slot), None)
        other = [one.said for one in placed if one.slots and open_slot not in one.slots and one.said.day]
        return next((one for one in other if slot and one.day and fits(slot, one.day, self._today)), None)

    def _placed(self, text: str) -> Iterator[_Placed]:
        """Yield the dates with their events; one that stands alone in its clause takes up the event before."""
        dates = dates_in(text, self._today)
        before: frozenset[str] = frozenset()
        for start, end in _clauses(text, dates):
            inside = [one for one in dates if start <= one.start < end]
            if not inside:
                before = self._events(text[start:end])
            events = self._of_each(_gaps(text, start, end, inside))
            for one, slots in zip(inside, events, strict=True):
                is_bare = len(text[start:end].strip()) - len(one.words) <= _BARE_CLAUSE
                yield _Placed(one, slots or (before if is_bare else frozenset()))
                before = slots or before

    def _of_each(self, gaps: Sequence[str]) -> list[frozenset[str]]:
        """Return the events of a clause's dates from the words between them: those behind a date, or all before theirs."""
        ahead = [self._events(words, backward=True) for words in gaps[:-1]]
        behind = [self._events(words) for words in gaps[1:]]
        comes_first = len(behind) > 1 and all(ahead) and not behind[-1]
        return ahead if comes_first else [after or before for before, after in zip(ahead, behind, strict=True)]

    def _events(self, words: str, *, backward: bool = False) -> frozenset[str]:
        """Return the questions whose event some words name: the nearest deed, or the nearest thing; and what was learnt by it."""
        found = [match.group() for match in _finder(tuple(self._owners)).finditer(words)]
        found = found[::-1] if backward else found
        deeds = [word for word in found if word not in self._things]
        named = (deeds or found)[:1] + [word for word in deeds if word in self._knowing]
        return frozenset(self._owners[word] for word in named)


def fits(slot: Slot, day: date, today: date) -> bool:
    """Say whether a day lies on the side of today on which the question's event must lie."""
    return slot.future is None or (day > today) == slot.future or day == today


@lru_cache(maxsize=16)
def _finder(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)")


def _clauses(text: str, dates: Sequence[SaidDate]) -> Iterator[tuple[int, int]]:
    """Yield where the clauses of a text begin and end; a mark within a date parts nothing."""
    start = 0
    for match in _MARK.finditer(text):
        if not any(one.start <= match.start() < one.end for one in dates):
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _gaps(text: str, start: int, end: int, dates: Sequence[SaidDate]) -> list[str]:
    """Return the words of a clause before, between and behind its dates."""
    ends = [start, *(one.end for one in dates)]
    starts = [*(one.start for one in dates), end]
    return [text[left:right] for left, right in zip(ends, starts, strict=True)]
