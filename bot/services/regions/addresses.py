"""Names of places inside an address (北京市石景山区老山东里): they name streets and houses, not where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.services.regions.sides import Mention, related

_REACH = 24


class Addresses:
    """Tells the place of an address from the names of places behind it."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        words = lexicon["address"]
        self._gap = re.compile(words["gap"])
        self._place = re.compile(words["place"])
        self._behind_whole = re.compile(words["tail"] + words["place"])
        self._street = re.compile(words["street"])
        self._whole = re.compile(f"(?:{words['whole']})$")

    def outer(self, text: str, mentions: Sequence[Mention], wider: Mapping[str, Sequence[str]]) -> list[Mention]:
        """Return the mentions without those that are part of the address of the one before."""
        kept: list[Mention] = []
        end, in_street = 0, False
        for mention in mentions:
            gap = text[end : mention.start].strip()
            joined = bool(kept) and len(gap) <= _REACH and bool(self._gap.fullmatch(gap))
            in_street = joined and (in_street or bool(self._street.search(gap)))
            if not (joined and self._is_part(text, kept[-1], mention, wider, in_street=in_street)):
                kept.append(mention)
            end = mention.end
        return kept

    def _is_part(
        self, text: str, last: Mention, mention: Mention, wider: Mapping[str, Sequence[str]], *, in_street: bool
    ) -> bool:
        after = text[mention.end : mention.end + _REACH]
        if any(related(one, other, wider) for one in last.codes for other in mention.codes):
            return False
        if in_street:
            return True
        whole = self._whole.search(text[last.start : last.end])
        return bool((self._behind_whole if whole else self._place).match(after))
