"""Periods set by law, by version of the law; standard library only."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar, Protocol

from bot.core.knowledge.entry import STRICT, Citation


@dataclass(frozen=True)
class Period:
    """One version of a period: how long, how it is counted, and the rule it comes from."""

    __pydantic_config__: ClassVar = STRICT

    amount: int
    unit: str
    valid_from: date | None = None
    valid_to: date | None = None
    count_from: str = "next_day"
    non_working_end: str = "extend"
    direction: str = "after"
    extension: str = ""
    fact: str = ""
    sources: tuple[Citation, ...] = ()

    def covers(self, day: date) -> bool:
        """Say whether this version of the law holds on the day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True)
class Deadline:
    """One period of the law with its versions, the event it starts from and whom it binds."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    name: str
    right: str
    jurisdiction: str
    actor: str
    start_event: str
    versions: tuple[Period, ...]
    note: str = ""
    event: str = ""
    """The event of the vocabulary it starts from, where a case may date it."""
    when: Mapping[str, Any] = field(default_factory=dict)
    """What must be known of a case for it to run."""

    def on(self, day: date) -> Period | None:
        """Return the version that holds on a day."""
        return next((version for version in self.versions if version.covers(day)), None)


class WorkCalendar(Protocol):
    """The working days of one jurisdiction."""

    def is_working(self, day: date) -> bool:
        """Say whether offices and courts are open that day; beyond the known years, Monday to Friday."""

    def knows(self, day: date) -> bool:
        """Say whether the holidays of that day's year have been announced."""


@dataclass(frozen=True)
class DueDate:
    """The last day of a period for one event."""

    deadline: Deadline
    period: Period
    due: date
    unadjusted: date
    """The last day before it was moved off a non-working day."""
    opens_on: date | None = None
    """First day of the window, for periods counted back from the event."""
    provisional: bool = False
    """The calendar of that year has not been announced: holidays may still move the date."""

    @property
    def moved(self) -> bool:
        """Say whether the last day fell on a non-working day and was moved."""
        return self.due != self.unadjusted


@dataclass(frozen=True)
class Calculation:
    """What is known of a deadline for an event: the earliest date first; more than one when a change of law lies between."""

    dates: tuple[DueDate, ...]

    @property
    def transition(self) -> bool:
        """Say whether the law changed between the event and today, so that which version holds is not verified."""
        return len(self.dates) > 1

    @property
    def advised(self) -> DueDate | None:
        """The date to keep: the earliest; None when no rule is known for the event's date."""
        return self.dates[0] if self.dates else None


def calculate(deadline: Deadline, event: date, today: date, calendar: WorkCalendar) -> Calculation:
    """Calculate the last day of a period for an event.

    The version of the law on the event's date counts; where another version holds today, both are given.
    """
    versions = {v for v in (deadline.on(event), deadline.on(max(event, today))) if v is not None}
    lengths = {(v.amount, v.unit): v for v in sorted(versions, key=lambda v: v.valid_from or date.min)}
    found = [_due(deadline, version, event, calendar) for version in lengths.values()]
    return Calculation(tuple(sorted(found, key=lambda item: item.due)))


def _due(deadline: Deadline, period: Period, event: date, calendar: WorkCalendar) -> DueDate:
    if period.direction == "before":
        return DueDate(deadline, period, event, event, opens_on=_shift(event, period, -1))
    end, counted = _last_day(period, event, calendar)
    due = end
    while period.non_working_end == "extend" and not calendar.is_working(due):
        due += timedelta(days=1)
    relies = counted or period.non_working_end == "extend"
    return DueDate(deadline, period, due, end, provisional=relies and not calendar.knows(due))


def _last_day(period: Period, event: date, calendar: WorkCalendar) -> tuple[date, bool]:
    """Return the last day before any extension, and whether working days were counted to find it."""
    if period.unit == "working_day":
        return _after_working_days(event, period.amount, calendar), True
    if period.count_from == "next_working_day":
        first = _after_working_days(event, 1, calendar)
        if period.amount < _SHORT_ITC_PERIOD:
            return _after_working_days(event, period.amount, calendar), True
        return first + timedelta(days=period.amount - 1), True
    end = _shift(event, period, 1)
    return (end - timedelta(days=1) if period.count_from == "same_day" and period.unit != "hour" else end), False


_SHORT_ITC_PERIOD = 7
"""Days; shorter periods before the ITC leave out weekends and holidays (19 CFR 201.14(a))."""


def _after_working_days(day: date, amount: int, calendar: WorkCalendar) -> date:
    while amount:
        day += timedelta(days=1)
        amount -= calendar.is_working(day)
    return day


def _shift(day: date, period: Period, sign: int) -> date:
    if period.unit in ("month", "year"):
        return add_months(day, sign * period.amount * (12 if period.unit == "year" else 1))
    return day + sign * timedelta(**{"hours" if period.unit == "hour" else "days": period.amount})


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
