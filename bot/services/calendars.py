"""Working days by jurisdiction, from kept packages: mainland China with make-up working days, US federal holidays."""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache

import chinese_calendar
import holidays

from bot.core.knowledge.deadline import WorkCalendar

SATURDAY = 5


class China:
    """Mainland China; each year's holidays are announced late in the year before."""

    def is_working(self, day: date) -> bool:
        """Say whether that day is a working day, make-up Saturdays included."""
        return bool(chinese_calendar.is_workday(day)) if self.knows(day) else day.weekday() < SATURDAY

    def knows(self, day: date) -> bool:
        """Say whether that year's holidays are in the package."""
        return self._years[0] <= day.year <= self._years[1]

    @cached_property
    def _years(self) -> tuple[int, int]:
        known = [day.year for day in chinese_calendar.holidays]
        return min(known), max(known)


class UnitedStates:
    """US federal holidays, set by statute for every year."""

    def is_working(self, day: date) -> bool:
        """Say whether federal offices and courts are open that day."""
        return day.weekday() < SATURDAY and day not in self._holidays

    def knows(self, day: date) -> bool:
        """Federal holidays follow from the statute."""
        return day.year > 0

    @cached_property
    def _holidays(self) -> holidays.HolidayBase:
        return holidays.country_holidays("US")


class EveryDay:
    """No holidays: for periods that run in calendar days whatever the day is."""

    def is_working(self, day: date) -> bool:
        """Every day counts."""
        return day.year > 0

    def knows(self, day: date) -> bool:
        """Nothing has to be announced."""
        return day.year > 0


@lru_cache
def calendar_of(jurisdiction: str) -> WorkCalendar:
    """Return the calendar of a deadline's jurisdiction."""
    calendars: dict[str, WorkCalendar] = {"CN": China(), "US_ITC": UnitedStates(), "US_COURT": UnitedStates()}
    return calendars.get(jurisdiction, EveryDay())
