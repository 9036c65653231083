"""What a message makes likely of a case, learnt from written dialogues: whose side, which right, what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.dialogue.record import INFERRED, Change, Known, Record
from bot.matching.sight import Floats, Ints, Sight

FILE = "guess.npz"
LEAST = {"side": 0.5, "right": 0.45, "happened": 0.35}
"""Facts that are guessed, and how likely a value must be to be inferred: about nine of ten such guesses are right."""
FACTS = tuple(LEAST)
ASKS = "act=ask"
"""The column of messages that ask something."""
LEAST_ASKED = 0.6
_SEPARATOR = "="


@dataclass(frozen=True)
class Guess:
    """A linear weighing of what a message looks like; one column a value of a fact."""

    columns: tuple[str, ...] = ()
    """Fact and value, as `side=owner`."""
    terms: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Sparse features that weigh anything, ascending."""
    weights: NDArray[Any] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float16))
    """Feature × column."""
    dense: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    """Dense dimension × column."""
    base: Floats = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    mark: str = ""
    """Tells what it was fitted on."""

    def of(self, sight: Sight) -> dict[str, dict[str, float]]:
        """Return for each fact how likely each value is, roughly 0 to 1."""
        if not self.columns:
            return {}
        places = np.searchsorted(self.terms, sight.terms)
        places[places == len(self.terms)] = 0
        there = self.terms[places] == sight.terms if len(self.terms) else np.zeros(len(places), dtype=bool)
        sums = self.base + sight.vector @ self.dense
        sums = sums + sight.values[there] @ self.weights[places[there]].astype(np.float32)
        found: dict[str, dict[str, float]] = {}
        for name, score in zip(self.columns, sums, strict=True):
            fact, _, value = name.partition(_SEPARATOR)
            found.setdefault(fact, {})[value] = float(score)
        return found

    def inferred(self, sight: Sight, record: Record) -> Change:
        """Return the facts that a message makes likely and nothing was said of."""
        found: dict[str, Known] = {}
        for fact, values in self.of(sight).items():
            if fact not in LEAST:
                continue
            value = max(values, key=values.__getitem__)
            if values[value] >= LEAST[fact] and fact not in record.facts:
                found[fact] = Known(value, INFERRED)
        return Change(found)

    def asks(self, sight: Sight) -> bool:
        """Say whether a message likely asks something, though it has no words of asking."""
        return self.of(sight).get("act", {}).get("ask", 0.0) >= LEAST_ASKED

    def save(self, folder: Path) -> None:
        """Write it into a snapshot's folder."""
        np.savez(
            folder / FILE, columns=np.array(self.columns), terms=self.terms, weights=self.weights, dense=self.dense,
            base=self.base, mark=np.array(self.mark),
        )  # fmt: skip


def load_guess(folder: Path) -> Guess:
    """Return the guess of a snapshot; one that guesses nothing where it has none."""
    path = folder / FILE
    if not path.exists():
        return Guess()
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in kept.files}
    return Guess(
        tuple(map(str, arrays["columns"])), arrays["terms"], arrays["weights"], arrays["dense"], arrays["base"],
        str(arrays["mark"]),
    )  # fmt: skip


def column(fact: str, value: object) -> str:
    """Return the name of the column of a value of a fact."""
    return f"{fact}{_SEPARATOR}{value}"


def labels_of(told: Mapping[str, object]) -> Iterator[str]:
    """Yield the columns that what a message tells stands for."""
    for fact in FACTS:
        values = told.get(fact, ())
        for value in values if isinstance(values, list | tuple) else [values]:
            yield column(fact, value)


def ordered(columns: Iterable[str]) -> tuple[str, ...]:
    """Return each column once, those of a fact together."""
    return tuple(sorted(set(columns), key=lambda one: (one.partition(_SEPARATOR)[0], one)))
