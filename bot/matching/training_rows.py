"""The examples a model learns from, as sparse and dense rows grouped by class (needs scipy)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import linalg, sparse
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bot.matching.example import Example
from bot.matching.features import grams
from bot.matching.kernel import Kernel
from bot.matching.model import Model, halved, place
from bot.matching.sight import Floats, Ints

_ROUND = 1e-6
_HELD = 0.3
"""Share of the mean spread added to each, so that directions of hardly any are not blown up."""
_RARE_FROM = ((30000, 6), (26000, 5), (20000, 4), (3000, 3), (0, 2))
"""From so many examples on, a feature must occur so many times to count."""


@dataclass(frozen=True)
class Space:
    """How texts become vectors: sparse vocabulary and dense projection."""

    terms: tuple[str, ...]
    idf: Floats
    syllables: Mapping[str, str]
    centre: Floats
    scale: Floats
    basis: Floats
    kernel: Kernel

    def sparse(self, texts: Sequence[str]) -> Any:
        """Return one sparse row of unit length for each text."""
        row_of = {term: row for row, term in enumerate(self.terms)}
        counted = [Counter(grams(text, self.syllables)) for text in texts]
        known = [[(row_of[t], n) for t, n in counts.items() if t in row_of] for counts in counted]
        columns = np.array([c for line in known for c, _ in line], dtype=np.int32)
        counts = np.array([n for line in known for _, n in line], dtype=np.float32)
        ends = np.cumsum([0, *(len(line) for line in known)])
        values = ((1 + np.log(counts)) * self.idf[columns]).astype(np.float32)
        matrix = sparse.csr_matrix((values, columns, ends), shape=(len(texts), len(self.terms)))
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()).astype(np.float32)
        matrix.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(matrix.indptr)).astype(np.float32)
        return matrix

    def dense(self, encodings: Floats) -> Floats:
        """Return one dense row for each encoding."""
        return halved(place(encodings, self.centre, self.scale, self.basis))


def space_of(model: Model) -> Space:
    """Return the space in which a fitted model sees texts."""
    return Space(model.terms, model.idf, model.syllables, model.centre, model.scale, model.basis, model.kernel)


@dataclass(frozen=True)
class Rows:
    """Examples grouped by class, with their sparse and dense rows."""

    examples: tuple[Example, ...]
    classes: tuple[str, ...]
    column: Ints
    """The class of each row."""
    sparse: Any
    dense: Floats
    kernel: Kernel

    def class_rows(self) -> Ints:
        """Return the first row of each class, and the number of rows."""
        return np.searchsorted(self.column, np.arange(len(self.classes) + 1)).astype(np.int64)


def group(examples: Sequence[Example]) -> list[Example]:
    """Sort examples by class and entry."""
    return sorted(examples, key=lambda e: (e.label, e.entry_id))


def make_rows(examples: Sequence[Example], space: Space, encodings: Floats) -> Rows:
    """Turn grouped examples into rows."""
    return _rows(examples, space.sparse([e.text for e in examples]), space.dense(encodings), space.kernel)


def renew_rows(
    examples: Sequence[Example], space: Space, model: Model, origin: Sequence[int], encodings: Floats
) -> Rows:
    """Turn grouped examples into rows, taking those with an origin from a model; the others are given encoded."""
    width = (len(model.row_texts), len(space.terms))
    old = sparse.csr_matrix((model.row_values, model.row_terms, model.row_starts), shape=width)
    fresh = [e.text for e, row in zip(examples, origin, strict=True) if row < 0]
    added = iter(range(len(model.row_texts), len(model.row_texts) + len(fresh)))
    order = [row if row >= 0 else next(added) for row in origin]
    if not fresh:
        return _rows(examples, old[order], model.known[order], space.kernel)
    dense = np.concatenate([model.known, space.dense(encodings)])
    return _rows(examples, sparse.vstack([old, space.sparse(fresh)], format="csr")[order], dense[order], space.kernel)


def _rows(examples: Sequence[Example], sparse_rows: Any, dense: Floats, kernel: Kernel) -> Rows:
    classes = tuple(sorted({e.label for e in examples}))
    number = {name: i for i, name in enumerate(classes)}
    column = np.array([number[e.label] for e in examples], dtype=np.int64)
    return Rows(tuple(examples), classes, column, sparse_rows, dense, kernel)


def learn_space(examples: Sequence[Example], encodings: Floats, syllables: Mapping[str, str], kernel: Kernel) -> Space:
    """Choose vocabulary and dense directions from the examples."""
    frequency = Counter(term for e in examples for term in set(grams(e.text, syllables)))
    least = kernel.rare or next(times for count, times in _RARE_FROM if len(examples) >= count)
    terms = tuple(sorted(term for term, n in frequency.items() if n >= least))
    idf = np.array([np.log((1 + len(examples)) / (1 + frequency[t])) + 1 for t in terms], dtype=np.float32)
    labels = np.unique([e.label for e in examples], return_inverse=True)[1]
    return Space(terms, idf, syllables, *_directions(encodings, labels, kernel), kernel)


def _directions(encodings: Floats, labels: Ints, kernel: Kernel) -> tuple[Floats, Floats, Floats]:
    centre = encodings.mean(axis=0)
    scale = (1 / (encodings.std(axis=0) + _ROUND)).astype(np.float32)
    width = encodings.shape[1]
    joined = place(encodings, centre, scale, np.eye(width, dtype=np.float32))
    size = min(kernel.width, len(encodings))
    if kernel.apart and len(encodings) > width:
        evened = _evened(joined, labels)
        found = evened @ _main_directions(joined @ evened, size)
    else:
        found = _main_directions(joined, size)
    return centre, scale, np.ascontiguousarray(found.astype(np.float16), dtype=np.float32)


def _evened(rows: Floats, labels: Ints) -> Floats:
    """Return the directions of the space, each shortened by how much texts of one class differ in it."""
    means = np.zeros((labels.max() + 1, rows.shape[1]), dtype=np.float64)
    np.add.at(means, labels, rows)
    means /= np.bincount(labels)[:, None]
    inside = rows - means[labels]
    with threadpool_limits(limits=1, user_api="blas"):
        spread, directions = linalg.eigh(inside.T @ inside / len(rows))
    return np.asarray(directions / np.sqrt(spread + _HELD * spread.mean()), dtype=np.float32)


def _main_directions(rows: Floats, size: int) -> Floats:
    """Return the directions in which rows differ most, the first the largest; found by the smaller of two products."""
    count, width = rows.shape
    if count >= width:
        return _largest(rows.T @ rows, size)[1]
    found, sides = _largest(rows @ rows.T, size)
    there = found > _ROUND * found[0]
    return np.asarray(rows.T @ (sides * there / np.sqrt(np.where(there, found, 1))), dtype=np.float32)


def _largest(product: Floats, size: int) -> tuple[Floats, Floats]:
    """Return the largest eigenvalues of a symmetric matrix and their vectors in columns, the first the largest."""
    last = len(product) - 1
    with threadpool_limits(limits=1, user_api="blas"):  # more would wait for each other at every column
        found, vectors = linalg.eigh(product, subset_by_index=(last - size + 1, last), overwrite_a=True)
    return found[::-1], vectors[:, ::-1]
