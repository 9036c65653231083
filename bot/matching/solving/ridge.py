"""Kernel ridge regression over rows: solved whole, or brought up to date where rows changed (needs scipy)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import linalg
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bot.matching.sight import Floats, Ints
from bot.matching.solving import cholesky
from bot.matching.training_rows import Rows

_RIDGE = 0.1
_BLOCK = 1000
_BALANCE = 0.5
"""0 gives each example the same weight, 1 each class."""


def alone() -> threadpool_limits:
    """Return a context in which one thread multiplies: in small systems more only wait for each other."""
    return threadpool_limits(limits=1, user_api="blas")


def solve_rows(rows: Rows) -> Floats:
    """Return the dual weights, row × class."""
    penalty = penalties(rows)

    def part(some: slice, others: slice) -> Floats:
        gram = kernel(rows, some, others)
        if some == others:
            gram[np.diag_indices_from(gram)] += penalty[some]
        return gram

    return cholesky.solve(part, centred_targets(rows))


def improve(rows: Rows, dual: Floats, words: Callable[[], Floats], changed: Ints) -> Floats:
    """Return dual weights in which the changed rows are solved anew with all others held.

    Args:
        words: gives the weights folded; asked when the rest is computed.
    """
    across = dense_kernel(rows, changed, slice(None))
    penalty = penalties(rows)[changed]
    missing = centred_targets(rows)[changed] - across @ dual - penalty[:, None] * dual[changed]
    missing -= rows.sparse[changed] @ words()
    own = across[:, changed]
    _add_overlap(own, rows, changed, changed)
    own[np.diag_indices_from(own)] += penalty
    better = dual.copy()
    with alone():
        better[changed] += linalg.solve(own, missing, assume_a="pos", check_finite=False).astype(np.float32)
    return better


def folded(rows: Rows, dual: Floats) -> Floats:
    """Return the linear part of the kernel with the weights in it: sparse feature × class."""
    return np.asarray(rows.sparse.T.tocsr() @ dual * np.float32(rows.kernel.words), dtype=np.float32)


def refold(words: Floats, rows: Rows, changed: Ints, difference: Floats) -> None:
    """Bring the folded weights up to date after some dual weights changed."""
    part = rows.sparse[changed]
    terms = np.unique(part.indices)
    words[terms] += part[:, terms].T.tocsr() @ difference * np.float32(rows.kernel.words)


def solve_labels(rows: Rows, part: slice, targets: Floats) -> Floats:
    """Return dual weights that tell apart the labels of some rows."""
    gram = kernel(rows, part, part)
    gram[np.diag_indices_from(gram)] += np.float32(_RIDGE)
    return np.asarray(linalg.solve(gram, targets, assume_a="pos", check_finite=False), dtype=np.float32)


def centred_targets(rows: Rows) -> Floats:
    """Return 1 for the class of each row and 0 for the others, less each class's share."""
    targets = np.zeros((len(rows.column), len(rows.classes)), dtype=np.float32)
    targets[np.arange(len(rows.column)), rows.column] = 1
    return targets - shares(rows)


def shares(rows: Rows) -> Floats:
    """Return each class's share of the rows."""
    counts = np.bincount(rows.column, minlength=len(rows.classes))
    return (counts / max(len(rows.column), 1)).astype(np.float32)


def penalties(rows: Rows) -> Floats:
    """Return the ridge of each row: smaller in small classes, so that these are not drowned."""
    counts = np.bincount(rows.column, minlength=len(rows.classes)).astype(np.float32)
    relative = (counts / counts.mean())[rows.column] ** np.float32(_BALANCE)
    return np.asarray(_RIDGE * relative, dtype=np.float32)


def kernel(rows: Rows, some: Any, others: Any) -> Floats:
    """Return the similarity of some rows with others."""
    similar = dense_kernel(rows, some, others)
    _add_overlap(similar, rows, some, others)
    return similar


def dense_kernel(rows: Rows, some: Any, others: Any) -> Floats:
    """Return the part of the similarity that lies in meaning."""
    similar: Floats = rows.dense[some] @ rows.dense[others].T
    similar -= 1
    similar *= np.float32(rows.kernel.sharpness)
    np.exp(similar, out=similar)
    return similar


def _add_overlap(similar: Floats, rows: Rows, some: Any, others: Any) -> None:
    """Add the part that lies in words."""
    overlap = rows.sparse[some] @ rows.sparse[others].T
    for first in range(0, overlap.shape[0], _BLOCK):
        similar[first : first + _BLOCK] += overlap[first : first + _BLOCK].toarray() * np.float32(rows.kernel.words)
