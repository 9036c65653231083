"""What of a case is told though nothing asked for it: patterns of knowledge/lexicon/told.yml, fact by fact."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

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


def told_values(plain: str, settled: Collection[str]) -> dict[str, str]:
    """Return what a text tells; what is settled only changes when the text turns to another matter or puts it right."""
    turns = bool(settled) and _NEW_MATTER.search(plain) is not None
    open_facts = [fact for fact in _rules() if turns or fact not in settled]
    found = {fact: next(_held(fact, plain), "") for fact in open_facts}
    return {fact: value for fact, value in found.items() if value}


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
def _rules() -> dict[str, dict[str, Pattern]]:
    """Return the pattern of each value of each fact."""
    facts = meanings(_FILE, "facts")
    return {
        fact: {value: Pattern(_FILE, "|".join(f"(?:{one})" for one in said)) for value, said in values.items()}
        for fact, values in facts.items()
    }
