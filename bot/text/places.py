"""Finds the names of places in a normalised text; knows nothing of what the places are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import ahocorasick

from bot.text.segment import segmenter

_CJK = re.compile(r"[\u4e00-\u9fff]+")
_WINDOW = 8
_GAP = 12
_MOST = 60
"""Names looked at in one text; nobody names more, and each costs time."""


class Strength(IntEnum):
    """How much a name by itself says that a place is meant."""

    BLOCKED = 0
    """No place at all, though it contains the name of one."""
    GENERIC = 1
    """郊区, 城区: only behind the city it belongs to."""
    WORD = 2
    """和平, 东方: also an ordinary word, so the words around must point to a place."""
    SHORT = 3
    """宝清: a place unless the words around say otherwise."""
    FULL = 4
    """宝清县, 浙江: a place."""


@dataclass(frozen=True)
class Name:
    """One spelling and what it may mean: codes of divisions, or a country."""

    text: str
    codes: tuple[str, ...] = ()
    strength: Strength = Strength.FULL
    country: str = ""
    fallback: Name | None = None
    """The short form inside, for 杭州市场 where 市 belongs to the next word."""


@dataclass(frozen=True)
class Hit:
    """A name found at text[start:end]."""

    start: int
    end: int
    name: Name


@dataclass(frozen=True)
class Surroundings:
    """The words around a name that decide whether a place is meant (regular expressions)."""

    before_place: re.Pattern[str]
    after_place: re.Pattern[str]
    after_thing: re.Pattern[str]
    after_word: re.Pattern[str]
    after_person: re.Pattern[str]
    before_person: re.Pattern[str]
    named: re.Pattern[str]
    branded: re.Pattern[str]
    street: re.Pattern[str]
    split_suffix: re.Pattern[str]
    alone: re.Pattern[str]
    located: re.Pattern[str]
    """A town or a road right behind a name: 海伦海北镇, 静安南京西路."""
    within: re.Pattern[str]
    """What may stand between a place and one that lies in it: 南通那个通州, 绥化下面的海伦."""
    opening: re.Pattern[str]
    """What follows the place that a text begins with: 云和做木玩的."""
    maker: re.Pattern[str]
    """A speciality with who makes or sells it: 盘县火腿店 lies in 盘县."""
    surnames: frozenset[str]
    foreign: frozenset[str]
    """Characters that spell foreign sounds: 安吉尔 is no 安吉."""


class Gazetteer:
    """All names in one automaton; `find` takes a fraction of a millisecond whatever their number."""

    def __init__(self, names: Iterable[Name], around: Surroundings) -> None:
        self._around = around
        self._automaton = ahocorasick.Automaton()
        for name in names:
            self._automaton.add_word(name.text, name)
        self._automaton.make_automaton()

    def get(self, text: str) -> Name | None:
        """Return the name spelt exactly so."""
        found: Name | None = self._automaton.get(text, None)
        return found

    def find(self, text: str, related: Mapping[str, Sequence[str]]) -> list[Hit]:
        """Return the places named, in order; `related` gives each code's wider codes."""
        accepted: list[Hit] = []
        for hit in self._longest(text, related)[:_MOST]:
            previous = accepted[-1] if accepted else None
            chosen = self._accept(text, hit, previous, related)
            if chosen is not None:
                accepted.append(chosen)
        return accepted

    def _longest(self, text: str, related: Mapping[str, Sequence[str]]) -> list[Hit]:
        found = [Hit(end - len(name.text) + 1, end + 1, name) for end, name in self._automaton.iter(text)]
        below = _Below(found, related)
        found = [hit for hit in found if not (self._is_made(text, hit) or below.begins_with(hit))]
        found.sort(key=lambda hit: (hit.start, -hit.end))
        blocked = _Blocked(h for h in found if h.name.strength is Strength.BLOCKED)
        kept: list[Hit] = []
        for hit in found:
            if not (kept and hit.start < kept[-1].end) and not blocked.covers(hit):
                kept.append(hit)
        return kept

    def _is_made(self, text: str, hit: Hit) -> bool:
        """Say whether a text begins with who makes or sells the speciality found."""
        speciality = hit.name.strength is Strength.BLOCKED and not hit.start
        return speciality and bool(self._around.maker.match(text, hit.end - 1))

    def _accept(self, text: str, hit: Hit, previous: Hit | None, related: Mapping[str, Sequence[str]]) -> Hit | None:
        name, after = hit.name, text[hit.end :]
        if name.strength is Strength.BLOCKED:
            return None
        if name.fallback and self._around.split_suffix.match(text[hit.end - 1 : hit.end + 1]):
            shorter = Hit(hit.start, hit.end - 1, name.fallback)
            return self._accept(text, shorter, previous, related)
        street = name.strength <= Strength.SHORT and self._around.street.match(after)
        if street or (previous is not None and _is_abroad(hit, previous, text)):
            return None
        inside = previous is not None and self._is_inside(hit, previous, text, related)
        return hit if inside or self._is_meant(text, hit) else None

    def _is_inside(self, hit: Hit, previous: Hit, text: str, related: Mapping[str, Sequence[str]]) -> bool:
        if hit.start - previous.end > _GAP or not self._around.within.fullmatch(text, previous.end, hit.start):
            return False
        wider = set(previous.name.codes)
        return any(wider.intersection(related.get(code, ())) for code in hit.name.codes)

    def _is_meant(self, text: str, hit: Hit) -> bool:
        """Say whether the words around leave a name that stands by itself to be a place."""
        name, after = hit.name, text[hit.end :]
        if self._is_introduced(text, hit) or self._is_brand(text, hit):
            return False
        thing = bool(self._around.after_thing.match(after))
        if name.strength is Strength.FULL:
            return not thing or len(name.text) > 2
        if (
            name.strength is Strength.GENERIC
            or thing
            or self._is_person(text, hit)
            or not self._stands_alone(text, hit)
        ):
            return False
        return name.strength is Strength.SHORT or self._is_placed(text, hit)

    def _is_placed(self, text: str, hit: Hit) -> bool:
        before, after = text[max(0, hit.start - 6) : hit.start], text[hit.end :]
        if self._around.located.match(after) and (_begins(text, hit) or self._around.before_place.search(before)):
            return True
        if not hit.start and self._around.opening.match(after):
            return True
        alone = not _CJK.search(before) and self._around.alone.fullmatch(after)
        if self._around.after_word.match(after):
            return False
        return bool(alone or (self._around.before_place.search(before) and self._around.after_place.match(after)))

    def _is_introduced(self, text: str, hit: Hit) -> bool:
        """Say whether a name of two characters is the given name of somebody who is introduced (我叫刘吉林)."""
        before = text[max(0, hit.start - 4) : hit.start]
        if len(hit.name.text) != 2:
            return False
        surname = before[-1:] in self._around.surnames and self._around.before_person.search(before)
        return bool(surname or self._around.named.search(before))

    def _is_brand(self, text: str, hit: Hit) -> bool:
        """Say whether a name is a brand's (商标叫金华) or the beginning of one that sounds foreign (安吉尔)."""
        if self._around.branded.search(text[max(0, hit.start - 10) : hit.start]):
            return True
        if hit.name.strength is Strength.FULL or text[hit.end : hit.end + 1] not in self._around.foreign:
            return False
        words = segmenter().words(text[hit.end : hit.end + 4])
        return bool(words) and len(words[0]) == 1

    def _stands_alone(self, text: str, hit: Hit) -> bool:
        """Say whether the name begins and ends where words begin and end (海口径 is no 海口).

        A word across its end does no harm when it is itself a place: 漠河北红村 is in 漠河, not in 河北.
        """
        start = max(0, hit.start - _WINDOW)
        run_start = start + _trailing_run(text[start : hit.start])
        run_end = hit.end + _leading_run(text[hit.end : hit.end + _WINDOW])
        if run_start == hit.start and run_end == hit.end:
            return True
        position = run_start
        for word in segmenter().words(text[run_start:run_end]):
            begin, position = position, position + len(word)
            if begin == hit.start and position >= hit.end:
                return True
            if begin < hit.start < position:
                return False
            if begin < hit.end < position:
                across = self.get(word)
                return across is not None and across.strength >= Strength.SHORT
        return True

    def _is_person(self, text: str, hit: Hit) -> bool:
        before, after = text[max(0, hit.start - 4) : hit.start], text[hit.end :]
        if self._around.after_person.match(after) and (
            before[-1:] in self._around.surnames or hit.name.text[0] in self._around.surnames
        ):
            return True
        if self._around.before_person.search(before):
            return hit.name.text[0] in self._around.surnames or before[-1:] in self._around.surnames
        named = before[-1:] in self._around.surnames and len(hit.name.text) == 2
        if named and text.count(before[-1] + hit.name.text) > 1:
            return True
        return named and (len(before) == 1 or not _CJK.match(before[-2]))


class _Blocked:
    """Words that are no place, in order; each hides the names it overlaps that are no longer than itself."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._hits = list(hits)
        self._starts = [hit.start for hit in self._hits]
        self._longest = max((hit.end - hit.start for hit in self._hits), default=0)

    def covers(self, hit: Hit) -> bool:
        first = bisect_left(self._starts, hit.start - self._longest)
        near = self._hits[first : bisect_left(self._starts, hit.end)]
        return any(b is not hit and hit.start < b.end and hit.end - hit.start <= b.end - b.start for b in near)


class _Below:
    """Tells the specialities that stand right behind the place around theirs (贵阳修文猕猴桃): they name both."""

    def __init__(self, hits: Iterable[Hit], related: Mapping[str, Sequence[str]]) -> None:
        self._wider: dict[int, set[str]] = {}
        self._own: dict[int, set[str]] = {}
        for hit in hits:
            self._wider.setdefault(hit.end, set()).update(hit.name.codes)
            around = (code for own in hit.name.codes for code in related.get(own, ()))
            self._own.setdefault(hit.start, set()).update(around)

    def begins_with(self, hit: Hit) -> bool:
        blocked = hit.name.strength is Strength.BLOCKED
        return blocked and not self._wider.get(hit.start, set()).isdisjoint(self._own.get(hit.start, set()))


def _is_abroad(hit: Hit, previous: Hit, text: str) -> bool:
    """Say whether the name stands right behind a country, where a place of the same name lies (日本松江市)."""
    between = text[previous.end : hit.start]
    return bool(previous.name.country and hit.name.codes and between in ("", "的") and hit.name.codes[0][2:] != "0000")


def _begins(text: str, hit: Hit) -> bool:
    """Say whether a run of Chinese characters begins with the name."""
    return not hit.start or not _CJK.match(text[hit.start - 1])


def _trailing_run(text: str) -> int:
    """Return where the run of Chinese characters at the end of the text begins."""
    position = len(text)
    while position and "\u4e00" <= text[position - 1] <= "\u9fff":
        position -= 1
    return position


def _leading_run(text: str) -> int:
    match = _CJK.match(text)
    return match.end() if match else 0
