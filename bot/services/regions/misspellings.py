"""Spellings that are nobody's name but often written: characters that look alike (毫州, 郴洲)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.core.region import COVERED
from bot.text.places import Name, Strength
from bot.text.segment import segmenter

_COVERED = tuple(code[:2] for code in COVERED)
_MAX_SLIPS = 2
_RARE = 26


def variants(names: Iterable[Name], lexicon: Mapping[str, Any]) -> Iterator[Name]:
    """Yield each name with one or two of its characters written wrongly; real names and words are left out."""
    shapes: Mapping[str, str] = lexicon["shapes"]
    known = [name for name in names if name.codes and name.strength >= Strength.WORD]
    taken = {name.text for name in known} | set(lexicon["misspelt_never"].split())
    for name in known:
        for text in _respelt(name.text, shapes):
            if text not in taken and not _is_word(text):
                taken.add(text)
                yield Name(text, name.codes, min(name.strength, _strength(name)))


def _respelt(text: str, shapes: Mapping[str, str]) -> Iterator[str]:
    """Yield the text with up to two characters replaced, fewer first."""
    found = [text]
    for _ in range(_MAX_SLIPS):
        found = [
            word[:i] + wrong + word[i + 1 :]
            for word in found
            for i, character in enumerate(text)
            if word[i] == character
            for wrong in shapes.get(character, "")
        ]
        yield from found


def _strength(name: Name) -> Strength:
    """Return how sure the misspelling of a name is; 金洲 and 沐阳 are also names of firms and people."""
    if len(name.text) > 2:
        return Strength.FULL
    near = all(code.endswith("00") or code[:2] in _COVERED for code in name.codes)
    return Strength.SHORT if near else Strength.WORD


def _is_word(text: str) -> bool:
    """Say whether the dictionary has the misspelling as a word; it also has misspellings, but as rare ones."""
    return segmenter().frequency(text) > _RARE
