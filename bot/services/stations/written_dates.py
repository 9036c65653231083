"""Dates as people and spreadsheets write them into tables; imports nothing of the product."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta

_YEAR, _MONTH, _DAY = "%Y", "%Y-%m", "%Y-%m-%d"
_FORMS = {
    _YEAR: ("%Y", "%Y年"),
    _MONTH: ("%Y-%m", "%Y/%m", "%Y.%m", "%Y年%m月", "%Y年%m月份", "%b-%y", "%b %Y", "%B %Y"),
    _DAY: (
        "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y年%m月%d号", "%Y%m%d", "%d-%b-%y", "%d-%b-%Y", "%b %d, %Y",
        "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y",
    ),
}  # fmt: skip
"""What a form of writing tells: a year, a month or a day."""
_TIME = re.compile(r"[T ]\s*(?:上午|下午|[AP]M)?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AP]M|Z)?$", re.IGNORECASE)
_SERIAL = re.compile(r"[3-7]\d{4}(?:\.\d+)?")
_FIRST, _SERIALS = date(1899, 12, 30), range(36526, 73051)
"""Days as a spreadsheet counts them, within this century."""
_COMPACT = re.compile(r"\d{6,7}")
_EARLIEST = 1900
_WHOLE_YEAR = re.compile(r"\d{4}年度")
"""The year of a report or plan, kept as it is written."""


def written_date(value: str) -> str:
    """Return the year, month or day that a cell names, in ISO form (or as `2025年度`).

    The text is empty when the cell names none, or may name two.
    """
    plain = _TIME.sub("", unicodedata.normalize("NFKC", value).strip().removeprefix("'"))
    plain = re.sub(r"\s*([年月日号/.-])\s*", r"\1", plain)
    if _WHOLE_YEAR.fullmatch(plain):
        return plain
    if _COMPACT.fullmatch(plain):
        return ""
    if _SERIAL.fullmatch(plain) and int(float(plain)) in _SERIALS:
        return (_FIRST + timedelta(days=int(float(plain)))).isoformat()
    found = set(_readings(plain))
    return found.pop() if len(found) == 1 else ""


def first_day(value: str) -> date | None:
    """Return the first day that a year, month or day names; None when it names none."""
    iso = written_date(value).removesuffix("年度")
    return date.fromisoformat(iso + "-01-01"[len(iso) - 4 :]) if iso else None


def _readings(plain: str) -> Iterator[str]:
    for shown, forms in _FORMS.items():
        for form in forms:
            try:
                day = datetime.strptime(plain, form).date()
            except ValueError:
                continue
            if day.year >= _EARLIEST:
                yield day.strftime(shown)
