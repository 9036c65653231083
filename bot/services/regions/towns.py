"""Towns and streets say which of several counties is meant (台江施洞), or which county of a city (遵义新蒲)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.services.regions.sides import Mention
from bot.text.lexicon import word_lists
from bot.text.patterns import Pattern
from bot.text.segment import segmenter

_LEAD = Pattern("places", "{down_to_town}")
_LONGEST = 4
_FEWEST = 2
_COMMON = 60
"""A name that is met more often is a word (创业街道)."""


class Towns:
    """The towns of the provinces covered, by the county and by the city they lie in."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._by_county: dict[str, set[str]] = {}
        self._by_city: dict[str, dict[str, set[str]]] = {}
        for row in rows:
            name, code = _bare(row["name"]), row["code"]
            if len(name) >= _FEWEST and segmenter().frequency(name) <= _COMMON:
                self._by_county.setdefault(code, set()).add(name)
                self._by_city.setdefault(code[:4] + "00", {}).setdefault(name, set()).add(code)

    def settle(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """Return the mentions narrowed by the towns that the text names."""
        return [self._chosen(text, m) if len(m.codes) > 1 else self._narrowed(text, m) for m in mentions]

    def _chosen(self, text: str, mention: Mention) -> Mention:
        rest = text[: mention.start] + "|" + text[mention.end :]
        fits = tuple(c for c in mention.codes if any(town in rest for town in self._by_county.get(c, ())))
        return replace(mention, codes=fits or mention.codes)

    def _narrowed(self, text: str, mention: Mention) -> Mention:
        towns = self._by_city.get(mention.codes[0], {})
        lead = _LEAD.match(text, mention.end) if towns else None
        start = lead.end() if lead else mention.end
        for length in range(_LONGEST, _FEWEST - 1, -1) if towns else ():
            counties = towns.get(text[start : start + length], set())
            if len(counties) == 1:
                return replace(mention, end=start + length, codes=tuple(counties))
        return mention


def _bare(name: str) -> str:
    suffix = next((s for s in word_lists("divisions")["town_suffixes"] if name.endswith(s)), "")
    return name.removesuffix(suffix)
