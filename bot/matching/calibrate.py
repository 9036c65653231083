"""Choose confidence weights and thresholds on held-out questions, and show what each choice costs (needs scikit-learn)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from bot.matching.example import ASK_PREFIX, is_outside
from bot.matching.measure import Held
from bot.matching.zones import Calibration, logistic, probability

_ANSWER_AT = tuple(round(0.02 * i, 2) for i in range(25, 50))
_REJECT_BELOW = (0.1, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


@dataclass(frozen=True)
class Trade:
    """What a pair of thresholds does, as shares of our questions and of questions outside our field."""

    answer_at: float
    reject_below: float
    answered_right: float
    answered_wrong: float
    clarified: float
    clarified_offering: float
    rejected_ours: float
    outside_rejected: float
    near_miss_rejected: float


def learn(held: Sequence[Held], base: Calibration | None = None) -> Calibration:
    """Return weights for the two probabilities: right, of service questions; ours, of all held-out messages."""
    signals = np.array([h.signals for h in held])
    inside_label = np.array([not is_outside(h.label) for h in held])
    asked = inside_label & np.array([bool(h.example.topic_id) for h in held])
    ours = np.array([h.ours for h in held])
    right = np.array([h.right for h in held])
    return replace(
        base or Calibration(),
        correct=logistic(signals[asked], right[asked]),
        inside=logistic(signals[inside_label], ours[inside_label]),
    )


def trade_offs(held: Sequence[Held], calibration: Calibration) -> list[Trade]:
    """Return what each pair of thresholds does to service questions and to questions outside our field."""
    confidence = np.array([probability(calibration.correct, h.signals) for h in held])
    inside = np.array([_inside(h, calibration) for h in held])
    return [_trade(held, confidence, inside, a, r) for r in _REJECT_BELOW for a in _ANSWER_AT]


def choose(
    held: Sequence[Held],
    calibration: Calibration,
    *,
    most_wrong: float = 0.02,
    most_rejected: float = 0.02,
) -> Calibration:
    """Set thresholds: the cheapest within the limits, or the one that comes nearest to them.

    Args:
        most_wrong: the share of our questions that may get a wrong answer.
        most_rejected: the share of our questions that may be rejected.
    """
    trades = trade_offs(held, calibration)
    allowed = [t for t in trades if t.rejected_ours <= most_rejected and t.answered_wrong <= most_wrong]
    best = min(allowed or trades, key=_cost if allowed else _beyond)
    return replace(calibration, answer_at=best.answer_at, reject_below=best.reject_below, second_at=best.answer_at)


def table(trades: Sequence[Trade]) -> str:
    """Return the trade-offs as lines of text."""
    names = list(asdict(trades[0]))
    lines = ["  ".join(f"{name[:14]:>14}" for name in names)]
    lines += ["  ".join(f"{value:14.3f}" for value in asdict(trade).values()) for trade in trades]
    return "\n".join(lines)


def write(calibration: Calibration, path: Path) -> None:
    """Write the calibration where `chosen_calibration` reads it."""
    path.write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")


def _cost(trade: Trade) -> float:
    """A question asked back costs a little, one that does not offer the right entry or is not ours as much as it is."""
    missed = trade.clarified * (1 - trade.clarified_offering) + trade.rejected_ours + trade.answered_wrong
    return missed + trade.clarified / 3 + (1 - trade.outside_rejected)


def _beyond(trade: Trade) -> float:
    return trade.answered_wrong + trade.rejected_ours


def _inside(held: Held, calibration: Calibration) -> float:
    return 0.0 if is_outside(held.label) else probability(calibration.inside, held.signals)


def _trade(
    held: Sequence[Held], confidence: np.ndarray, inside: np.ndarray, answer_at: float, reject_below: float
) -> Trade:
    ours = np.array([bool(h.example.topic_id) for h in held])
    outside = np.array([not h.ours for h in held])
    near = np.array([h.example.label.endswith("/near_miss") for h in held])
    right = np.array([h.right for h in held])
    offered = np.array([h.offered for h in held])
    rejected = inside < reject_below
    answered = ~rejected & ((confidence >= answer_at) | np.array([not h.label.startswith(ASK_PREFIX) for h in held]))
    clarified = ~rejected & ~answered
    return Trade(
        answer_at,
        reject_below,
        _mean((answered & right)[ours]),
        _mean((answered & ~right)[ours]),
        _mean(clarified[ours]),
        _mean(offered[ours & clarified]),
        _mean(rejected[ours]),
        _mean(rejected[outside]),
        _mean(rejected[near]),
    )


def _mean(values: np.ndarray) -> float:
    return round(float(values.mean()), 4) if values.size else 0.0
