"""What a question is after: which side of the matter (cost, time, papers) and which act (register, oppose, report)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

KIND, ACT = "kind_", "act_"


@dataclass(frozen=True)
class Asked:
    """The kinds and acts a text names, by key."""

    kinds: frozenset[str]
    acts: frozenset[str]


class AskedWords:
    """Finds kinds and acts by the word lists of one lexicon file; of overlapping words the longest counts."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._keys = [(key, words) for key, words in lists.items() if key.startswith((KIND, ACT))]
        self._of_word: dict[str, set[str]] = {}
        for key, words in self._keys:
            for word in words:
                self._of_word.setdefault(word, set()).add(key)
        by_length = sorted(self._of_word, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, by_length)) or r"(?!)")

    def find(self, text: str) -> Asked:
        """Return what a normalised text asks for."""
        keys = {key for word in self._pattern.findall(text) for key in self._of_word[word]}
        return Asked(
            frozenset(key for key in keys if key.startswith(KIND)), frozenset(k for k in keys if k.startswith(ACT))
        )


def clash_and_share(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    """Return how much two sets speak against and for each other: nothing where either is empty."""
    if not one or not other:
        return 0.0, 0.0
    shared = len(one & other) / len(one | other)
    return 1 - shared, shared
