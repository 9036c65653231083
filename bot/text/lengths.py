"""Lengths of time in a text, in the unit they were said in, and what is left of a right until it expires; standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.text.numerals import Number, folded, numbers_in, read, read_digits

_N = r"(?:\d{1,4}(?:\.\d{1,3})?|[零一二两三四五六七八九十百几]{1,6}(?:点[零一二三四五六七八九])?)"
_UNIT = r"年|个?季度|个月|月(?![份初中底末])|个?(?:星期|礼拜)|周(?!岁)|个?工作日|天|日(?!期)|周?岁"
_PART = re.compile(
    rf"(?:(?<![\d.第月一二两三四五六七八九十百几-])(?P<number>{_N}(?:[-~—–至到]{_N})?) ?(?P<more>[多来余])?(?P<within>个半|个多|半)?|(?P<half>半)|(?P<about>个把))"
    rf" ?(?P<unit>{_UNIT})(?P<after>半(?![年个月天]))?(?P<over>多)?"
)
_NEXT = re.compile(r" ?[零又加和]? ?")
_TO = re.compile(r" ?[-~—–至到] ?")
_UNITS = {"年": (12.0, 0.0), "岁": (12.0, 0.0), "季": (3.0, 0.0), "月": (1.0, 0.0), "星": (0.0, 7.0), "礼": (0.0, 7.0),
          "周": (0.0, 7.0), "天": (0.0, 1.0), "日": (0.0, 1.0), "工": (0.0, 1.0)}  # fmt: skip
_EXPIRY = re.compile(
    r"(?<![\d零一二三四五六七八九])(?P<year>20\d\d|二[零〇]\s?[零一二三四五六七八九]{2})(?!\d)"
    r"(?:\s?[年./-]\s?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?!\d)"
    r"(?:\s?[月./-]\s?(?P<day>[12]\d|3[01]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?!\d))?)?\s?(?P<sign>年)?"
)
_ENDS = re.compile(r"到期|到|截止|届满|为止|期满|失效")
_ROUGH = re.compile(r"左右|上下|大概|大约|差不多|多|来年|以上|以内|估计|可能|不到|将近|至少|最多|最少")
_DAYS_OF_MONTH, _DAYS_OF_YEAR = 30.44, 365.25
LONGEST = 1200
"""Months; what is longer is no length that people mean."""
_ONLY = re.compile(
    rf"[^\d零一二两三四五六七八九十百半几]{{0,8}}(?P<number>{_N}(?:[-~—–至到]{_N})?)[^\d零一二两三四五六七八九十百半几年月天%元万]{{0,6}}"
)


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
            return Left(
                *(2 * (max(0.0, float(year - today.year)) * (12 if unit == "个月" else 1),)), True, f"{year}年到期"
            )
        end = _day(year, match["month"], match["day"])
        if end is not None and (end >= today or _ENDS.search(plain)):
            left = max(0.0, round((end - today).days / _DAYS_OF_YEAR * (12 if unit == "个月" else 1), 2))
            return Left(left, left, not match["day"], f"{end:%Y-%m-%d}到期" if match["day"] else f"{end:%Y-%m}到期")
    return None


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
        number = next(iter(numbers_in(words)), None) if re.search(r"[-~—–至到]", words) else read(words)
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
    if unit == "年" and (
        number.high >= 1000 or (number.high > 19 and re.match(r"\d{1,2}月|[一二三四五六七八九十]{1,3}月", rest))
    ):
        return False
    if unit == "月" and re.search(
        r"(?:\d{2,4}|[零一二三四五六七八九十]{2,4})年\s?$", match.string[: match.start()][-8:]
    ):
        return False
    if unit == "月" and re.match(r"\d|[一二三四五六七八九十廿]{1,3}[日号]|到期", rest):
        return False
    return not (match["within"] and unit not in ("月", "个月", "季度", "星期", "礼拜", "年", "天"))


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
