"""Sparse features of a question: character n-grams, Latin words, n-grams of fuzzy pinyin syllables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from bot.text.patterns import Pattern

_RUNS = re.compile(r"[a-z][a-z0-9.+#'-]*|[0-9]+|[\u3400-\u9fff]+")
_FILLERS = Pattern("messages", "{fillers}")
_MAX_GRAM = 4


def plain(text: str) -> str:
    """Return a normalised text without fillers that say nothing; the text itself when nothing would remain."""
    return _FILLERS.sub(" ", text).strip() or text


def grams(text: str, syllables: Mapping[str, str]) -> list[str]:
    """Return the features of a normalised text, repeated as often as they occur."""
    found: list[str] = []
    for run in _RUNS.findall(plain(text)):
        if run[0] >= "\u3400":
            _han(run, syllables, found)
        else:
            _latin(run, found)
    return found


def _han(run: str, syllables: Mapping[str, str], found: list[str]) -> None:
    padded = f"^{run}$"
    length = len(padded)
    found.extend(run)
    for size in range(2, _MAX_GRAM + 1):
        found.extend(padded[i : i + size] for i in range(length - size + 1))
    sounds = [syllables.get(c, c) for c in run]
    found.extend("~" + a + "-" + b for a, b in pairwise(sounds))
    found.extend("~" + a + "-" + b + "-" + c for a, b, c in zip(sounds, sounds[1:], sounds[2:], strict=False))


def _latin(run: str, found: list[str]) -> None:
    found.append("=" + run)
    if len(run) > 4 and run[0].isalpha():
        found.extend("=" + run[i : i + 4] for i in range(len(run) - 3))
