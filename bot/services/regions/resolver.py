"""Implements `ports.Regions`: finds the place a text names among the official divisions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.core.region import Region, RegionMatch
from bot.services.regions.addresses import Addresses
from bot.services.regions.context import Misheard
from bot.services.regions.directory import LEXICON, REGIONS, Divisions, read_table
from bot.services.regions.initials import Initials
from bot.services.regions.lexicon import read_lexicon
from bot.services.regions.names import all_names, claims, surroundings
from bot.services.regions.pointing import Pointing
from bot.services.regions.roles import IN_A_NAME, Roles
from bot.services.regions.shared_nicknames import Claims
from bot.services.regions.sides import Cues, Mention, Side, merge, narrow, related, with_sides
from bot.services.regions.slips import Slips, point_in
from bot.services.regions.towns import Towns
from bot.text.normalise import normalise, uncut
from bot.text.places import Gazetteer, Hit

_MOST = 40
"""Places weighed against each other in one text."""
_ELSEWHERE = (-1,)


class RegionResolver:
    """Divisions and everything needed to recognise them in free text."""

    def __init__(self, divisions: Divisions, lexicon: Mapping[str, Any], folder: Path) -> None:
        self._divisions = divisions
        self._gazetteer = Gazetteer(all_names(divisions, lexicon, folder), surroundings(lexicon))
        self._slips = Slips(divisions, lexicon)
        self._initials = Initials(divisions, lexicon)
        self._towns = Towns(read_table(folder / "towns.csv"))
        self._levels = [(level, re.compile(words)) for words, level in lexicon["levels"].items()]
        self._misheard = Misheard(divisions)
        self._titles = re.compile(lexicon["titles"])
        self._claims = Claims(claims(lexicon))
        self._addresses = Addresses(lexicon)
        self._roles = Roles(lexicon)
        self._pointing = Pointing(lexicon)
        self._within = re.compile(lexicon["context"]["within"])
        self._cues = Cues(**{key: re.compile(pattern) for key, pattern in lexicon["sides"].items()})

    def get(self, code: str) -> Region | None:
        """Return a division by its code."""
        return self._divisions.get(code)

    def children(self, code: str) -> Sequence[Region]:
        """Return the divisions directly below one, or the provinces when the code is empty."""
        return self._divisions.children(code)

    def nearest(self, latitude: float, longitude: float) -> Region | None:
        """Return the county whose centroid is nearest."""
        return self._divisions.nearest(latitude, longitude)

    def find(self, name_or_code: str) -> Region | None:
        """Return the division that a person means by a name or code; None when unknown or ambiguous."""
        code = uncut(name_or_code)
        if code.isdigit():
            return self.get(code)
        text = normalise(name_or_code)
        exact = self._gazetteer.get(text)
        if exact is not None and len(exact.codes) == 1:
            return self.get(exact.codes[0])
        return self.resolve(name_or_code).region

    def resolve(self, text: str, home: str | None = None) -> RegionMatch:
        """Find the place a text names; `home` is the known region, used to settle ambiguous names."""
        text = normalise(text)
        said = self._titles.sub(_hidden, text)
        hits = self._gazetteer.find(said, self._divisions.wider)
        abroad = next((h.name.country for h in hits if h.name.country), "") or self._slips.abroad(said)
        places = [h for h in hits if h.name.codes]
        found = self._unwritten(said, places)
        if not found and all(len(h.name.codes) > 1 for h in places):
            places, found = self._respelt(said, places)
        named = self._misheard.read(said, [_mention(hit) for hit in places], self._is_name)
        mentions = self._joined(said, _with(named, [*self._initials.find(said), *found]))
        mentions = self._claims.apply(said, self._towns.settle(said, mentions), self._divisions.wider)
        return self._choose(text, self._understood(said, mentions, home), home, abroad)

    def _understood(self, text: str, mentions: Sequence[Mention], home: str | None) -> list[Mention]:
        """Settle what each mention means, whose place it is and what is said of it."""
        wider, mentions = self._divisions.wider, mentions[:_MOST]
        sided = narrow(with_sides(text, mentions, self._cues), home, wider)
        outer = self._addresses.outer(text, self._at_level(text, sided), wider)
        return self._pointing.apply(text, self._roles.apply(text, outer, wider))

    def _at_level(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """Settle what is still open by words that say how wide the place is: 全州, 那个市, 县里."""
        if all(len(m.codes) == 1 for m in mentions):
            return list(mentions)
        said = {level for level, words in self._levels if words.search(text)}
        fits = (tuple(c for c in m.codes if self._divisions.level(c) in said) for m in mentions)
        return [replace(m, codes=codes or m.codes) for m, codes in zip(mentions, fits, strict=True)]

    def _unwritten(self, text: str, places: Sequence[Hit]) -> list[Mention]:
        named = [code for hit in places for code in hit.name.codes]
        found = [*self._slips.plates(text), *self._slips.latin(text, named)]
        point = point_in(text)
        county = self.nearest(*point) if point else None
        if county is not None:
            found.append(Mention(len(text), len(text), (county.code,)))
        return found

    def _respelt(self, text: str, hits: list[Hit]) -> tuple[list[Hit], list[Mention]]:
        """Put names that sound alike right, then read again: 沈样和平区, 石家装正定."""
        slips = self._before(text, hits) if hits else self._slips.alike(text)
        if not slips:
            return hits, []
        for slip in slips:
            text = text[: slip.start] + self._divisions.short(slip.codes[0]) + text[slip.end :]
        again = [h for h in self._gazetteer.find(text, self._divisions.wider) if h.name.codes]
        return again, [s for s in slips if not any(h.start < s.end and s.start < h.end for h in again)]

    def _before(self, text: str, hits: Sequence[Hit]) -> list[Mention]:
        wider = self._divisions.wider
        around = ({w for code in hit.name.codes for w in wider[code]} for hit in hits)
        found = (self._slips.before(text, hit.start, w) for hit, w in zip(hits, around, strict=True))
        return [slip for slip in found if slip]

    def _is_name(self, text: str) -> bool:
        return self._gazetteer.get(text) is not None

    def _joined(self, text: str, named: Sequence[Mention]) -> list[Mention]:
        """Join 黑龙江/双鸭山/宝清 to one mention of the narrowest."""
        wider, mentions = self._divisions.wider, list[Mention]()
        for one in named:
            last = mentions[-1] if mentions else None
            if last and self._within.fullmatch(text, last.end, one.start):
                pairs = [(a, b) for a in last.codes for b in one.codes if related(a, b, wider)]
                if pairs:
                    codes = dict.fromkeys(max(a, b, key=lambda c: len(wider[c])) for a, b in pairs)
                    mentions[-1] = Mention(last.start, one.end, tuple(codes))
                    continue
            mentions.append(one)
        return mentions

    def _choose(self, text: str, mentions: Sequence[Mention], home: str | None, abroad: str) -> RegionMatch:
        kept = [m for m in mentions if m.side is not Side.DENIED]
        if not kept:
            return RegionMatch(abroad=abroad)
        ours = [m for m in kept if m.side is Side.OURS]
        theirs = [m for m in kept if m.side is Side.THEIRS]
        unsaid = [m for m in kept if m.side is Side.OPEN]
        if any(m.weight >= 0 for m in ours) or not unsaid:
            mine, rest = (ours, theirs + unsaid) if ours else (unsaid, theirs)
        else:
            mine, rest = ours + unsaid, theirs
        other = self._single(merge(rest, self._divisions.wider))
        if not mine:
            mine = [] if home and not self._near_home(theirs, home) else theirs
            if not mine:
                return RegionMatch(mention=_words(text, theirs), abroad=abroad, other=other)
        if mine is theirs:
            told = not any(m.carried for m in mine)
            return replace(self._match(text, mine, abroad, None), theirs=told)
        return self._match(text, mine, abroad, other)

    def _match(self, text: str, mine: Sequence[Mention], abroad: str, other: Region | None) -> RegionMatch:
        places = merge(self._meant(mine), self._divisions.wider)
        codes = tuple(dict.fromkeys(code for place in places for code in place))
        regions = tuple(r for r in map(self.get, codes) if r is not None)
        words = _words(text, mine)
        if len(regions) == 1:
            same = other is not None and other.code == regions[0].code
            return RegionMatch(regions[0], mention=words, abroad=abroad, other=None if same else other)
        return RegionMatch(candidates=regions, mention=words, abroad=abroad, other=other)

    def _meant(self, mine: Sequence[Mention]) -> list[Mention]:
        """Return the mentions that most is said for, and what lies in or around them."""
        most = max(m.weight for m in mine)
        best = [code for m in mine if m.weight == most for code in m.codes]
        named = [m for m in mine if m.weight == IN_A_NAME]
        apart = _ELSEWHERE if all(self._near(m, best) for m in named) else (*_ELSEWHERE, IN_A_NAME)
        return [m for m in mine if m.weight == most or (m.weight not in apart and self._near(m, best))]

    def _near(self, mention: Mention, codes: Sequence[str]) -> bool:
        return any(related(one, other, self._divisions.wider) for one in mention.codes for other in codes)

    def _near_home(self, mentions: Sequence[Mention], home: str) -> bool:
        return any(
            related(code, home, self._divisions.wider)
            for m in mentions
            for code in m.codes
            if home in self._divisions.wider
        )

    def _single(self, places: Sequence[tuple[str, ...]]) -> Region | None:
        return self.get(places[0][0]) if places and len(places[0]) == 1 else None


def _with(named: Sequence[Mention], more: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of two kinds in order; where they overlap, the first kind's."""
    rest = [m for m in more if not any(m.start < n.end and n.start < m.end for n in named)]
    return sorted([*named, *rest], key=lambda m: m.start)


def _mention(hit: Hit) -> Mention:
    return Mention(hit.start, hit.end, hit.name.codes)


def _hidden(title: re.Match[str]) -> str:
    return "_" * len(title.group())


def _words(text: str, mentions: Sequence[Mention]) -> str:
    return "、".join(dict.fromkeys(text[m.start : m.end] for m in mentions if m.end > m.start))


@lru_cache(maxsize=2)
def load_regions(folder: Path = REGIONS, lexicon: Path = LEXICON) -> RegionResolver:
    """Return the resolver over the kept divisions; built once for a process."""
    divisions = Divisions(read_table(folder / "divisions.csv"))
    return RegionResolver(divisions, read_lexicon(lexicon), folder)
