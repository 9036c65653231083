"""Regular expressions built from the word lists of knowledge/lexicon, compiled when they are first used."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import yaml

from bot.text.lexicon import LEXICON

_NAMED = re.compile(r"\{([a-z_]+)\}")
_MOST_NESTED = 8


class Pattern:
    """A pattern in which `{name}` stands for what one lexicon file has under that name.

    A list of words, or a mapping from words to what they mean, stands for any of the words, the first that fits;
    a text for the pattern it is; a mapping `{any: […]}` for any of several patterns. Patterns may name others.
    """

    def __init__(self, file: str, source: str, flags: int = 0) -> None:
        self._file, self._source, self._flags = file, source, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself."""
        return re.compile(expanded(self._file, self._source), self._flags)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Find the first place that fits."""
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Fit the beginning of a text, or what stands at a place."""
        return self.compiled.match(text, start)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Fit a whole text, or all between two places."""
        return self.compiled.fullmatch(text, start, end)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find every place that fits."""
        return self.compiled.finditer(text)

    def findall(self, text: str) -> list[Any]:
        """Return the words of every place that fits."""
        return self.compiled.findall(text)

    def split(self, text: str) -> list[Any]:
        """Cut a text where it fits."""
        return self.compiled.split(text)

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Replace what fits."""
        return self.compiled.sub(by, text)

    def subn(self, by: str, text: str) -> tuple[str, int]:
        """Replace what fits and say how often."""
        return self.compiled.subn(by, text)


def expanded(file: str, source: str) -> str:
    """Return a pattern's source with every name replaced.

    Raises:
        KeyError: the file has no such name.
        ValueError: names stand for each other in a circle.
    """
    for _ in range(_MOST_NESTED):
        if not _NAMED.search(source):
            return source
        source = _NAMED.sub(lambda found: _piece(file, found[1]), source)
    raise ValueError(f"{file}: names in a circle: {source[:80]}")


@lru_cache(maxsize=1024)
def _piece(file: str, name: str) -> str:
    held = _pieces(file)[name]
    if isinstance(held, str):
        return f"(?:{held})"
    if isinstance(held, dict) and "any" in held:
        return f"(?:{'|'.join(held['any'])})"
    return f"(?:{'|'.join(re.escape(str(word)) for word in held)})"


def meanings(file: str, name: str) -> Mapping[str, Any]:
    """Return what the words of a mapping mean."""
    held: Mapping[str, Any] = _pieces(file)[name]
    return held


@lru_cache
def _pieces(file: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load((LEXICON / f"{file}.yml").read_text(encoding="utf-8"))
    return data
