"""Nicknames that several cities use (山城, 江城): they name no place, but tell which of several is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.services.regions.sides import Mention

MOST_CLAIMS = 8
"""Nicknames of one text that are weighed."""
_NOT_A_DIVISION = "(?![县区镇乡])"


@dataclass(frozen=True)
class Claim:
    """A nickname at text[start:end] and the cities it may stand for."""

    start: int
    end: int
    cities: tuple[str, ...]


class Claims:
    """The nicknames and what they settle."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self._names = names
        self._pattern = re.compile(f"(?:{'|'.join(sorted(names, key=len, reverse=True))}){_NOT_A_DIVISION}")

    def apply(self, text: str, mentions: Sequence[Mention], wider: Mapping[str, Sequence[str]]) -> list[Mention]:
        """Keep of each mention what lies in a city whose nickname stands in the text."""
        settled = list(mentions)
        for match in islice(self._pattern.finditer(text), MOST_CLAIMS) if mentions else ():
            claim = Claim(match.start(), match.end(), self._names[match.group()])
            settled = _settle(settled, claim, wider)
        return settled


def _settle(mentions: Sequence[Mention], claim: Claim, wider: Mapping[str, Sequence[str]]) -> list[Mention]:
    """Narrow the other mentions by the claim; one that fits takes the place of the nickname's own reading."""
    own = [m for m in mentions if claim.start <= m.start and m.end <= claim.end]
    others = [m for m in mentions if m not in own]
    fitting = {m: _within(m.codes, claim.cities, wider) for m in others}
    if not any(fitting.values()):
        return list(mentions)
    return [replace(m, codes=fitting[m] or m.codes) for m in others]


def _within(codes: Sequence[str], cities: Sequence[str], wider: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(c for c in codes if c in cities or any(city in wider[c] for city in cities))
