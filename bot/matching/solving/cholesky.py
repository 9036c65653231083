"""Solves large positive-definite systems by bands of columns: half the matrix in memory, in whole numbers of two bytes (needs scipy)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, blas, lapack

from bot.matching.sight import Floats

BAND = 2048
"""Columns of a band: large enough for fast products, small enough for little waste above the diagonal."""
_AT_ONCE = 4096
"""Lines of a band taken into full precision at once."""

_STEPS = 32_767


@dataclass(frozen=True)
class Band:
    """Some columns of the lower factor, with the lines from the diagonal on."""

    columns: slice
    counted: NDArray[np.int16]
    """What stands there, in steps of the unit."""
    unit: float

    def lines(self, rows: slice) -> Floats:
        """Return some rows of the matrix, in units."""
        first = self.columns.start
        return self.counted[rows.start - first : rows.stop - first].astype(np.float32, order="F")


def solve(part: Callable[[slice, slice], Floats], targets: Floats, band: int = BAND) -> Floats:
    """Return x of `matrix @ x = targets`, to about four digits.

    Products are summed in full precision; the steps in which the factor is kept move the matrix by far less than a
    regression's ridge.

    Args:
        part: gives the matrix between some rows and some columns; asked once for each part from the diagonal on.
    """
    cuts = [*range(0, len(targets), band), len(targets)]
    factor: list[Band] = []
    for first, last in pairwise(cuts):
        factor.append(_next_band(part, factor, slice(first, last), len(targets)))
    solved = np.array(targets, dtype=np.float32)
    _forward(factor, solved)
    _backward(factor, solved)
    return solved


def _next_band(part: Callable[[slice, slice], Floats], before: list[Band], own: slice, count: int) -> Band:
    """Return the next columns of the factor: made, lessened by the bands before, and divided by the diagonal."""
    heads = [one.lines(own) for one in before]
    corner = np.zeros((0, 0), dtype=np.float32)
    made = np.empty((count - own.start, own.stop - own.start), np.float32, order="F")
    for rows in _parts(own, count):
        lines = np.asfortranarray(part(rows, own))
        for one, head in zip(before, heads, strict=True):
            lines = blas.sgemm(-(one.unit**2), one.lines(rows), head, 1.0, lines, trans_b=1, overwrite_c=1)
        if rows == own:
            corner = lines = np.tril(_root(lines))
        else:
            lines = blas.strsm(1.0, corner, lines, side=1, lower=1, trans_a=1, overwrite_b=1)
        made[rows.start - own.start : rows.stop - own.start] = lines
    unit = float(np.abs(made).max(initial=0.0)) / _STEPS
    return Band(own, np.rint(made / np.float32(unit), out=made).astype(np.int16), unit)


def _parts(own: slice, count: int) -> Iterator[slice]:
    """Yield the rows of a band: those of its diagonal, then so many at once."""
    yield own
    yield from _below(own, count)


def _below(own: slice, count: int) -> Iterator[slice]:
    for start in range(own.stop, count, _AT_ONCE):
        yield slice(start, min(start + _AT_ONCE, count))


def _root(corner: Floats) -> Floats:
    root, failed = lapack.spotrf(corner, lower=1, overwrite_a=1)
    if failed:
        raise LinAlgError("the matrix is not positive definite")
    return np.asarray(root)


def _forward(factor: list[Band], solved: Floats) -> None:
    for one in factor:
        own = one.columns
        solved[own] = blas.strsm(1.0 / one.unit, one.lines(own), solved[own], lower=1)
        for rows in _below(own, len(solved)):
            solved[rows] -= one.lines(rows) @ (solved[own] * np.float32(one.unit))


def _backward(factor: list[Band], solved: Floats) -> None:
    for one in reversed(factor):
        own = one.columns
        for rows in _below(own, len(solved)):
            solved[own] -= one.lines(rows).T @ solved[rows] * np.float32(one.unit)
        solved[own] = blas.strsm(1.0 / one.unit, one.lines(own), solved[own], lower=1, trans_a=1)
