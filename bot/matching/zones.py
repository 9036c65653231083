"""How scores become a confidence and a zone; chosen on data by `bot.matching.calibrate`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any, Literal

Zone = Literal["answer", "clarify", "reject"]
CHOSEN = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Calibration:
    """Logistic weights over `Matcher.signals`, and thresholds."""

    correct: tuple[float, ...] = (-3.6, 7.9, -0.7, 0.3, 0.0, 2.8, 0.0, 0.0, 0.4)
    """For the probability that the first topic or intent is right; the last number is the constant."""
    inside: tuple[float, ...] = (-10.7, -6.8, 0.7, 3.0, 0.0, 21.7, 0.0, 0.0, 0.5)
    """For the probability that the question is ours."""
    answer_at: float = 0.65
    reject_below: float = 0.9
    flow_reject_below: float = 0.7
    """The same for messages that look like a flow intent: these are short and have less to go by."""
    second_at: float = 0.65
    temperature: float = 12.0

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        """Read what was written as JSON."""
        read = {k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(text).items()}
        values: dict[str, Any] = read
        return cls(**values)

    def is_ours(self, inside: float, flow: bool) -> bool:
        """Say whether a message with this probability of being ours is treated as ours."""
        return inside >= (self.flow_reject_below if flow else self.reject_below)

    def zone(self, confidence: float, inside: float, flow: bool) -> Zone:
        """Return what to do with a message of this confidence and probability of being ours."""
        if not self.is_ours(inside, flow):
            return "reject"
        return "answer" if confidence >= self.answer_at else "clarify"


def chosen_calibration() -> Calibration:
    """Return the calibration chosen on data, or the built-in one when none was."""
    if not CHOSEN.exists():
        return Calibration()
    return Calibration.from_json(CHOSEN.read_text(encoding="utf-8"))


def probability(weights: Sequence[float], signals: Sequence[float]) -> float:
    """Return the logistic function of weighted signals; the last weight is the constant."""
    total = weights[-1] + sum(w * s for w, s in zip(weights, signals, strict=False))
    return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))


def logistic(signals: Sequence[Sequence[float]], target: Sequence[bool]) -> tuple[float, ...]:
    """Return fitted weights for `probability` (needs scikit-learn)."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=10.0, max_iter=2000).fit(signals, target)
    return tuple(round(float(w), 4) for w in (*fitted.coef_[0], fitted.intercept_[0]))
