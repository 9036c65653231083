"""Solving by bands gives what solving at once gives, whatever the size of the last band."""

import numpy as np
import pytest
from scipy import linalg

from bot.matching.solving.cholesky import solve


def system(size: int, columns: int = 3) -> tuple[np.ndarray, np.ndarray]:
    chooser = np.random.default_rng(size)
    factor = chooser.standard_normal((size, size)).astype(np.float32)
    targets = chooser.standard_normal((size, columns)).astype(np.float32)
    return factor @ factor.T / size + np.eye(size, dtype=np.float32), targets


@pytest.mark.parametrize("size", [1, 7, 8, 9, 31, 64, 100])
def test_bands_give_the_solution_of_the_whole(size: int) -> None:
    matrix, targets = system(size)
    found = solve(lambda rows, columns: matrix[rows, columns].copy(), targets, band=8)
    np.testing.assert_allclose(found, linalg.solve(matrix, targets, assume_a="pos"), atol=2e-3)


def test_each_part_on_or_below_the_diagonal_is_made_once() -> None:
    matrix, targets = system(20)
    asked: list[tuple[int, int]] = []

    def part(rows: slice, columns: slice) -> np.ndarray:
        asked.append((rows.start, columns.start))
        return matrix[rows, columns].copy()

    solve(part, targets, band=8)
    assert asked == [(0, 0), (8, 0), (8, 8), (16, 8), (16, 16)]


def test_the_targets_are_left_as_they_were() -> None:
    matrix, targets = system(20)
    before = targets.copy()
    solve(lambda rows, columns: matrix[rows, columns].copy(), targets, band=32)
    np.testing.assert_array_equal(targets, before)


def test_a_matrix_that_is_not_positive_definite_is_refused() -> None:
    with pytest.raises(linalg.LinAlgError):
        solve(lambda rows, columns: -np.eye(4, dtype=np.float32)[rows, columns], np.ones((4, 1), np.float32))
