"""What is said of each place a text names: asked for, there now, from there, only in a firm's name, taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.services.regions.sides import Mention, Side, related

_REACH = 30
_ALWAYS = re.compile("")
_CLAUSE = re.compile("[，。！？；,;!?]")
WISHED = 4
"""The weight of the place that is asked for."""
_OWN = {"address", "street"}
"""Who writes an address without more writes the own one."""
IN_A_NAME = -2
"""The weight of a place in a firm's name: it stands for nothing, but may still say where in a wider place it is."""


@dataclass(frozen=True)
class Role:
    """One kind of words around a place and how much they speak for it."""

    weight: int
    before: re.Pattern[str]
    after: re.Pattern[str]


class Roles:
    """The words that tell which of several places is the one meant."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._roles = {name: _role(row) for name, row in lexicon["roles"].items()}
        self._corrected = re.compile(lexicon["corrected"])
        self._denied_after = re.compile(lexicon["denied_after"])

    def apply(self, text: str, mentions: Sequence[Mention], wider: Mapping[str, Sequence[str]]) -> list[Mention]:
        """Return the mentions with their weights; what is taken back or not wanted is denied."""
        if len(mentions) < 2:
            return list(mentions)
        weighed = [self._weighed(text, mentions, position) for position in range(len(mentions))]
        for position in range(1, len(weighed)):
            between = text[weighed[position - 1].end : weighed[position].start]
            if self._corrected.search(between[-_REACH:]):
                later = mentions[position]
                back = [_is_taken_back(m, later, wider) for m in mentions[:position]]
                weighed[:position] = [
                    replace(m, side=Side.DENIED) if gone else m for m, gone in zip(weighed, back, strict=False)
                ]
        return weighed

    def _weighed(self, text: str, mentions: Sequence[Mention], position: int) -> Mention:
        mention = mentions[position]
        begin = mentions[position - 1].end if position else 0
        before = _CLAUSE.split(text[max(begin, mention.start - _REACH) : mention.start])[-1]
        after = text[mention.end : mention.end + _REACH]
        side = Side.DENIED if self._denied_after.match(after) else mention.side
        weight, found = self._weight(before, after)
        wished = weight == WISHED and mention.carried and side is Side.THEIRS
        if wished or (side is Side.OPEN and (weight == WISHED or found & _OWN)):
            side = Side.OURS
        return replace(mention, side=side, weight=weight)

    def _weight(self, before: str, after: str) -> tuple[int, set[str]]:
        met = {n: r.weight for n, r in self._roles.items() if r.after.search(after) and r.before.search(before)}
        against = [weight for weight in met.values() if weight < 0]
        if WISHED in met.values() and "past" not in met:
            return WISHED, set(met)
        if against and "now" not in met:
            return min(against), set()
        return max(met.values(), default=0), set(met)


def _role(row: Mapping[str, Any]) -> Role:
    before, after = (re.compile(row[key]) if key in row else _ALWAYS for key in ("before", "after"))
    return Role(row["weight"], before, after)


def _is_taken_back(earlier: Mention, later: Mention, wider: Mapping[str, Sequence[str]]) -> bool:
    """Say whether a correction means the earlier place: it is of the same side, and neither lies in the other."""
    near = any(related(a, b, wider) for a in earlier.codes for b in later.codes)
    return earlier.side is later.side and not near
