"""A date as a text names it, and what all its readers share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.text.numerals import read, read_digits
from bot.text.patterns import Pattern

EARLIEST_YEAR = 1950
YEARS_AHEAD = 30
"""Years from now beyond which no date is believed."""
_LAST_SHORT_YEAR = 60
"""The last two digits that stand for a year after 2000."""
SOON = 31
"""Days within which a date said without its year may be one to come."""


@dataclass(frozen=True)
class SaidDate:
    """What some words of a text say of a day, and where they stand."""

    words: str = ""
    start: int = 0
    end: int = 0
    day: date | None = None
    rough: bool = False
    """Only a stretch of time is named, or it is a guess: `day` is the earliest that may be meant."""
    wrong: str = ""
    """The words, when there is no such day."""
    readings: tuple[date, ...] = ()
    """The days that may be meant, when there are two or more: to be asked back."""

    @property
    def days(self) -> tuple[date, ...]:
        """Every day that may be meant."""
        return self.readings or ((self.day,) if self.day else ())


NOTHING = SaidDate()
"""Words that look like a date and are none: no part of them is read as one."""
IMPOSSIBLE = SaidDate(wrong="?")
"""A date that does not exist; its words are filled in."""
Reader = Callable[[re.Match[str], date], SaidDate | None]
Form = tuple[Pattern | re.Pattern[str], Reader]


def placed(found: SaidDate, match: re.Match[str], text: str) -> SaidDate:
    """Return a date with the words it was read from and their place."""
    words = text[match.start() : match.end()].strip()
    return replace(found, words=words, start=match.start(), end=match.end(), wrong=words if found.wrong else "")


def one_of(days: Iterable[date | None], rough: bool = False) -> SaidDate:
    """Return the date that some readings leave: one day, several to ask back, or an impossible one."""
    kept = tuple(sorted({day for day in days if day is not None}))
    if not kept:
        return IMPOSSIBLE
    return SaidDate(day=kept[0], rough=rough) if len(kept) == 1 else SaidDate(readings=kept)


def real_day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None when there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plausible(day: date | None, today: date) -> date | None:
    """Return the day when people may speak of it, else None."""
    return day if day and EARLIEST_YEAR <= day.year <= today.year + YEARS_AHEAD else None


def nearest_year(month: int, day: int, today: date) -> date | None:
    """Return the latest such day not after today, unless the coming one is within a month."""
    years = (today.year + 1, today.year, today.year - 1)
    found = [one for year in years if (one := real_day(year, month, day)) and (one - today).days <= SOON]
    return found[0] if found else None


def small_number(words: str) -> int | None:
    """Return the whole number that words are; None when they are none or a range."""
    found = read(words)
    return int(found.exact) if found and found.exact is not None and found.exact.is_integer() else None


def year_number(words: str) -> int:
    """Return a year of two or four digits, Chinese ones too."""
    year = read_digits(words.replace("零", "〇").replace("○", "〇")) or 0
    return year if len(words) > 2 else year + (2000 if year <= _LAST_SHORT_YEAR else 1900)
