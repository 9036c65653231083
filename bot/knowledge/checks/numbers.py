"""Numbers in Chinese text, to prove that each one an answer states stands in a fact it cites."""

from __future__ import annotations

import re

from bot.text.numerals import runs_in

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
_PHONE = re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")
_COLLOQUIAL = re.compile(r"[几数多余来]")
_COUNTS = re.compile(rf"\s*(?:{UNITS})")


def numbers_in(text: str, ignored: frozenset[str] = frozenset()) -> set[str]:
    """Return the quantities and telephone numbers of a text in one spelling.

    Dates, years, article numbers, ordinals and document numbers don't count, nor do the strings in `ignored`.
    """
    found = set(_PHONE.findall(text))
    rest = _IGNORED.sub(" ", _PHONE.sub(" ", text))
    for run in runs_in(rest):
        words = rest[run.start : run.end].strip()
        counts = _COUNTS.match(rest, run.end) and not _COLLOQUIAL.search(words)
        if words not in ignored and (counts or any(map(str.isdigit, words))):
            found |= {_spell(run.number.low), _spell(run.number.high)} if run.number else {words}
    return found


def _spell(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
