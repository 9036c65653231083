"""Places shortened to one character (在甬) or to the first letters of their pinyin (qqhr)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pypinyin import Style, lazy_pinyin

from bot.core.region import COVERED
from bot.services.regions.directory import Divisions
from bot.services.regions.sides import Mention

_LETTERS = re.compile(r"(?<![a-z0-9@./_-])[a-z]{2,6}(?![a-z0-9@/_-]|\.[a-z])")
_SPACED = re.compile("\\s+[a-z\\u4e00-\\u9fff]{2}")
_MOST = 40
_BEFORE = 4
_ALONE_LETTERS = 4
_COVERED = tuple(code[:2] for code in COVERED)


class Initials:
    """Finds the places that are named by a single character or by initials."""

    def __init__(self, divisions: Divisions, lexicon: Mapping[str, Any]) -> None:
        self._single: Mapping[str, int] = lexicon["single"]
        characters = "".join(self._single)
        before = "|".join(f"(?<={re.escape(word)})" for word in lexicon["single_before"])
        after = lexicon["single_after"]
        self._placed = re.compile(f"(?:{before})[{characters}](?={after})")
        self._provinces: Mapping[str, int] = {**self._single, **lexicon["plate_provinces"]}
        self._province = re.compile(f"(?<![\u4e00-\u9fff])[{''.join(self._provinces)}]省")
        self._leading = re.compile(f"(?<![\u4e00-\u9fff])[{characters}](?={lexicon['single_alone']})")
        self._words = set(lexicon["single_words"].split())
        self._letters = _letters(divisions, lexicon)
        self._english = set(lexicon["not_initials"].split())
        self._before = re.compile(lexicon["initials_before"])
        self._after = re.compile(lexicon["initials_after"])

    def find(self, text: str) -> list[Mention]:
        """Return the places so named, in order."""
        found = sorted([*self._characters(text), *self._initials(text)], key=lambda m: m.start)
        return found[:_MOST]

    def _characters(self, text: str) -> Iterator[Mention]:
        if text in self._words:
            yield Mention(0, 1, (str(self._single[text]),))
            return
        for match in (*self._placed.finditer(text), *self._leading.finditer(text)):
            yield Mention(match.start(), match.end(), (str(self._single[match.group()]),))
        for match in self._province.finditer(text):
            yield Mention(match.start(), match.end(), (str(self._provinces[match.group()[0]]),))

    def _initials(self, text: str) -> Iterator[Mention]:
        for match in _LETTERS.finditer(text):
            codes = self._letters.get(match.group())
            if codes and self._is_place(text, match):
                yield Mention(match.start(), match.end(), codes)

    def _is_place(self, text: str, match: re.Match[str]) -> bool:
        word, before = match.group(), text[max(0, match.start() - _BEFORE) : match.start()]
        placed = bool(self._before.search(before))
        if not before and _SPACED.match(text[match.end() :]):
            return word not in self._english
        if word in self._english or len(word) < 3:
            return placed and bool(self._after.match(text[match.end() :]))
        return placed or len(word) >= _ALONE_LETTERS or bool(not before and self._after.match(text[match.end() :]))


def _letters(divisions: Divisions, lexicon: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Map initials to places: the provinces and cities of three characters and more, else the counties covered."""
    wide: dict[str, list[str]] = {}
    narrow: dict[str, list[str]] = {}
    for row in divisions.rows:
        county = row["level"] == "county"
        if len(row["short"]) > 2 and (not county or row["code"][:2] in _COVERED):
            for letters in _spelt(row["short"]):
                (narrow if county else wide).setdefault(letters, []).append(row["code"])
    found = {letters: tuple(codes) for letters, codes in (narrow | wide).items()}
    listed = {k: tuple(map(str, v)) if isinstance(v, list) else (str(v),) for k, v in lexicon["initials"].items()}
    return found | listed


def _spelt(name: str) -> set[str]:
    """Return the initials of a name; 尔 and 儿 are written e and r."""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER)
    heard = ("r" if character in "尔儿" else letter for character, letter in zip(name, letters, strict=True))
    return {"".join(letters), "".join(heard)}
