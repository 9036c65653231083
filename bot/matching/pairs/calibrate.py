"""Learn from labelled pairs how alike two questions must be (needs scikit-learn)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bot.matching.model import prepared
from bot.matching.pairs.differences import SIDE, without
from bot.matching.pairs.judge import Likeness, PairJudge, Signals
from bot.matching.pairs.trees import Trees, boost

_THRESHOLDS = tuple(round(0.02 * i, 2) for i in range(2, 49))
_FOLDS = 5
_COST_OF_FALSE_ALARM = 2.0
"""Against one same pair that is missed."""
Labelled = list[tuple[Signals, bool]]


def learn_pairs(rows: Sequence[Mapping[str, str]], judge: PairJudge) -> Likeness:
    """Return the likeness learnt from rows of a, b and label; thresholds are set on pairs held out in turn."""
    plain, side, rest = _sorted_out(rows, judge)
    held = [(probability, same) for fold in range(_FOLDS) for probability, same in _held(plain, fold)]
    trees = _fit(plain)

    def scored(labelled: Labelled) -> list[tuple[float, bool]]:
        return [(trees.probability(signals), same) for signals, same in labelled]

    return Likeness(trees, _threshold(held), rest_at=_threshold(scored(rest)), side_at=_threshold(scored(side)))


def _sorted_out(rows: Sequence[Mapping[str, str]], judge: PairJudge) -> tuple[Labelled, Labelled, Labelled]:
    """Return the pairs that differ in no aspect, in the side alone, and in others."""
    plain, side, rest = Labelled(), Labelled(), Labelled()
    for row in rows:
        first, second = prepared(row["a"]), prepared(row["b"])
        differing = judge.differing(first, second)
        if differing:
            texts = (without(text, differing, judge.places) for text in (first, second))
            signals = judge.signals(*texts)
            (side if differing == {SIDE} else rest).append((signals, row["label"] == "conflict_scope"))
        elif row["label"] != "conflict_scope":
            plain.append((judge.signals(first, second), row["label"] == "same"))
    return plain, side, rest


def _held(labelled: Labelled, fold: int) -> list[tuple[float, bool]]:
    trees = _fit([pair for i, pair in enumerate(labelled) if i % _FOLDS != fold])
    return [(trees.probability(signals), same) for signals, same in labelled[fold::_FOLDS]]


def _fit(labelled: Labelled) -> Trees:
    return boost([signals for signals, _ in labelled], [same for _, same in labelled])


def _threshold(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the threshold with the cheapest mistakes, the middle one of equals."""
    scores, wanted = np.array([score for score, _ in scored]), np.array([same for _, same in scored])
    cost = np.where(wanted, 1.0, _COST_OF_FALSE_ALARM)
    mistakes = [float((cost * ((scores >= at) != wanted)).sum()) for at in _THRESHOLDS]
    best = [at for at, wrong in zip(_THRESHOLDS, mistakes, strict=True) if wrong == min(mistakes)]
    return best[len(best) // 2]
