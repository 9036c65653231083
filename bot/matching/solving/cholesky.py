"""Solves large positive-definite systems exactly by tiles: half the matrix in memory, nothing beside it (needs scipy)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy.linalg import LinAlgError, blas, lapack

from bot.matching.sight import Floats

TILE = 1024
"""Rows of a tile: large enough for fast products, small enough for little waste above the diagonal."""

Tiles = list[list[Floats]]
"""The lower triangle: for each band of rows its tiles up to the diagonal."""


def solve(part: Callable[[slice, slice], Floats], targets: Floats, tile: int = TILE) -> Floats:
    """Return x of `matrix @ x = targets`.

    Args:
        part: gives the matrix between some rows and some columns; asked once for each tile on or below the diagonal.
    """
    cuts = [*range(0, len(targets), tile), len(targets)]
    bands = [slice(first, last) for first, last in pairwise(cuts)]
    tiles = [[np.asfortranarray(part(rows, columns)) for columns in bands[: i + 1]] for i, rows in enumerate(bands)]
    _factor(tiles)
    solved = [np.array(targets[band], dtype=np.float32, order="F") for band in bands]
    _forward(tiles, solved)
    _backward(tiles, solved)
    return np.concatenate(solved)


def _factor(tiles: Tiles) -> None:
    """Replace the tiles by those of the Cholesky factor, band by band."""
    for k in range(len(tiles)):
        tiles[k][k], failed = lapack.spotrf(tiles[k][k], lower=1, overwrite_a=1)
        if failed:
            raise LinAlgError("the matrix is not positive definite")
        below = range(k + 1, len(tiles))
        for i in below:
            tiles[i][k] = blas.strsm(1.0, tiles[k][k], tiles[i][k], side=1, lower=1, trans_a=1, overwrite_b=1)
        for i in below:
            for j in range(k + 1, i + 1):
                tiles[i][j] = _less(tiles[i][j], tiles[i][k], tiles[j][k], trans_b=1)


def _forward(tiles: Tiles, solved: list[Floats]) -> None:
    for i, band in enumerate(tiles):
        for j in range(i):
            solved[i] = _less(solved[i], band[j], solved[j])
        solved[i] = blas.strsm(1.0, band[i], solved[i], lower=1, overwrite_b=1)


def _backward(tiles: Tiles, solved: list[Floats]) -> None:
    for i in reversed(range(len(tiles))):
        for j in range(i + 1, len(tiles)):
            solved[i] = _less(solved[i], tiles[j][i], solved[j], trans_a=1)
        solved[i] = blas.strsm(1.0, tiles[i][i], solved[i], lower=1, trans_a=1, overwrite_b=1)


def _less(whole: Floats, a: Floats, b: Floats, *, trans_a: int = 0, trans_b: int = 0) -> Floats:
    """Return `whole - a @ b`, computed in its place."""
    return np.asarray(blas.sgemm(-1.0, a, b, beta=1.0, c=whole, trans_a=trans_a, trans_b=trans_b, overwrite_c=1))
