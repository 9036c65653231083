"""Computed dates: where the record dates the event a period starts from, the last day and how long that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.knowledge.condition import holds
from bot.core.knowledge.deadline import Deadline, calculate
from bot.core.knowledge.entry import Citation
from bot.core.knowledge.vocabulary import Vocabulary
from bot.dialogue.record import INFERRED, ROUGH, Record
from bot.services.calendars import calendar_of

AUTHORITY = "authority"
"""Periods that bind an office: nobody misses them by waiting."""


@dataclass(frozen=True)
class Due:
    """The last day of a period in this case."""

    deadline: Deadline
    event: str
    """The event's label."""
    since: date
    day: date
    rough: bool
    sources: tuple[Citation, ...] = ()
    """The rules the period comes from."""

    def days_left(self, today: date) -> int:
        """Return the days until then, negative when it is past."""
        return (self.day - today).days


def dues(rows: Iterable[Deadline], record: Record, vocabulary: Vocabulary, today: date) -> list[Due]:
    """Return what can be counted of some periods, what is still ahead and nearest first; never from an inferred day."""
    found = []
    for row in rows:
        known = record.events.get(row.event) if row.event and row.actor != AUTHORITY else None
        kind = vocabulary.event(row.event) if known else None
        if known is None or kind is None or known.how == INFERRED or not holds(row.when, record.answers()):
            continue
        since = date.fromisoformat(str(known.value))
        advised = calculate(row, since, today, calendar_of(row.jurisdiction)).advised
        if advised is not None and advised.period.direction == "after":
            found.append(Due(row, kind.label, since, advised.due, known.how == ROUGH, advised.period.sources))
    return sorted(found, key=lambda due: (due.day < today, abs((due.day - today).days)))


def in_words(due: Due, today: date, say: Callable[..., str]) -> str:
    """Return a computed date as a sentence."""
    left = due.days_left(today)
    key = "utter_answers_due_past" if left < 0 else "utter_answers_due_today" if left == 0 else "utter_answers_due"
    about = say("utter_answers_due_rough") if due.rough else ""
    return say(key, name=due.deadline.name, date=day_in_words(due.day, today, say), days=abs(left), about=about)


def as_field(due: Due, today: date) -> Mapping[str, object]:
    """Return a computed date as the message carries it."""
    return {
        "name": due.deadline.name,
        "date": due.day.isoformat(),
        "days_left": due.days_left(today),
        "rough": due.rough,
    }


def day_in_words(day: date, today: date, say: Callable[..., str]) -> str:
    """Return a date as people say it, with the year only when it is another one."""
    key = "utter_answers_day" if day.year == today.year else "utter_answers_day_of_year"
    return say(key, year=day.year, month=day.month, day=day.day)
