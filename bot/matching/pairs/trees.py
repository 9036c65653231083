"""Boosted regression trees as plain lists: few signals, strong interactions, no library at run time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

LEAF = -1


@dataclass(frozen=True)
class Tree:
    """One tree; node 0 is the root, and a node whose feature is `LEAF` holds a value."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def read(self, signals: Sequence[float]) -> float:
        """Return the value of the leaf that the signals lead to."""
        node = 0
        while self.feature[node] != LEAF:
            below = signals[self.feature[node]] <= self.threshold[node]
            node = self.left[node] if below else self.right[node]
        return self.value[node]


@dataclass(frozen=True)
class Trees:
    """A probability from the sum of many small trees."""

    start: float
    trees: tuple[Tree, ...]

    def probability(self, signals: Sequence[float]) -> float:
        """Return the probability that the signals speak of."""
        return 1 / (1 + exp(-self.start - sum(tree.read(signals) for tree in self.trees)))

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Trees:
        """Return the trees that were stored as a mapping."""
        trees = (Tree(**{name: tuple(values) for name, values in tree.items()}) for tree in stored["trees"])
        return cls(stored["start"], tuple(trees))


def boost(signals: Sequence[Sequence[float]], target: Sequence[bool]) -> Trees:
    """Return trees fitted to the signals (needs scikit-learn)."""
    from sklearn.ensemble import GradientBoostingClassifier

    fitted = GradientBoostingClassifier(
        n_estimators=120, max_depth=3, learning_rate=0.06, subsample=0.6, min_samples_leaf=8, random_state=0
    ).fit(signals, target)
    start = log(sum(target) / (len(target) - sum(target)))
    return Trees(start, tuple(_tree(stage[0].tree_, fitted.learning_rate) for stage in fitted.estimators_))


def _tree(fitted: Any, rate: float) -> Tree:
    leaf = [left < 0 for left in fitted.children_left]
    return Tree(
        feature=tuple(LEAF if ends else int(f) for ends, f in zip(leaf, fitted.feature, strict=True)),
        threshold=tuple(round(float(t), 5) for t in fitted.threshold),
        left=tuple(map(int, fitted.children_left)),
        right=tuple(map(int, fitted.children_right)),
        value=tuple(
            round(rate * float(v), 5) if ends else 0.0 for ends, v in zip(leaf, fitted.value.ravel(), strict=True)
        ),
    )
