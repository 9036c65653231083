"""Sums of money in a text, each with its currency, whether it is rough, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.text.lexicon import word_lists
from bot.text.number_words import DIGITS, folded
from bot.text.numerals import Number, Run, runs_in
from bot.text.patterns import Pattern, expanded, meanings

YUAN, CHINESE = "", "CNY"
"""Yuan has no code, for it is what is meant where nothing is said."""
_ROUGH_AFTER = Pattern("numbers", "{money_rough_after}")
_TENTH = Pattern("numbers", "{money_tenth}")
_JOIN = re.compile(r" ?(?:[-~—–―至到]{1,2}) ?")
_COUNTED = Pattern("numbers", "{money_counted}")
_COUNTED_BY_SCALE = Pattern("numbers", "{money_counted_by_scale}")
_MONEY_SCALE = Pattern("numbers", "{money_scale}")
_TWO_WAYS = re.compile(r"\d{1,3}\.\d{3}")
"""Thirty or thirty thousand: 30.000."""
_ALONE = Pattern("numbers", "{money_alone}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_BESIDE = re.compile(r"[a-z\d/_:.\-]", re.IGNORECASE)
LEAST_BARE_AMOUNT = 1000
"""A sum without any unit below this is not believed: “50” may be yuan or ten thousands of yuan."""
MOST = 1e13
"""A larger sum is no sum that people mean."""
_SHORT_SUM = 6
_BEGUN = re.compile(r"[\d,.]{1,14}$")
"""What stands before the unread part of a sum and belongs to it."""
_WINDOW = 14


@dataclass(frozen=True)
class Sum:
    """A sum of money, or a bare number that may be one; without ends when it could not be read as a whole."""

    low: float | None
    high: float | None
    currency: str = YUAN
    rough: bool = False
    sure: bool = True
    """A unit of money or a scale stands beside it."""
    start: int = 0
    end: int = 0


def currency_name(code: str) -> str:
    """Return the Chinese name of a currency by its code; yuan for none."""
    lists = {**meanings("numbers", "currencies"), YUAN: word_lists("numbers")["yuan"]}
    return str(lists.get(code, [code])[0])


@lru_cache
def _codes() -> Mapping[str, str]:
    """Return the code of every name of a currency."""
    named = meanings("numbers", "currencies").items()
    return {name: YUAN if code == CHINESE else code for code, names in named for name in names}


@lru_cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the name of a currency behind a sum, and before one."""
    names = "|".join(_source(name) for name in sorted(_codes(), key=len, reverse=True))
    behind = expanded("numbers", rf"{{money_more_after}}(?P<name>{names})")
    before = expanded("numbers", rf"(?P<name>{names}){{money_about_before}}")
    return re.compile(behind, re.IGNORECASE), re.compile(before, re.IGNORECASE)


def _source(name: str) -> str:
    other = meanings("numbers", "currency_not_before").get(name)
    word = f"{name}(?![{other}])" if other else re.escape(name)
    return rf"(?<![a-z]){word}(?![a-z])" if name[0].isalpha() and name.isascii() and name[-1].isalpha() else word


def sums_in(text: str) -> list[Sum]:
    """Return the sums of a text as written, in order; numbers that count something else are left out."""
    plain = folded(text)
    plain = plain.lower() if len(plain.lower()) == len(plain) else plain
    return list(_joined(plain, list(_sums(plain))))


def find_sum(text: str, *, bare: bool = True) -> Sum | None:
    """Return the sum a text tells; bare numbers count only on request; without ends when one could not be read."""
    found = sums_in(text)
    broken = next((item for item in found if item.low is None), None)
    sure = next((item for item in found if item.sure), None)
    if broken or sure or not bare:
        return broken or sure
    return next((item for item in found if (item.low or 0) >= LEAST_BARE_AMOUNT), None)


def doubtful_amount(text: str) -> int | None:
    """Return a small bare number that an answer about money consists of: ten thousands may be meant, or single yuan."""
    found = sums_in(text)
    if len(found) != 1 or len(text.strip()) > _SHORT_SUM or found[0].sure or found[0].low != found[0].high:
        return None
    amount = found[0].low or 0
    return int(amount) if 0 < amount < LEAST_BARE_AMOUNT and amount.is_integer() else None


def _sums(plain: str) -> Iterator[Sum]:
    taken = 0
    for run in runs_in(plain):
        if run.start < taken:
            continue
        found = _sum(plain, run, taken)
        if found is not None:
            taken = found.end
            yield found


def _sum(plain: str, run: Run, taken: int) -> Sum | None:
    behind, ahead = _named()
    before = ahead.search(plain, max(taken, run.start - _WINDOW), run.start)
    after = behind.match(plain, run.end)
    scaled = bool(_MONEY_SCALE.search(plain, run.start, run.end))
    sure = bool(before or after or scaled)
    if after is None and (_COUNTED_BY_SCALE if sure else _COUNTED).match(plain, run.end):
        return None
    codes = [_codes()[match["name"]] for match in (after, before) if match and match["name"] in _codes()]
    currency = next((code for code in codes if code), YUAN)
    end = after.end() if after else run.end
    if run.number is None or not _plausible(plain, run):
        start = _BEGUN.search(plain, max(taken, run.start - _WINDOW), run.start)
        return (
            Sum(None, None, currency, sure=sure, start=start.start() if start else run.start, end=end) if sure else None
        )
    if not sure and not _is_alone(plain, run):
        return None
    low, high, end = _with_tenths(plain, run.number, after, end)
    rough = run.number.rough or bool(_ROUGH_AFTER.match(plain, end) or _ROUGH_AFTER.match(plain, run.end))
    return Sum(low, high, currency, rough, sure, run.start, end)


def _plausible(plain: str, run: Run) -> bool:
    two_ways = _TWO_WAYS.fullmatch(plain[run.start : run.end])
    negative = plain[max(0, run.start - 1) : run.start] == "负"
    return run.number is not None and run.number.high < MOST and not (two_ways or negative)


def _is_alone(plain: str, run: Run) -> bool:
    """Say whether a number without a unit stands by itself, unlike one of a date, a code or a telephone."""
    words = plain[run.start : run.end]
    beside = plain[max(0, run.start - 1) : run.start], plain[run.end : run.end + 1]
    small = run.number is not None and run.number.high < LEAST_BARE_AMOUNT
    if _MOBILE.fullmatch(words) or (words[0] == "0" and len(words) > 1) or any(map(_BESIDE.match, beside)):
        return False
    return small or bool(_ALONE.fullmatch(words))


def _with_tenths(plain: str, number: Number, after: re.Match[str] | None, end: int) -> tuple[float, float, int]:
    """Add what follows 块 or 元: 三块五 is 3.5."""
    tenth = (
        _TENTH.match(plain, end)
        if after and after["name"] in word_lists("numbers")["tenths_after"] and number.low == number.high
        else None
    )
    if tenth is None:
        return number.low, number.high, end
    value = number.low + float(DIGITS.get(tenth[1], tenth[1])) / 10
    return value, value, tenth.end()


def _joined(plain: str, found: list[Sum]) -> Iterator[Sum]:
    """Join two sums that are the ends of a range: 5万美元到8万美元."""
    last: Sum | None = None
    for item in found:
        joined = _range(plain, last, item) if last else None
        if joined is None and last:
            yield last
        last = joined or item
    if last:
        yield last


def _range(plain: str, first: Sum, second: Sum) -> Sum | None:
    same = first.currency == second.currency and first.sure and second.sure
    if not same or first.low is None or second.high is None or not _JOIN.fullmatch(plain[first.end : second.start]):
        return None
    return replace(first, high=second.high, rough=True, end=second.end) if first.low < second.high else None
