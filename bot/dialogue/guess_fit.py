"""Fits what a message makes likely of a case on written dialogues (needs scipy)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from scipy import sparse

from bot.dialogue.examples import ExampleTurn
from bot.dialogue.guess import ASKS, FACTS, Guess, column, labels_of, ordered
from bot.matching.kept_encodings import Encodings
from bot.matching.model import Model, prepared
from bot.matching.sight import Floats
from bot.matching.training_rows import space_of

_RIDGE = 0.5
"""How strongly large weights are held down."""
_STEPS = 40
"""Steps towards the solution; more change nothing that counts."""
_LEAST = 8
"""Messages that must say a value for it to be guessed."""
_LEAST_TERMS = 3
"""Messages in which a feature must occur to weigh anything."""


def fit_guess(
    turns: Sequence[ExampleTurn],
    sides: Mapping[str, str],
    model: Model,
    encodings: Encodings,
    previous: Guess | None = None,
) -> Guess:
    """Return the weighing fitted on what the turns tell.

    Args:
        sides: by entry, the side it speaks to: a first message that does not say its side is of the side it is answered for.
        previous: returned as it is when it was fitted on the same.
    """
    lines = {prepared(turn.text): labels for turn in turns if (labels := _labels(turn, sides)) is not None}
    mark = _mark(lines, model)
    if previous is not None and previous.mark == mark:
        return previous
    columns = _columns(lines)
    if not columns:
        return Guess(mark=mark)
    texts = list(lines)
    right = np.array([[name in lines[text] for name in columns] for text in texts], dtype=np.float32)
    space = space_of(model)
    words = space.sparse(texts)
    words = words.multiply(words.getnnz(axis=0) >= _LEAST_TERMS).tocsr()
    vectors = space.dense(encodings.of(texts))
    both = sparse.hstack([words, sparse.csr_matrix(vectors)]).tocsr().astype(np.float32)
    base = right.mean(axis=0)
    weights = both.T @ _solved(both, right - base)
    used = np.flatnonzero(np.asarray(words.getnnz(axis=0)).ravel() >= _LEAST_TERMS)
    width = len(model.terms)
    return Guess(columns, used, weights[used].astype(np.float16), weights[width:].astype(np.float32), base, mark)


def _labels(turn: ExampleTurn, sides: Mapping[str, str]) -> frozenset[str] | None:
    told = {name: known.value for name, known in turn.told.facts.items() if name in FACTS}
    if turn.number == 1 and "side" not in told and (side := sides.get(turn.entry, "")):
        told["side"] = side
    return frozenset((*labels_of(told), *([ASKS] if "ask" in turn.acts else ())))


def _columns(lines: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for labels in lines.values():
        for name in labels:
            counts[name] = counts.get(name, 0) + 1
    never = {column("side", "any"), column("right", "other"), column("right", "mixed"), column("happened", "other")}
    return ordered(name for name, count in counts.items() if count >= _LEAST and name not in never)


def _solved(rows: Any, right: Floats) -> Floats:
    """Return the dual of a ridge regression for all columns at once, by conjugate gradients."""
    solution = np.zeros_like(right)
    rest, direction = right.copy(), right.copy()
    size = (rest * rest).sum(axis=0)
    for _ in range(_STEPS):
        ahead = rows @ (rows.T @ direction) + _RIDGE * direction
        pace = size / np.maximum((direction * ahead).sum(axis=0), 1e-12)
        solution += pace * direction
        rest -= pace * ahead
        before, size = size, (rest * rest).sum(axis=0)
        direction = rest + size / np.maximum(before, 1e-12) * direction
    return solution


def _mark(lines: Mapping[str, frozenset[str]], model: Model) -> str:
    digest = blake2b(digest_size=16)
    for text, labels in lines.items():
        digest.update(f"{text}\t{sorted(labels)}\n".encode())
    for term in model.terms:
        digest.update(term.encode())
    return digest.hexdigest()
