"""Numbers in Chinese text, to prove that each one an answer states stands in a fact it cites."""

from __future__ import annotations

import re

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10_000, "亿": 100_000_000}
UNITS = "个月|个工作日|工作日|个自然日|年|月|日|天|小时|分钟|倍|元|美元|周|成|%|％"

_IGNORED = re.compile(
    r"""(?:19|20)\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?   # full dates
      | (?:19|20)\d\d\s*年\s*\d{1,2}(?!\d)\s*(?:月|(?=[-–—至]\s*\d{1,2}\s*月))(?:\s*[-–—至]\s*\d{1,2}\s*月)?  # year and month
      | \d{1,2}月\d{1,2}日                                       # day of the year
      | (?:19|20)\d\d(?=\D|$)                                    # years
      | 第\s*[\d一二三四五六七八九十百零〇]+(?:\s*[、—–-]\s*\d+)*\s*[条款项步部章节号批次届点种类个编]   # articles, ordinals
      | §\s*[\d.]+(?:\([a-z0-9]\))* | \bRule\s*\d+(?:\([a-z0-9]\))* | \b\d+\s*CFR\s*[\d.]*
      | (?:最后|某|有|前|后)一[天日] | \d+\s*号(?!线) | \b337\b | \bGB/?T?\s*\d+
    """,
    re.VERBOSE,
)
_ARABIC = re.compile(r"\d[\d,]*(?:\.\d+)?(?:\s*(?:万|亿))?")
_PHONE = re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")
_CHINESE = re.compile(rf"(?P<number>[一二两三四五六七八九十百千零〇]+)(?P<scale>[万亿]?)(?:\s*)(?={UNITS})")


def numbers_in(text: str, ignored: frozenset[str] = frozenset()) -> set[str]:
    """Return the quantities and telephone numbers of a text in one spelling.

    Dates, years, article numbers, ordinals and document numbers don't count, nor do the strings in `ignored`.
    """
    found = set(_PHONE.findall(text))
    rest = _IGNORED.sub(" ", _PHONE.sub(" ", text))
    for match in _ARABIC.findall(rest):
        if match.strip() not in ignored:
            found.add(_arabic(match))
    for match in _CHINESE.finditer(rest):
        found.add(_spell(_chinese(match["number"]) * SCALES.get(match["scale"], 1)))
    return found


def _arabic(text: str) -> str:
    scale = SCALES.get(text[-1], 1)
    digits = text.rstrip("万亿 ").replace(",", "")
    return _spell(round(float(digits) * scale, 4))


def _chinese(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in TENS:
            total += (digit or 1) * TENS[character]
            digit = 0
        else:
            digit = DIGITS[character]
    return total + digit


def _spell(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
