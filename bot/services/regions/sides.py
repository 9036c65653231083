"""Whose place is it: tells the user's own region from the other party's when a text names several."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum


class Side(Enum):
    """Whom a place belongs to."""

    OURS = "ours"
    THEIRS = "theirs"
    OPEN = "open"
    DENIED = "denied"


@dataclass(frozen=True)
class Mention:
    """A stretch of text that names one place; `codes` are what it may be, narrowest reading."""

    start: int
    end: int
    codes: tuple[str, ...]
    side: Side = Side.OPEN
    carried: bool = False
    """The side was told earlier, not by the words right around."""
    weight: int = 0
    """How much the words around say that this place is the one meant; see `region_roles`."""


@dataclass(frozen=True)
class Cues:
    """The words that tell the sides apart."""

    theirs: re.Pattern[str]
    ours: re.Pattern[str]
    theirs_after: re.Pattern[str]
    ours_before: re.Pattern[str]
    denied: re.Pattern[str]


def with_sides(text: str, mentions: Sequence[Mention], cues: Cues) -> list[Mention]:
    """Return the mentions with their sides; the last cue before a place decides."""
    decided: list[Mention] = []
    begin, side = 0, Side.OPEN
    for mention in mentions:
        before = text[begin : mention.start]
        side = _side_before(before, cues) or (side if not re.search("[。！？；]", before) else Side.OPEN)
        side = Side.OPEN if side is Side.DENIED else side
        chosen = Side.DENIED if cues.denied.search(before) else side
        claimed = bool(cues.theirs_after.match(text[mention.end :])) and not cues.ours_before.search(before)
        if len(mentions) > 1 and chosen is not Side.DENIED and claimed:
            chosen = Side.THEIRS
        near = _side_before(re.split("[，。！？；,;!?]", before)[-1], cues)
        carried = near is None and not claimed
        decided.append(replace(mention, side=chosen, carried=carried))
        begin = mention.end
    return decided


def _side_before(before: str, cues: Cues) -> Side | None:
    theirs = [m.end() for m in cues.theirs.finditer(before)]
    ours = [m.end() for m in cues.ours.finditer(before)]
    if not theirs and not ours:
        return None
    return Side.THEIRS if max(theirs, default=-1) >= max(ours, default=-1) else Side.OURS


def settle(codes: Sequence[str], hints: Sequence[str], wider: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Keep the readings that fit the hints best: inside or around one, else in its city, else in its province."""
    if len(codes) < 2:
        return tuple(codes)
    for fits in (_nested, _same_city, _same_province):
        kept = tuple(code for code in codes if any(fits(code, hint, wider) for hint in hints))
        if kept:
            return kept
    return tuple(codes)


def related(one: str, other: str, wider: Mapping[str, Sequence[str]]) -> bool:
    """Say whether one place is the other or lies in it."""
    return one == other or one in wider[other] or other in wider[one]


def _nested(code: str, hint: str, wider: Mapping[str, Sequence[str]]) -> bool:
    return related(code, hint, wider)


def _same_city(code: str, hint: str, wider: Mapping[str, Sequence[str]]) -> bool:
    return code[:4] == hint[:4] and code[2:4] != "00" and code in wider and hint in wider


def _same_province(code: str, hint: str, wider: Mapping[str, Sequence[str]]) -> bool:
    return code[:2] == hint[:2] and code in wider and hint in wider


def narrow(mentions: Sequence[Mention], home: str | None, wider: Mapping[str, Sequence[str]]) -> list[Mention]:
    """Settle ambiguous mentions by the other places named, then by the home region."""
    sure = dict.fromkeys(m.codes[0] for m in mentions if len(m.codes) == 1 and m.side is not Side.DENIED)
    denied = [code for m in mentions if m.side is Side.DENIED and len(m.codes) == 1 for code in m.codes]
    left = (replace(m, codes=_without(m.codes, denied, wider)) for m in mentions)
    settled = (replace(m, codes=settle(m.codes, list(sure), wider)) for m in left)
    return [replace(m, codes=settle(m.codes, [home] if home else [], wider)) for m in settled]


def _without(codes: Sequence[str], denied: Sequence[str], wider: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the readings that lie in no place that was denied (可不是上海那个宝山)."""
    left = tuple(code for code in codes if not any(related(code, other, wider) for other in denied))
    return left if left and len(codes) > 1 else tuple(codes)


def merge(mentions: Sequence[Mention], wider: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the distinct places of one side; a place and the region around it count once, as the narrower."""
    places: list[tuple[str, ...]] = []
    for mention in mentions:
        for position, known in enumerate(places):
            both = [(a, b) for a in known for b in mention.codes if related(a, b, wider)]
            if both:
                places[position] = tuple(dict.fromkeys(max(a, b, key=lambda c: len(wider[c])) for a, b in both))
                break
        else:
            places.append(mention.codes)
    return places
