"""Boosted trees read from lists say what the library that fitted them says."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from bot.matching.pairs.trees import LEAF, Tree, Trees, boost


def test_a_tree_leads_each_signal_to_its_leaf() -> None:
    tree = Tree((0, LEAF, LEAF), (0.5, 0.0, 0.0), (1, -1, -1), (2, -1, -1), (0.0, -1.0, 2.0))
    assert [tree.read([value]) for value in (0.2, 0.5, 0.9)] == [-1.0, -1.0, 2.0]


def test_fitted_trees_learn_an_interaction_and_survive_storing() -> None:
    random = np.random.default_rng(1)
    signals = random.random((400, 2))
    target = [(a > 0.5) != (b > 0.5) for a, b in signals]
    trees = boost(signals.tolist(), target)
    stored = Trees.of(json.loads(json.dumps(asdict(trees))))
    assert stored == trees
    right = [(trees.probability(s) > 0.5) == t for s, t in zip(signals, target, strict=True)]
    assert sum(right) / len(right) > 0.95


def test_the_probability_is_that_of_the_library() -> None:
    from sklearn.ensemble import GradientBoostingClassifier

    random = np.random.default_rng(2)
    signals = random.random((300, 3))
    target = signals.sum(axis=1) > 1.4
    fitted = GradientBoostingClassifier(
        n_estimators=120, max_depth=3, learning_rate=0.06, subsample=0.6, min_samples_leaf=8, random_state=0
    ).fit(signals, target)
    ours = [boost(signals.tolist(), target.tolist()).probability(s) for s in signals[:20]]
    assert ours == pytest.approx(fitted.predict_proba(signals[:20])[:, 1], abs=0.01)
