"""Dates written out: Chinese, ISO, dotted and slashed, English and of e-mails."""

from __future__ import annotations

import re
from datetime import date

from bot.text.dates.said import (
    IMPOSSIBLE,
    NOTHING,
    Form,
    SaidDate,
    nearest_year,
    one_of,
    plausible,
    real_day,
    small_number,
    year_number,
)
from bot.text.patterns import Pattern, meanings

MONTH_PARTS = {"": 1, "初": 1, "上": 1, "中": 11, "底": 21, "末": 21, "下": 21}
"""First day of a part of a month, by the first sign of its name."""
_YEAR_PARTS = {"初": 1, "上": 1, "春": 2, "中": 5, "夏": 5, "下": 7, "秋": 8, "底": 11, "末": 11, "冬": 11}
"""First month of a part of a year."""

_CHINESE = Pattern("dates", "{written_chinese}")
_ABOUT_DAY = Pattern("dates", "{written_about_day}")
_MONTH = Pattern("dates", "{written_month}")
_YEAR_ALONE = Pattern("dates", "{written_year_alone}")
_YEAR_AND_NUMBERS = Pattern("dates", "{written_year_and_numbers}", re.IGNORECASE)
_TRIPLE = Pattern("dates", "{written_triple}", re.IGNORECASE)
_YEAR_MONTH = Pattern("dates", "{written_year_month}", re.IGNORECASE)
_COMPACT = Pattern("dates", "{written_compact}", re.IGNORECASE)
_NAMED_NUMBER = Pattern("dates", "{written_named_number}", re.IGNORECASE)
_VERSION = Pattern("dates", "{written_version}", re.IGNORECASE)
_YEARS_BACK = 6
"""Years for which two digits are most likely a year."""


def relative_year(said: str, today: date) -> int:
    """Return the year that a word such as 去年 means, or that is written in digits."""
    off: int | None = meanings("dates", "said_years").get(said)
    return int(said) if off is None else today.year + off


def _years(match: re.Match[str], today: date) -> int | None:
    """Return the year that is named, beside or behind the day."""
    groups = match.groupdict()
    written, said = groups.get("year"), groups.get("said") or groups.get("after") or groups.get("last")
    if written:
        return year_number(written)
    if not said:
        return None
    return relative_year(said, today)


def _dated(year: int | None, month: int, day: int, today: date, rough: bool = False) -> SaidDate:
    found = nearest_year(month, day, today) if year is None else plausible(real_day(year, month, day), today)
    return one_of([found], rough)


def _read_chinese(match: re.Match[str], today: date) -> SaidDate | None:
    month, day = small_number(match["month"]), small_number(match["day"])
    if month is None or day is None or (month > 12 and day > 31 and not match["mark"]):
        return None
    return _dated(_years(match, today), month, day, today, rough=bool(match["until"]))


def _read_about_day(match: re.Match[str], today: date) -> SaidDate | None:
    month, tens = small_number(match["month"]) or 0, small_number(match["tens"] or "1") or 1
    return _dated(_years(match, today), month, tens * 10, today, rough=True)


def _read_month(match: re.Match[str], today: date) -> SaidDate | None:
    month = small_number(match["month"]) or 0
    if not 1 <= month <= 12:
        return NOTHING
    year = _years(match, today)
    year = today.year - (month > today.month) if year is None else year
    found = plausible(date(year, month, MONTH_PARTS[(match["part"] or "")[:1]]), today)
    return SaidDate(day=found, rough=True) if found else NOTHING


def _read_year(match: re.Match[str], today: date) -> SaidDate | None:
    part = (match["part"] or "").removeprefix("年")[:1]
    found = plausible(date(_years(match, today) or today.year, _YEAR_PARTS.get(part, 1), 1), today)
    return SaidDate(day=found, rough=True) if found else NOTHING


def _read_year_and_numbers(match: re.Match[str], today: date) -> SaidDate | None:
    return _dated(_years(match, today), int(match["month"]), int(match["day"]), today)


def _read_triple(match: re.Match[str], today: date) -> SaidDate | None:
    """Read three numbers: the year first, or last behind a day and a month in either order."""
    a, b, c = match["a"], match["b"], match["c"]
    if len(c) < 4 and _is_version(match):
        return NOTHING
    if len(a) == 4:
        return _dated(int(a), int(b), int(c), today) if len(c) <= 2 and _like_year(a) else NOTHING
    if len(c) == 4:
        return _either_order(int(a), int(b), int(c), today) if len(a) <= 2 and _like_year(c) else NOTHING
    return _short_years(a, b, c, today) if len(a) == 2 and len(c) <= 2 else NOTHING


def _is_version(match: re.Match[str]) -> bool:
    return match["sep"] == "." and bool(_VERSION.search(match.string[max(0, match.start() - 8) : match.start()]))


def _like_year(digits: str) -> bool:
    return digits.startswith(("19", "20"))


def _either_order(first: int, second: int, year: int, today: date) -> SaidDate:
    return one_of(plausible(real_day(year, *pair), today) for pair in ((first, second), (second, first)))


def _short_years(a: str, b: str, c: str, today: date) -> SaidDate:
    """Read three short numbers; years near today are likelier than others."""
    orders = [(a, b, c)] + ([(c, a, b), (c, b, a)] if len(c) == 2 else [])
    days = [real_day(2000 + int(y), int(m), int(d)) for y, m, d in orders]
    near = [day for day in days if day and today.year - _YEARS_BACK <= day.year <= today.year + 1]
    return one_of(near) if near else NOTHING


def _read_year_month(match: re.Match[str], today: date) -> SaidDate | None:
    if _is_version(match):
        return NOTHING
    found = plausible(date(int(match["year"]), int(match["month"]), 1), today)
    return SaidDate(day=found, rough=True) if found else NOTHING


def _read_compact(match: re.Match[str], today: date) -> SaidDate | None:
    """Read eight digits, unless they are called a number or are no day."""
    named = _NAMED_NUMBER.search(match.string[max(0, match.start() - 8) : match.start()])
    day = plausible(real_day(int(match["year"]), int(match["month"]), int(match["day"])), today)
    return SaidDate(day=day) if day and not named else NOTHING


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?<![a-z])(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s?)?"
_CLOCK = r"(?:,?\s(?:at\s)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]m)?(?:\s?[+-][0-9]{4})?)?"
_NTH = r"(?:st|nd|rd|th)?"
_ENGLISH_FORMS = (
    rf"{_WEEKDAY}(?<![a-z]){_NAME}[\s-]?(?P<day>[0-9]{{1,2}}){_NTH}(?![0-9:.])(?:\s?[,-]?\s?(?P<year>(?:19|20)[0-9]{{2}})(?![0-9]))?{_CLOCK}",
    rf"{_WEEKDAY}(?<![0-9a-z.-])(?P<day>[0-9]{{1,2}}){_NTH}[\s-]?(?:of\s)?{_NAME}(?![a-z])(?:[\s,-]{{1,2}}(?P<year>(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?![0-9:]))?{_CLOCK}",
    rf"(?<![0-9])(?P<year>(?:19|20)[0-9]{{2}})[\s,-]{{1,2}}{_NAME}[\s-]?(?P<day>[0-9]{{1,2}}){_NTH}(?![0-9:])",
    rf"(?<![a-z]){_NAME}[\s,-]{{1,2}}(?P<year>(?:19|20)[0-9]{{2}})(?![0-9])",
)


def _read_english(match: re.Match[str], today: date) -> SaidDate | None:
    groups = match.groupdict()
    month = _MONTHS.index(match["name"][:3].lower()) + 1
    year = year_number(groups["year"]) if groups["year"] else None
    if groups.get("day"):
        return _dated(year, month, int(groups["day"]), today)
    found = plausible(date(year or today.year, month, 1), today)
    return SaidDate(day=found, rough=True) if found else IMPOSSIBLE


FORMS: tuple[Form, ...] = (
    (_CHINESE, _read_chinese),
    (_ABOUT_DAY, _read_about_day),
    (_MONTH, _read_month),
    (_YEAR_ALONE, _read_year),
    (_YEAR_AND_NUMBERS, _read_year_and_numbers),
    (_TRIPLE, _read_triple),
    (_YEAR_MONTH, _read_year_month),
    (_COMPACT, _read_compact),
    *((re.compile(form, re.IGNORECASE), _read_english) for form in _ENGLISH_FORMS),
)
"""In no order: of two readings at one place the longer counts."""
