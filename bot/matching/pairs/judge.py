"""Whether two questions ask for the same answer, for different ones, or for the same but for their scope."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from bot.matching.model import Model, prepared
from bot.matching.pairs.differences import SIDE, Places, aspects, without
from bot.matching.pairs.question_words import AskedWords, clash_and_share
from bot.matching.pairs.trees import Trees
from bot.matching.sight import Floats, Sight

Label = Literal["same", "different", "conflict_scope"]
Signals = tuple[float, ...]
LEARNT = Path(__file__).with_name("likeness.json")
_TOPICS = 4
_ENTRY_SHARPNESS = 8.0


@dataclass(frozen=True)
class Likeness:
    """How the signals of a pair become a probability, and from which on two questions count as the same."""

    trees: Trees
    same_at: float
    rest_at: float
    """For what is left when region, date or right differ."""
    side_at: float
    """For what is left when only the side differs."""

    @classmethod
    def load(cls, path: Path = LEARNT) -> Likeness:
        """Read what `write` wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(Trees.of(stored["trees"]), stored["same_at"], stored["rest_at"], stored["side_at"])

    def write(self, path: Path = LEARNT) -> None:
        """Write the likeness as JSON."""
        path.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class PairJudge:
    """Compares questions with one model, the words that tell what is asked, and a finder of places."""

    model: Model
    words: AskedWords
    places: Places
    likeness: Likeness

    def compare(self, a: str, b: str) -> tuple[Label, float]:
        """Return the relation of two questions and the probability that one answer serves both.

        `conflict_scope`: equal but for region, date, right or side; then the score is that of the rest being the same.
        """
        first, second = prepared(a), prepared(b)
        differing = self.differing(first, second)
        if not differing:
            score = self.alike(first, second)
            return ("same" if score >= self.likeness.same_at else "different"), round(score, 4)
        score = self.alike(*(without(text, differing, self.places) for text in (first, second)))
        enough = self.likeness.side_at if differing == {SIDE} else self.likeness.rest_at
        return ("conflict_scope" if score >= enough else "different"), round(score, 4)

    def differing(self, first: str, second: str) -> set[str]:
        """Return the aspects of which both normalised texts speak, differently."""
        one, other = aspects(first, self.places), aspects(second, self.places)
        return {kind for kind in one if one[kind] and other[kind] and one[kind] != other[kind]}

    def alike(self, first: str, second: str) -> float:
        """Return the probability that one entry answers both normalised texts."""
        if first == second:
            return 1.0
        return self.likeness.trees.probability(self.signals(first, second))

    def signals(self, first: str, second: str) -> Signals:
        """Return what likeness is judged by.

        Dense and sparse cosine, shared topics, entries and characters; kinds and acts that clash and that are shared.
        """
        model = self.model
        a, b = model.see(first), model.see(second)
        scores_a, scores_b = model.scores(a), model.scores(b)
        topics = float(np.sqrt(_shares(scores_a, model) * _shares(scores_b, model)).sum())
        own, other = _entry_shares(a, scores_a, model), _entry_shares(b, scores_b, model)
        entries = float(sum((share * other.get(entry, 0.0)) ** 0.5 for entry, share in own.items()))
        asked, also = self.words.find(first), self.words.find(second)
        return (
            float(a.vector @ b.vector), _sparse_cosine(a, b), topics, entries, _shared_characters(first, second),
            *clash_and_share(asked.kinds, also.kinds), *clash_and_share(asked.acts, also.acts),
        )  # fmt: skip


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
