"""Amounts and lengths of time as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"千": 1e3, "k": 1e3, "万": 1e4, "w": 1e4, "亿": 1e8, "百": 1e2}
_COUNTED = "件个项家年月日号天次人只台套条张款份种位名批箱届本"
_VAGUE = re.compile(r"(?<=[\d十百千万半])(?:来|多|几|把|余|个)(?=[\d十百千万亿wk元块美欧日港]|$)|几(?=[十百千万])")
_RANGE = re.compile(r"[一二三四五六七八九](?=[一二三四五六七八九][十百千万亿])")
_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两俩三四五六七八九十百千半]+)"
_MONEY = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<scale>[万亿千百wk]*)(?P<rest>{_NUMBER}?)"
    r"\s*(?:多|来)?\s*(?P<unit>元|块钱|块|人民币|rmb|美元|美金|美刀|usd|欧元|日元|英镑|港币|港元|韩元|卢布)?"
)
_LENGTH = re.compile(
    rf"(?P<half>半)?(?P<number>{_NUMBER})?\s*(?:来|多)?\s*(?P<unit>个半月|个多月|个月|月|年半|年|周岁|岁)(?P<more>半)?"
)
_LONG_NUMBER = re.compile(r"\d{5}")
"""What is no length of time but a telephone number or the like."""
_OWN = ("元", "块钱", "块", "人民币", "rmb")
LEAST_BARE_AMOUNT = 1000
"""A sum without any unit below this is not believed: “50” may be yuan or ten thousands of yuan."""

_SHORT_SUM = 6


@dataclass(frozen=True)
class Sum:
    """An amount of money, or a bare number that may be one."""

    amount: float
    currency: str = ""
    """Empty for yuan."""
    sure: bool = True
    """A unit of money or a scale stands beside it."""


def sums_in(text: str) -> Iterator[Sum]:
    """Yield the amounts of a text in order; numbers that count things are left out."""
    plain = _VAGUE.sub("", _RANGE.sub("", text.lower()))
    for match in _MONEY.finditer(plain):
        scale, unit = match["scale"], match["unit"] or ""
        sure = bool(unit) or bool(set(scale) & set("万亿wk"))
        if not sure and plain[match.end() : match.end() + 1] in (*_COUNTED, "%"):
            continue
        amount = _amount(match["number"], scale, match["rest"])
        if amount is not None:
            yield Sum(amount, "" if unit in _OWN else unit, sure)


def find_amount(text: str, bare: bool = True) -> float | str | None:
    """Return the amount of a text in yuan, or as words with its currency; bare numbers count only on request."""
    found = list(sums_in(text))
    best = next((item for item in found if item.sure), None)
    if best is None and bare:
        best = next((item for item in found if item.amount >= LEAST_BARE_AMOUNT), None)
    if best is None:
        return None
    return f"{best.amount:,.0f}{best.currency}" if best.currency else best.amount


def doubtful_amount(text: str) -> int | None:
    """Return a small bare number that an answer about money consists of: ten thousands may be meant, or single yuan."""
    found = list(sums_in(text))
    small = len(found) == 1 and not found[0].sure and 0 < found[0].amount < LEAST_BARE_AMOUNT
    return int(found[0].amount) if small and found[0].amount.is_integer() and len(text.strip()) <= _SHORT_SUM else None


def find_length(text: str, unit: str, today: date, bare: bool = True) -> float | None:
    """Return a length of time in `unit` (年 or 个月), or a plain number where no unit is asked for."""
    if unit and (year := re.search(r"((?:20)\d\d)\s*年", text)):
        return float(max(0, int(year.group(1)) - today.year)) * (12 if unit == "个月" else 1)
    for match in _LENGTH.finditer(text) if unit else ():
        months = _months(match)
        if months is not None:
            return round(months / 12, 2) if unit == "年" else months
    found = re.search(_NUMBER, text) if bare and not _LONG_NUMBER.search(text) else None
    return _plain_number(found.group()) if found else None


def best_clause(clauses: Sequence[str], near: Sequence[str], elsewhere: Sequence[str]) -> list[str]:
    """Return the clauses in the order in which a value that belongs to the `near` words is to be looked for."""
    beside = [clause for clause in clauses if any(word in clause for word in near)]
    neutral = [c for c in clauses if c not in beside and not any(word in c for word in elsewhere)]
    rest = [c for c in clauses if c not in beside and c not in neutral]
    return [*beside, *neutral, *rest]


def _amount(number: str, scale: str, rest: str) -> float | None:
    value = _plain_number(number)
    if value is None:
        return None
    for sign in scale:
        value *= _SCALES[sign]
    if not rest:
        return value
    tail = _plain_number(rest)
    if tail is None or not scale:
        return value
    return value + (tail * _SCALES[scale[0]] / 10 if tail < 10 else tail)


def _plain_number(words: str) -> float | None:
    if words == "半":
        return 0.5
    if re.match(r"\d", words):
        return float(words.replace(",", ""))
    return float(_spoken(words)) if words and "半" not in words else None


def _spoken(words: str) -> int:
    """Return a number below ten thousand written in Chinese; “两千五” is 2500."""
    total, digit, last = 0, 0, 1
    for sign in words:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit, last = 0, _TENS[sign]
        else:
            digit = _DIGITS[sign]
            last = 1 if sign in "零〇" else last
    return total + digit * (last // 10 if last >= 100 else 1)


def _months(match: re.Match[str]) -> float | None:
    per = 12 if match["unit"].startswith(("年", "周", "岁")) else 1
    half = per / 2 if "半" in match["unit"] or match["more"] or match["half"] else 0
    if not match["number"]:
        return half if match["half"] else None
    number = _plain_number(match["number"])
    return None if number is None else number * per + half
