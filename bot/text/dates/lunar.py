"""Lunar dates and festivals; the conversion is the one of `borax`, imported when the first lunar date is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from bot.text.dates.said import IMPOSSIBLE, NOTHING, Form, SaidDate, plausible, small_number, year_number
from bot.text.dates.written import relative_year
from bot.text.lexicon import word_lists
from bot.text.patterns import Pattern, meanings

_ASKED_BACK = timedelta(days=92)
"""A lunar day to come within this time may be meant as well as the last one."""
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_LAST = 0
"""Stands for the last day of a lunar month."""

_DATED = Pattern("dates", "{lunar_dated}")
_MONTH_ALONE = Pattern("dates", "{lunar_month_alone}")
_FESTIVAL = Pattern("dates", "{lunar_festival}")
_BEFORE, _EVE, _AROUND, _SEASON = timedelta(days=30), timedelta(days=7), timedelta(days=14), timedelta(days=22)
"""How early “before”, “on the eve of”, “around” and the sale of a festival may be."""


@lru_cache(maxsize=512)
def solar_day(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """Return the day of a lunar date; day 0 is the month's last; None when there is none or no conversion is installed."""
    try:
        from borax.calendars.lunardate import LunarDate
    except ModuleNotFoundError:
        return None
    for number in (30, 29) if day == _LAST else (day,):
        try:
            found: date = LunarDate(year, month, number, int(leap)).to_solar_date()
        except ValueError:
            continue
        return date(found.year, found.month, found.day)
    return None


def _given_year(match: re.Match[str], today: date) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return year_number(groups["year"])
    said = groups.get("said") or ""
    digits = said.removesuffix("年")
    return relative_year(digits if digits.isdigit() else said, today) if said else None


def _candidates(find: Callable[[int], date | None], year: int | None, today: date) -> list[date]:
    years: Sequence[int] = (year,) if year else range(today.year - 3, today.year + 2)
    return [day for one in years if (day := plausible(find(one), today))]


def _last(days: Sequence[date], today: date) -> date | None:
    return max((day for day in days if day <= today), default=None)


def _read_dated(match: re.Match[str], today: date) -> SaidDate | None:
    """Read a lunar date; without its year it is the last one, and asked back when the coming one is near."""
    words = match["month"] + match["day"]
    marked = "历" in match.group() or match["month"] in _MONTHS or match["leap"] or match["day"][0] in "初廿卅"
    if not marked:
        return None if match["mark"] or words != "八十五" else _mid_autumn_or_august(match, today)
    month = _MONTHS.get(match["month"]) or small_number(match["month"]) or 0
    day = small_number(match["day"].removeprefix("初")) or -1
    day = _LAST if month == 12 and day == 30 else day
    days = _candidates(lambda year: solar_day(year, month, day, bool(match["leap"])), _given_year(match, today), today)
    return _last_or_coming(days, today) if days else _unknown()


def _mid_autumn_or_august(match: re.Match[str], today: date) -> SaidDate | None:
    year = _given_year(match, today)
    lunar = _last(_candidates(lambda one: solar_day(one, 8, 15), year, today), today)
    solar = _last(_candidates(lambda one: date(one, 8, 15), year, today), today)
    return SaidDate(readings=tuple(sorted((lunar, solar)))) if lunar and solar else None


def _last_or_coming(days: Sequence[date], today: date) -> SaidDate:
    last, coming = _last(days, today), min((day for day in days if day > today), default=None)
    if last and coming and coming - today <= _ASKED_BACK:
        return SaidDate(readings=(last, coming))
    return SaidDate(day=last or coming)


def _unknown() -> SaidDate:
    """Return what a lunar date is that cannot be converted: impossible, or unread where no conversion is installed."""
    return IMPOSSIBLE if solar_day(2020, 1, 1) else NOTHING


def _read_month_alone(match: re.Match[str], today: date) -> SaidDate | None:
    month = _MONTHS.get(match["alone"] or match["month"]) or small_number(match["month"] or "") or 0
    days = _candidates(lambda year: solar_day(year, month, 1), _given_year(match, today), today)
    found = _last(days, today) or (days[0] if days else None)
    return SaidDate(day=found, rough=True) if found else NOTHING


def _read_festival(match: re.Match[str], today: date) -> SaidDate | None:
    name, lists = match["name"], word_lists("dates")
    month, day = {**meanings("dates", "festivals"), **meanings("dates", "festivals_in_october")}[name]
    lunar = name in lists["lunar_festivals"]
    days = _candidates(
        lambda year: solar_day(year, month, day) if lunar else date(year, month, day), _given_year(match, today), today
    )
    found = _last(days, today) or (days[0] if days else None)
    if found is None:
        return NOTHING
    return _beside(match, found, name in lists["long_festivals"] or bool(match["season"]))


def _beside(match: re.Match[str], day: date, is_long: bool) -> SaidDate:
    """Return the day before, around or after a festival; the earliest that may be meant."""
    way, lists = match["way"] or "", word_lists("dates")
    for group, sign in (("early", -1), ("late", 1)):
        if match[group]:
            return SaidDate(day=day + sign * timedelta(days=small_number(match[group].replace("两", "二")) or 0))
    if way in lists["festival_itself"]:
        return SaidDate(day=day)
    back = (
        _EVE
        if way in lists["festival_eve"]
        else _AROUND
        if way in lists["festival_around"]
        else _BEFORE
        if way.endswith("前")
        else timedelta()
    )
    back = max(back, _SEASON) if match["season"] in lists["festival_season"] and "双" in match["name"] else back
    return SaidDate(day=day - back, rough=bool(way) or is_long)


FORMS: tuple[Form, ...] = (
    (_DATED, _read_dated),
    (_MONTH_ALONE, _read_month_alone),
    (_FESTIVAL, _read_festival),
)
"""In no order: of two readings at one place the longer counts."""
