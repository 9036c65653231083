"""Places pointed back to: “想去他们那儿告” means the other side's place, “那边找谁” the one named last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.services.regions.roles import WISHED
from bot.services.regions.sides import Mention, Side


class Pointing:
    """The words that point back to a place and wish for or ask about it."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._there = re.compile(lexicon["pointed_there"])

    def apply(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """Return the mentions; the one pointed back to is the one wished for."""
        match = self._there.search(text) if len(mentions) > 1 else None
        meant = _meant(mentions, match.start()) if match else None
        return [replace(m, side=Side.OURS, weight=WISHED) if m is meant else m for m in mentions]


def _meant(mentions: Sequence[Mention], position: int) -> Mention | None:
    """Return the other side's place, else the last one before the position where nobody of us is now."""
    named = [m for m in mentions if m.side is not Side.DENIED]
    before = [m for m in reversed(named) if m.end <= position]
    theirs = [m for m in (*before, *named) if m.side is Side.THEIRS]
    away = [m for m in before if m.weight <= 0]
    return next(iter((*theirs, *away, *before)), None)
