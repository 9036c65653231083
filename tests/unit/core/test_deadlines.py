"""The deadline calculator: hand-computed cases and properties on the days on which such code fails."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.knowledge.deadline import Deadline, Period, add_months, calculate
from bot.services.calendars import calendar_of

CHINA, ITC = calendar_of("CN"), calendar_of("US_ITC")
DAYS = st.dates(date(2005, 1, 1), date(2040, 12, 31))


def row(*versions: Period) -> Deadline:
    return Deadline("x", "期限", "any", "CN", "claimant", "事件", versions)


def due(period: Period, event: date, calendar=CHINA, today: date | None = None) -> date:
    return calculate(row(period), event, today or event, calendar).advised.due


@pytest.mark.parametrize(
    ("amount", "unit", "event", "expected"),
    [
        (15, "day", date(2026, 9, 18), date(2026, 10, 8)),  # 3 October lies in National Day week (1–7 October)
        (30, "day", date(2026, 1, 16), date(2026, 2, 24)),  # 15 February 2026 lies in the Spring Festival (15–23)
        (3, "working_day", date(2026, 9, 30), date(2026, 10, 10)),  # 8, 9 October and the make-up Saturday 10
        (5, "working_day", date(2026, 11, 20), date(2026, 11, 27)),
        (3, "month", date(2026, 11, 30), date(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (2, "year", date(2024, 2, 29), date(2026, 2, 28)),  # a make-up Saturday: working
        (1, "month", date(2026, 8, 31), date(2026, 9, 30)),
    ],
)
def test_periods_in_mainland_china(amount: int, unit: str, event: date, expected: date) -> None:
    assert due(Period(amount, unit), event) == expected


def test_a_term_counts_its_first_day() -> None:
    term = Period(10, "year", count_from="same_day", non_working_end="none")
    assert due(term, date(2016, 11, 22)) == date(2026, 11, 21)


def test_a_window_before_an_event_opens_and_closes_with_it() -> None:
    found = calculate(row(Period(12, "month", direction="before")), date(2027, 2, 28), date(2026, 1, 1), CHINA).advised
    assert (found.opens_on, found.due) == (date(2026, 2, 28), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("amount", "event", "expected"),
    [
        (20, date(2026, 11, 25), date(2026, 12, 16)),  # 26 November is Thanksgiving: day 1 is Friday 27
        (20, date(2026, 12, 4), date(2026, 12, 28)),  # day 1 Monday 7; day 20 is Saturday 26, moved to Monday
        (10, date(2026, 6, 18), date(2026, 7, 1)),  # 19 June is a federal holiday: day 1 is Monday 22
    ],
)
def test_the_itc_counts_from_the_next_business_day(amount: int, event: date, expected: date) -> None:
    assert due(Period(amount, "day", count_from="next_working_day"), event, ITC) == expected


def test_a_change_of_law_between_event_and_today_shows_both_and_advises_the_earlier() -> None:
    opposition = row(Period(3, "month", valid_to=date(2026, 12, 31)), Period(2, "month", valid_from=date(2027, 1, 1)))
    crossing = calculate(opposition, date(2026, 12, 15), date(2027, 1, 5), CHINA)
    assert [item.due for item in crossing.dates] == [date(2027, 2, 15), date(2027, 3, 15)]
    assert crossing.transition
    assert not calculate(opposition, date(2026, 12, 15), date(2026, 12, 20), CHINA).transition


def test_an_event_before_the_earliest_version_has_no_date() -> None:
    later = row(Period(3, "month", valid_from=date(2025, 2, 1)))
    assert calculate(later, date(2020, 1, 1), date(2020, 1, 2), CHINA).advised is None


def test_a_date_beyond_the_announced_holidays_is_provisional() -> None:
    assert calculate(row(Period(15, "day")), date(2031, 9, 20), date(2031, 9, 20), CHINA).advised.provisional
    assert not calculate(row(Period(15, "day")), date(2026, 5, 20), date(2026, 5, 20), CHINA).advised.provisional


@given(DAYS, st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_ends_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    last = monthrange(moved.year, moved.month)[1]
    assert moved.day == min(day.day, last)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months


@given(DAYS, st.integers(1, 60))
def test_a_period_in_days_never_ends_early_nor_on_a_day_off(event: date, amount: int) -> None:
    found = calculate(row(Period(amount, "day")), event, event, CHINA).advised
    assert found.unadjusted == event + timedelta(days=amount)
    assert found.due >= found.unadjusted
    assert CHINA.is_working(found.due)
    between = [found.unadjusted + timedelta(days=n) for n in range((found.due - found.unadjusted).days)]
    assert not any(CHINA.is_working(day) for day in between)


@given(DAYS, st.integers(1, 60))
def test_working_days_are_counted_exactly(event: date, amount: int) -> None:
    end = due(Period(amount, "working_day"), event)
    passed = [event + timedelta(days=n) for n in range(1, (end - event).days + 1)]
    assert sum(CHINA.is_working(day) for day in passed) == amount


@given(DAYS, st.integers(1, 40), st.integers(1, 40))
def test_a_longer_period_never_ends_earlier(event: date, one: int, other: int) -> None:
    short, long = sorted((one, other))
    assert due(Period(short, "day"), event) <= due(Period(long, "day"), event)
