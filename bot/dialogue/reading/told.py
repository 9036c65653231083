"""What of a case is told though nothing asked for it: patterns of knowledge/lexicon/told.yml, fact by fact."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from bot.text.patterns import Pattern, meanings

_FILE = "told"
_UNLESS = Pattern(_FILE, "{unless}$")
_NEW_MATTER = Pattern(_FILE, "{new_matter}")
_CLAUSE_END = re.compile(r"[,，。;；!！?？\n]")
_BEFORE = 10
"""Characters before some words in which they can be denied or only supposed."""


@lru_cache
def told_facts() -> frozenset[str]:
    """Return the facts that have patterns of their own."""
    return frozenset(meanings(_FILE, "facts"))


def told_values(plain: str, settled: Collection[str]) -> dict[str, Any]:
    """Return what a text tells: the value that counts, or a list where there may be several.

    What is settled only changes when the text turns to another matter or puts it right; a list may always grow.
    """
    turns = bool(settled) and _NEW_MATTER.search(plain) is not None
    told: dict[str, Any] = {}
    for fact in _rules():
        if fact in _several():
            told[fact] = list(_held(fact, plain))
        elif turns or fact not in settled:
            told[fact] = next(_held(fact, plain), "")
    return {fact: value for fact, value in told.items() if value}


def _held(fact: str, plain: str) -> Iterator[str]:
    """Yield the values of a fact that a text tells, those that count first; a dot only tells two lists of a value apart."""
    for value, pattern in _rules()[fact].items():
        if any(not _is_denied(plain, match.start()) for match in pattern.finditer(plain)):
            yield value.partition(".")[0]


def _is_denied(plain: str, start: int) -> bool:
    """Say whether what stands at a place is denied or only supposed in its clause."""
    before = _CLAUSE_END.split(plain[max(0, start - _BEFORE) : start])[-1]
    return _UNLESS.search(before) is not None


@lru_cache
def _several() -> frozenset[str]:
    """Return the facts of which a text may tell several values."""
    return frozenset(meanings(_FILE, "several"))


@lru_cache
def _rules() -> dict[str, dict[str, Pattern]]:
    """Return the pattern of each value of each fact."""
    facts = meanings(_FILE, "facts")
    return {
        fact: {value: Pattern(_FILE, "|".join(f"(?:{one})" for one in said)) for value, said in values.items()}
        for fact, values in facts.items()
    }
