"""Places written in pinyin, with wrong characters that sound alike, as licence plates or as coordinates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin

from bot.core.region import COVERED
from bot.services.regions.directory import Divisions
from bot.services.regions.sides import Mention
from bot.text.patterns import Pattern
from bot.text.pinyin import fuzzy
from bot.text.segment import segmenter

_LATIN = re.compile(r"[a-z][a-z' ]{3,60}")
_PLAIN_LATIN = re.compile(r"[^a-z]")
_LATIN_SUFFIX = re.compile(r"(?:sheng|shi|xian|qu)$")
_LATIN_WORD = re.compile(r"[a-z']+")
_PLATE = re.compile(r"(?<![a-z])([\u4e00-\u9fff])\s?([a-z])(?![a-z])(?=(?:[·\d]|的|车|牌|$|[^\u4e00-\u9fffa-z]|那|这))")
_POINT = re.compile(
    r"(\d{1,3}\.\d{2,})\D{1,6}?(\d{1,3}\.\d{2,})|[北东][纬经]\D?(\d{1,3}(?:\.\d+)?)\D{1,8}?(\d{1,3}(?:\.\d+)?)"
)
_CJK_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_MAX_LENGTH = 300
_WINDOW = 8
_COVERED = tuple(code[:2] for code in COVERED)
_IN_NAMES = str.maketrans("都长朝卡什", "督常潮喀石")
"""Characters that names of places read otherwise than words do: 都匀 is duyun, 朝阳 chaoyang."""
_NEAR_WORDS = Pattern("places", r"(?:^|{near})$")


@lru_cache(maxsize=8192)
def sound(character: str) -> str:
    """Return how a character sounds by itself, without what dialects blur."""
    return fuzzy(lazy_pinyin(character, style=Style.NORMAL)[0])


class Slips:
    """Finds places that are named, but not by their characters."""

    def __init__(self, divisions: Divisions, lexicon: Mapping[str, Any]) -> None:
        self._plates = lexicon["plates"]
        self._provinces = lexicon["plate_provinces"]
        self._latin = _latin_names(divisions, lexicon)
        self._alike_latin = _alike_latin(divisions)
        self._wider = divisions.wider
        self._countries: Mapping[str, str] = lexicon["spellings_abroad"]
        self._abroad = re.compile(rf"(?<![a-z])(?:{'|'.join(self._countries)})(?![a-z])")
        self._sounds = _sounds(divisions)
        self._not_pinyin = set(lexicon["not_pinyin"].split())

    def plates(self, text: str) -> list[Mention]:
        """Return the cities of licence plates (黑J)."""
        found = []
        for match in _PLATE.finditer(text):
            province, letter = match.group(1), match.group(2).upper()
            code = self._plates.get(province, {}).get(letter) or self._provinces.get(province)
            sure = province in self._provinces and (
                "牌" in text or match.end() == len(text) or text[match.end()] in "的·0123456789 那这"
            )
            if code and sure:
                found.append(Mention(match.start(), match.end(), (str(code),)))
        return found

    def latin(self, text: str, named: Sequence[str] = ()) -> list[Mention]:
        """Return the places spelt in pinyin (shuangyashan); `named` are the codes that the text names otherwise."""
        found = list(self._spelt(text))
        around = {*named, *(code for m in found for code in m.codes)}
        return [self._in_its_city(text, m, around) for m in found]

    def _in_its_city(self, text: str, mention: Mention, around: set[str]) -> Mention:
        """Return the county of that sound in a place named beside it (shenzhen longgang), else the mention."""
        key = _PLAIN_LATIN.sub("", text[mention.start : mention.end])
        same = self._alike_latin.get(key) or self._alike_latin.get(_LATIN_SUFFIX.sub("", key), [])
        own = {*mention.codes}
        for codes in (mention.codes, same):
            inside = tuple(code for code in codes if around.intersection(self._wider[code]) - own)
            if inside:
                return replace(mention, codes=inside)
        return mention

    def _spelt(self, text: str) -> Iterator[Mention]:
        for run in _LATIN.finditer(text):
            words = [(m.start() + run.start(), m.end() + run.start()) for m in _LATIN_WORD.finditer(run.group())]
            position, placed = 0, bool(_NEAR_WORDS.search(text[: run.start()]))
            while position < len(words):
                used, codes = self._longest_latin(text, words[position:], placed=placed)
                if codes:
                    yield Mention(words[position][0], words[position + used - 1][1], codes)
                placed = bool(codes)
                position += used

    def _longest_latin(
        self, text: str, words: Sequence[tuple[int, int]], *, placed: bool
    ) -> tuple[int, tuple[str, ...]]:
        for used in range(min(6, len(words)), 0, -1):
            joined = "".join(text[a:b] for a, b in words[:used]).replace("'", "")
            bare = _LATIN_SUFFIX.sub("", joined)
            for key in (joined, bare):
                long_enough = len(key) > 4 or placed or key != joined or (len(words) == used and words[0][0] == 0)
                if key in self._latin and key not in self._not_pinyin and long_enough:
                    return used, self._latin[key]
        return 1, ()

    def abroad(self, text: str) -> str:
        """Return the country that is named in English."""
        match = self._abroad.search(text)
        return self._countries[match.group()] if match else ""

    def alike(self, text: str) -> list[Mention]:
        """Return places written with characters that sound alike (双压山, 浙将)."""
        found: list[Mention] = []
        for run in _CJK_RUN.finditer(text[:_MAX_LENGTH]):
            written = run.group()
            sounds = [sound(c) for c in written]
            for start in range(len(written) - 1):
                if not found or run.start() + start >= found[-1].end:
                    found += self._alike_at(written, sounds, start, run.start())
        return found

    def before(self, text: str, start: int, wider: Collection[str]) -> Mention | None:
        """Return the city or province of `wider` that is misspelt right before text[start:] (温周鹿城)."""
        for length in (4, 3, 2):
            sounds = [sound(c) for c in text[max(0, start - length) : start]]
            if len(sounds) == length:
                for name, key, code in self._sounds.get("-".join(sounds[:2]), ()):
                    if code in wider and len(name) == length and key == "-".join(sounds):
                        return Mention(start - length, start, (code,))
        return None

    def _alike_at(self, run: str, sounds: Sequence[str], start: int, offset: int) -> Iterator[Mention]:
        pair = sounds[start] + "-" + sounds[start + 1]
        for name, key, code in self._sounds.get(pair, ()):
            end = start + len(name)
            if "-".join(sounds[start:end]) == key and _is_slip(run, start, name):
                yield Mention(offset + start, offset + end, (code,))
                return


def _is_slip(run: str, start: int, name: str) -> bool:
    """Say whether the run's characters at `start` are the name with some of it written wrongly.

    Two characters alone are a slip only where they are no word and stand behind 在, 我们 and the like.
    """
    same = sum(a == b for a, b in zip(run[start:], name, strict=False))
    if not same or same == len(name):
        return False
    if len(name) > 2:
        return True
    return bool(_NEAR_WORDS.search(run[:start])) and _are_single(run, start)


def _are_single(run: str, start: int) -> bool:
    """Say whether the two characters at `start` belong to no longer word."""
    position = 0
    first = max(0, start - _WINDOW)
    for word in segmenter().words(run[first : start + _WINDOW]):
        begin = first + position
        position += len(word)
        if begin < start + 2 and first + position > start and len(word) > 1:
            return False
    return True


def point_in(text: str) -> tuple[float, float] | None:
    """Return the (latitude, longitude) written in a text, in whichever order; China only."""
    match = _POINT.search(text)
    if match is None:
        return None
    one, other = (float(number) for number in match.groups() if number)
    latitude, longitude = (one, other) if one < other else (other, one)
    return (latitude, longitude) if 3 <= latitude <= 54 and 73 <= longitude <= 136 else None


def _latin_names(divisions: Divisions, lexicon: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Map pinyin to places; a province or city hides the counties of that sound."""
    levels: dict[str, dict[str, list[str]]] = {}
    for row in divisions.rows:
        if row["short"] != row["name"] or row["level"] != "county":
            joined = _pinyin(row["short"])
            levels.setdefault(joined, {}).setdefault(row["level"], []).append(row["code"])
    found = {}
    for joined, by_level in levels.items():
        codes = by_level.get("province") or by_level.get("city") or _nearer(by_level["county"])
        if len(joined) > 3 and len(codes) < 6:
            found[joined] = tuple(codes)
    found |= {_pinyin(k): (str(v),) for k, v in _spots(lexicon)}
    found |= {k.replace(" ", ""): (str(v),) for k, v in lexicon["spellings"].items()}
    return found


def _pinyin(name: str) -> str:
    return "".join(lazy_pinyin(name.translate(_IN_NAMES), style=Style.NORMAL))


def _alike_latin(divisions: Divisions) -> dict[str, list[str]]:
    """Map pinyin to all the counties of that sound."""
    found: dict[str, list[str]] = {}
    for row in divisions.rows:
        if row["level"] == "county" and row["short"] != row["name"]:
            found.setdefault(_pinyin(row["short"]), []).append(row["code"])
    return found


def _nearer(codes: Sequence[str]) -> list[str]:
    """Return the one county in the provinces covered, or all."""
    near = [code for code in codes if code[:2] in _COVERED]
    return near if len(near) == 1 else list(codes)


def _spots(lexicon: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the longer names of spots in the provinces covered, to be known in pinyin (huaguoyuan)."""
    for name, code in lexicon["nicknames"].items():
        if isinstance(code, int) and str(code)[:2] in _COVERED and len(name) > 2:
            yield name, str(code)


def _sounds(divisions: Divisions) -> dict[str, list[tuple[str, str, str]]]:
    """Map the first two fuzzy syllables to (short name, all its syllables, code), longest first."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in divisions.rows:
        covered = row["code"][:2] in _COVERED
        if 2 <= len(row["short"]) <= 5 and (row["level"] != "county" or covered):
            read = tuple(fuzzy(s) for s in lazy_pinyin(row["short"], style=Style.NORMAL))
            for syllables in {read, tuple(map(sound, row["short"]))}:
                named = (row["short"], "-".join(syllables), row["code"])
                found.setdefault("-".join(syllables[:2]), []).append(named)
    return {pair: sorted(names, key=lambda n: -len(n[0])) for pair, names in found.items()}
