"""Lengths of time in a text, in the unit they were said in, and what is left of a right until it expires."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.text.lexicon import word_lists
from bot.text.numerals import Number, folded, numbers_in, read, read_digits
from bot.text.patterns import Pattern

_PART = Pattern("numbers", "{length_part}")
_NEXT = Pattern("numbers", "{length_next}")
_TO = Pattern("numbers", "{length_to}")
_UNITS = {"年": (12.0, 0.0), "岁": (12.0, 0.0), "季": (3.0, 0.0), "月": (1.0, 0.0), "星": (0.0, 7.0), "礼": (0.0, 7.0),
          "周": (0.0, 7.0), "天": (0.0, 1.0), "日": (0.0, 1.0), "工": (0.0, 1.0)}  # fmt: skip
_EXPIRY = Pattern("numbers", "{length_expiry}")
_RANGE, _MONTH_AFTER, _DAY_AFTER, _MONTH_OF_YEAR = (
    Pattern("numbers", f"{{length_{name}}}") for name in ("range", "month_after", "day_after", "month_of_year")
)
_ENDS = Pattern("numbers", "{length_ends}")
_ROUGH = Pattern("numbers", "{length_rough}")
_DAYS_OF_MONTH, _DAYS_OF_YEAR = 30.44, 365.25
LONGEST = 1200
"""Months; what is longer is no length that people mean."""
_ONLY = Pattern("numbers", "{length_only}")


@dataclass(frozen=True)
class Length:
    """A length of time: months and days of both ends, equal unless it is a range."""

    low: tuple[float, float]
    high: tuple[float, float]
    rough: bool
    start: int
    end: int

    @property
    def in_days(self) -> bool:
        """Whether days or weeks were said."""
        return bool(self.low[1] or self.high[1])

    def within(self, unit: str) -> tuple[float, float]:
        """Return both ends in 年, 个月 or 天."""
        low, high = (_in(unit, months, days) for months, days in (self.low, self.high))
        return low, high


@dataclass(frozen=True)
class Left:
    """What is left, in the unit asked for."""

    low: float
    high: float
    rough: bool = False
    said: str = ""
    """The words to show, where the unit asked for is not the one that was said."""


def lengths_in(text: str) -> tuple[Length, ...]:
    """Return the lengths of time of a text in order, each with all its parts: 一年零六个月 is one of 18 months."""
    plain = folded(text).replace("〇", "零")
    return tuple(
        _ranges(plain, list(_composed(plain, [part for match in _PART.finditer(plain) if (part := _part(match))])))
    )


def find_length(text: str, unit: str, today: date, *, bare: bool = True) -> Left | None:
    """Return the length of time a text tells, in 年 or 个月, or a plain number where no unit is asked for.

    A year or day of expiry counts as what is left until then; a number without unit counts only on request.
    """
    if unit:
        if found := lengths_in(text):
            return _left(text, found[0], unit)
        if expiry := _until(text, unit, today):
            return expiry
    return _bare(text) if bare else None


def _left(text: str, length: Length, unit: str) -> Left:
    low, high = length.within(unit)
    return Left(low, high, length.rough, text[length.start : length.end].strip() if length.in_days else "")


def _bare(text: str) -> Left | None:
    found = _ONLY.fullmatch(folded(text).strip())
    numbers = numbers_in(found["number"]) if found else ()
    if len(numbers) != 1 or numbers[0].high > LONGEST:
        return None
    return Left(numbers[0].low, numbers[0].high, numbers[0].rough)


def _until(text: str, unit: str, today: date) -> Left | None:
    plain = folded(text)
    for match in _EXPIRY.finditer(plain):
        year = read_digits(match["year"].replace(" ", "")) or 0
        if not (match["sign"] or match["month"] or _ENDS.search(plain)) or (
            year < today.year and not _ENDS.search(plain)
        ):
            continue
        if not match["month"]:
            return Left(*(2 * (max(0.0, float(year - today.year)) * _per_year(unit),)), True, _said_until(f"{year}年"))
        end = _day(year, match["month"], match["day"])
        if end is not None and (end >= today or _ENDS.search(plain)):
            left = max(0.0, round((end - today).days / _DAYS_OF_YEAR * _per_year(unit), 2))
            return Left(
                left, left, not match["day"], _said_until(f"{end:%Y-%m-%d}" if match["day"] else f"{end:%Y-%m}")
            )
    return None


def _per_year(unit: str) -> int:
    """Return how many of a unit a year has, of those that a question may ask for."""
    return 12 if unit in word_lists("numbers")["in_months"] else 1


def _said_until(words: str) -> str:
    return word_lists("numbers")["until"][0].format(day=words)


def _day(year: int, month: str, day: str | None) -> date | None:
    numbers = [int(found.low) for words in (month, day or "1") if (found := read(words))]
    try:
        return date(year, *numbers)
    except (ValueError, TypeError):
        return None


def _part(match: re.Match[str]) -> Length | None:
    if match["half"] or match["about"]:
        number: Number | None = Number(0.5 if match["half"] else 1, 0.5 if match["half"] else 1, bool(match["about"]))
    else:
        words = match["number"]
        number = next(iter(numbers_in(words)), None) if _RANGE.search(words) else read(words)
    if number is None or number.high > LONGEST or not _is_length(match, number):
        return None
    half = 0.5 if (match["within"] or "").endswith("半") or match["after"] else 0.0
    rough = number.rough or bool(match["more"] or match["over"] or (match["within"] or "").endswith("多"))
    rough = rough or bool(
        _ROUGH.search(match.string, max(0, match.start() - 4), min(len(match.string), match.end() + 3))
    )
    months, days = _UNITS[match["unit"].lstrip("个")[0] if not match["unit"].endswith("岁") else "岁"]
    low, high = number.low + half, number.high + half
    return Length((low * months, low * days), (high * months, high * days), rough, match.start(), match.end())


def _is_length(match: re.Match[str], number: Number) -> bool:
    """Say whether it is no year, no day of a month and no name of a month."""
    unit, rest = match["unit"], match.string[match.end() :][:4]
    if unit == "年" and (number.high >= 1000 or (number.high > 19 and _MONTH_AFTER.match(rest))):
        return False
    if unit == "月" and _MONTH_OF_YEAR.search(match.string[: match.start()][-8:]):
        return False
    if unit == "月" and _DAY_AFTER.match(rest):
        return False
    return not (match["within"] and unit not in word_lists("numbers")["units_with_half"])


def _composed(plain: str, parts: list[Length]) -> Iterator[Length]:
    """Put parts that follow each other together: 2年 and 6个月."""
    last: Length | None = None
    for part in parts:
        if last and _NEXT.fullmatch(plain[last.end : part.start]) and _smaller(part, last):
            low, high = ((a[0] + b[0], a[1] + b[1]) for a, b in ((last.low, part.low), (last.high, part.high)))
            last = Length(low, high, last.rough or part.rough, last.start, part.end)
            continue
        if last:
            yield last
        last = part
    if last:
        yield last


def _smaller(part: Length, whole: Length) -> bool:
    return _in("天", *part.high) < _in("天", *whole.low)


def _ranges(plain: str, found: list[Length]) -> Iterator[Length]:
    last: Length | None = None
    for item in found:
        if last and _TO.fullmatch(plain[last.end : item.start]) and _smaller(last, item):
            last = Length(last.low, item.high, True, last.start, item.end)
            continue
        if last:
            yield last
        last = item
    if last:
        yield last


def _in(unit: str, months: float, days: float) -> float:
    if unit == "天":
        return months * _DAYS_OF_MONTH + days
    if unit == "年":
        return round(months / 12 + days / _DAYS_OF_YEAR, 2)
    return round(months + days / _DAYS_OF_MONTH, 2)
