"""Whether two questions ask for the same answer, for different ones, or for the same but for their scope."""

from __future__ import annotations

from typing import Literal

import numpy as np

from bot.matching.aspects import SIDE, aspects, without
from bot.matching.calibration import probability
from bot.matching.model import Floats, Model, Sight, prepared

Label = Literal["same", "different", "conflict_scope"]
_TOPICS = 4
_ENTRY_SHARPNESS = 8.0


def compare(a: str, b: str, model: Model) -> tuple[Label, float]:
    """Return the relation of two questions and the probability that one answer serves both.

    `conflict_scope`: equal but for region, date, right or side; then the score is that of the rest being the same.
    """
    first, second = prepared(a), prepared(b)
    differing = _differing(first, second)
    if differing:
        score = alike(without(first, differing), without(second, differing), model)
        enough = model.calibration.same_side_at if differing == {SIDE} else model.calibration.same_rest_at
        return ("conflict_scope" if score >= enough else "different"), round(score, 4)
    score = alike(first, second, model)
    return ("same" if score >= model.calibration.same_at else "different"), round(score, 4)


def alike(first: str, second: str, model: Model) -> float:
    """Return the probability that one entry answers both normalised texts."""
    if first == second:
        return 1.0
    return probability(model.calibration.same, signals(first, second, model))


def signals(first: str, second: str, model: Model) -> tuple[float, ...]:
    """Return what likeness is judged by: dense and sparse cosine, shared topics, shared entries, shared characters."""
    a, b = model.see(first), model.see(second)
    dense = float(a.vector @ b.vector)
    scores_a, scores_b = model.scores(a), model.scores(b)
    topics = float(np.sqrt(_shares(scores_a, model) * _shares(scores_b, model)).sum())
    own, other = _entry_shares(a, scores_a, model), _entry_shares(b, scores_b, model)
    entries = sum((share * other.get(entry, 0.0)) ** 0.5 for entry, share in own.items())
    return dense, _sparse_cosine(a, b), topics, float(entries), _shared_characters(first, second)


def _differing(first: str, second: str) -> set[str]:
    """Return the aspects of which both texts speak, differently."""
    one, other = aspects(first), aspects(second)
    return {kind for kind in one if one[kind] and other[kind] and one[kind] != other[kind]}


def _shares(scores: Floats, model: Model) -> Floats:
    shares = np.exp((scores - scores.max()) * model.calibration.temperature)
    return np.asarray(shares / shares.sum(), dtype=np.float32)


def _entry_shares(sight: Sight, scores: Floats, model: Model) -> dict[str, float]:
    """Return how likely each entry of the best topics is."""
    shares = _shares(scores, model)
    found: dict[str, float] = {}
    for column in np.argsort(-shares)[:_TOPICS]:
        ids, of_entries = model.entry_scores(sight, model.topics[column])
        if not ids:
            found[model.classes[column]] = float(shares[column])
            continue
        parts = np.exp((of_entries - of_entries.max()) * _ENTRY_SHARPNESS)
        parts *= shares[column] / parts.sum()
        found.update(zip(ids, map(float, parts), strict=True))
    return found


def _sparse_cosine(a: Sight, b: Sight) -> float:
    common, at_a, at_b = np.intersect1d(a.terms, b.terms, return_indices=True)
    return float(a.values[at_a] @ b.values[at_b]) if len(common) else 0.0


def _shared_characters(first: str, second: str) -> float:
    one, other = set(first), set(second)
    return len(one & other) / max(len(one | other), 1)
