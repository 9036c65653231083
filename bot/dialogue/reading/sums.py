"""Which fact each sum of money in a message belongs to: the words before or behind it say so."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from bot.core.quantity import Quantity
from bot.dialogue.values.measures import CLAUSE
from bot.text.money import Sum, sums_in
from bot.text.normalise import uncut
from bot.text.patterns import Pattern, meanings

_BEFORE, _BEHIND = 14, 8
"""Characters around a sum that say what it is."""
_LEAST = 100
"""A smaller sum is the price of something."""
_NOT_BEFORE, _NOT_BEHIND = Pattern("told_sums", "{not_before}$"), Pattern("told_sums", "{not_behind}")
_UNSURE, _NUMBERS = Pattern("told_sums", "{unsure}$"), Pattern("told_sums", "{numbers}")
_CORRECTED = Pattern("told_sums", "{corrected}")


def told_sums(text: str) -> dict[str, Any]:
    """Return the sums a text tells by fact: the first of each, or the one it is corrected to."""
    plain = uncut(text)
    told: dict[str, Any] = {}
    last, end = "", 0
    for one, named in _named(plain):
        corrects = bool(last and _CORRECTED.search(plain, end, one.start))
        name = named or (last if corrects else "")
        if name and (corrects or name not in told):
            told[name] = Quantity(one.low or 0, one.high or 0, one.rough, one.currency).stored
            last, end = name, one.end
    return told


def _named(plain: str) -> Iterator[tuple[Sum, str]]:
    """Yield the sums of a case with the fact that the words around each name, if any."""
    for one in sums_in(plain):
        before = CLAUSE.split(plain[max(0, one.start - _BEFORE) : one.start])[-1]
        behind = plain[one.end : one.end + _BEHIND]
        if _is_told(one, before, behind) and not _NUMBERS.fullmatch(plain, one.start, one.end):
            yield one, _name(before, behind)


def _is_told(one: Sum, before: str, behind: str) -> bool:
    """Say whether a sum is one of the case at all: neither a price, a count nor what somebody earns."""
    if one.low is None or one.low < _LEAST or _NOT_BEFORE.search(before) or _NOT_BEHIND.match(behind):
        return False
    return one.sure or bool(_UNSURE.search(before))


def _name(before: str, behind: str) -> str:
    """Return the fact whose word stands nearest before a sum, or right behind it."""
    follows = [name for name, words in _words("behind") if words.match(behind)]
    ends = {name: max((found.end() for found in words.finditer(before)), default=0) for name, words in _words("before")}
    nearest = max(ends, key=lambda name: ends[name])
    return next(iter(follows), "") or (nearest if ends[nearest] else "")


@lru_cache
def _words(where: str) -> tuple[tuple[str, Pattern], ...]:
    """Return the words that stand before or behind a sum, by fact."""
    return tuple((name, Pattern("told_sums", source)) for name, source in meanings("told_sums", where).items())
