"""The fitted matcher as plain arrays and JSON; loads on either Python without running code from the files."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from bot.matching.example import ASK_PREFIX, is_outside
from bot.matching.features import grams
from bot.matching.kernel import ALONE, Kernel
from bot.matching.sight import Floats, Ints, Sight
from bot.matching.zones import Calibration
from bot.text.encoder import encoder
from bot.text.normalise import normalise, told_on

FORMAT = 10
MAIN, CONTEXT = "matching", "in_context"
"""Names of the files of a snapshot's two models: of messages by themselves, and of those read after what was spoken of."""
_HALF = ("basis", "known", "dual", "row_values")
"""Arrays stored in half precision; fitting rounds them, so that a stored model is the fitted one."""
_PACKED = ("weights", "row_terms")
"""Arrays that are worth packing: they shrink to half in half a second."""
_AT_ONCE = 2048
"""Known questions compared with all parts of a message before the next ones are read from memory."""
_LIKELY = 32
"""Classes whose score is computed in full, besides those outside; a question has hardly ever more than six to choose from."""


@dataclass(frozen=True)
class Model:
    """Arrays of one fitted matcher: kernel ridge regression over sparse features and dense vectors.

    The rows (known questions) are grouped by class. The sparse part of the kernel is linear and folded into `weights`.
    """

    classes: tuple[str, ...]
    terms: tuple[str, ...]
    syllables: dict[str, str]
    idf: Floats
    bias: Floats
    weights: NDArray[np.int8]
    """Sparse feature × class, in steps of `steps`."""
    steps: Floats
    """The unit of each sparse feature's weights."""
    centre: Floats
    scale: Floats
    basis: Floats
    """The dense space: what is subtracted, multiplied by, and projected on."""
    known: Floats
    """Row × dense dimension."""
    dual: Floats
    """Class × row."""
    class_rows: Ints
    """First row of each class, and the number of rows."""
    row_texts: tuple[str, ...]
    row_entries: tuple[str, ...]
    row_starts: Ints
    row_terms: NDArray[Any]
    row_values: NDArray[Any]
    """The rows' sparse features, as compressed rows."""
    entry_ids: tuple[str, ...]
    """Entries grouped by topic."""
    topic_entries: dict[str, tuple[int, int]]
    """First and last entry of each topic."""
    entry_dual: Floats
    """For each topic its rows × entries, one after the other."""
    entry_blocks: dict[str, int]
    """Where the topic's part of `entry_dual` starts; topics with one entry or too many have none."""
    entry_centres: Floats
    """The mean place of each entry's questions."""
    exact: dict[str, tuple[str, str]]
    """Known questions, normalised, with class and entry."""
    renewed: int = 0
    """Rows solved anew since the last whole fit."""
    left_out: int = 0
    """Examples that the regression did not look at."""
    calibration: Calibration = field(default_factory=Calibration)
    kernel: Kernel = ALONE

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each sparse feature."""
        return {term: row for row, term in enumerate(self.terms)}

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The topic of each class, empty for flow intents."""
        return tuple(c.removeprefix(ASK_PREFIX) if c.startswith(ASK_PREFIX) else "" for c in self.classes)

    @cached_property
    def topic_columns(self) -> Ints:
        """The classes that are topics."""
        return np.array([i for i, topic in enumerate(self.topics) if topic], dtype=np.int64)

    @cached_property
    def outside(self) -> NDArray[np.bool_]:
        """Whether each class is not ours to answer."""
        return np.array([is_outside(name) for name in self.classes], dtype=bool)

    @cached_property
    def class_of_topic(self) -> dict[str, int]:
        """The column of each topic."""
        return {topic: i for i, topic in enumerate(self.topics) if topic}

    def see(self, text: str, encoding: Floats | None = None) -> Sight:
        """Return what a normalised text looks like."""
        encoded = encoder().encode(text) if encoding is None else encoding
        return self.see_all([text], encoded[None, :])[0]

    def see_all(self, texts: Sequence[str], encodings: Floats) -> list[Sight]:
        """Return what each of some texts looks like; the known questions are gone through once for all."""
        vectors = place(encodings, self.centre, self.scale, self.basis)
        cosines = np.empty((len(texts), len(self.known)), dtype=np.float32)
        across = self.known.T
        for first in range(0, len(self.known), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            for vector, line in zip(vectors, cosines, strict=True):
                line[part] = vector @ across[:, part]
        return [self._sight(*seen) for seen in zip(texts, vectors, cosines, strict=True)]

    def _sight(self, text: str, vector: Floats, cosines: Floats) -> Sight:
        terms, values, coverage = self._sparse(text)
        influence = np.exp(self.kernel.sharpness * (cosines - 1))
        closest = np.maximum.reduceat(influence, self.class_rows[:-1])
        nearest = float(cosines.max(initial=0.0))
        return Sight(terms, values, vector, influence, closest, nearest, coverage, len(self.terms))

    def scores(self, sight: Sight) -> Floats:
        """Return the score of every class, about 1 for a sure one and 0 for the others.

        Computed in full for those outside and for the likeliest by their words and their nearest question; the others get their share.
        """
        units = sight.values * self.steps[sight.terms]
        linear = self.bias + units @ self.weights[sight.terms].astype(np.float32)
        likely = self._likely(linear + sight.closest)
        scores = self.bias.copy()
        scores[likely] = linear[likely] + np.array([self.dual[c] @ sight.influence for c in likely], dtype=np.float32)
        return scores

    def _likely(self, guess: Floats) -> Ints:
        if len(guess) <= _LIKELY:
            return np.arange(len(guess), dtype=np.int64)
        guess[self.outside] = np.inf
        most = min(_LIKELY + int(self.outside.sum()), len(guess))
        return np.sort(np.argpartition(-guess, most - 1)[:most])

    def nearest_rows(self, sight: Sight, most: int) -> Ints:
        """Return the nearest known questions: they stand in as many classes at most, those whose nearest lie nearest."""
        classes = np.argsort(-sight.closest, kind="stable")[:most]
        rows = np.concatenate([np.arange(self.class_rows[c], self.class_rows[c + 1]) for c in classes])
        order = np.argpartition(-sight.influence[rows], min(most, len(rows)) - 1)[:most]
        return np.asarray(rows[order], dtype=np.int64)

    def entry_scores(self, sight: Sight, topic: str) -> tuple[tuple[str, ...], Floats]:
        """Return the entries of a topic with their scores."""
        first, last = self.topic_entries.get(topic, (0, 0))
        ids = self.entry_ids[first:last]
        block = self.entry_blocks.get(topic)
        if block is None:
            return self.centre_scores(sight, topic)
        column = self.class_of_topic[topic]
        rows = slice(int(self.class_rows[column]), int(self.class_rows[column + 1]))
        similar = sight.influence[rows] + self.kernel.words * self._overlap(sight, rows)
        height = rows.stop - rows.start
        dual = self.entry_dual[block : block + height * len(ids)].reshape(height, len(ids))
        return ids, np.asarray(similar @ dual, dtype=np.float32)

    def centre_scores(self, sight: Sight, topic: str) -> tuple[tuple[str, ...], Floats]:
        """Return the entries of a topic with how near their questions lie on the whole."""
        first, last = self.topic_entries.get(topic, (0, 0))
        return self.entry_ids[first:last], self.entry_centres[first:last] @ sight.vector

    def _overlap(self, sight: Sight, rows: slice) -> Floats:
        """Return the sparse cosine of the text with each of some rows."""
        start, stop = int(self.row_starts[rows.start]), int(self.row_starts[rows.stop])
        products = np.append(sight.spread[self.row_terms[start:stop]] * self.row_values[start:stop], np.float32(0))
        firsts = self.row_starts[rows.start : rows.stop]
        filled = firsts < self.row_starts[rows.start + 1 : rows.stop + 1]
        return np.asarray(np.add.reduceat(products, firsts - start) * filled, dtype=np.float32)

    def _sparse(self, text: str) -> tuple[Ints, Floats, float]:
        counts: dict[int, int] = {}
        found = grams(text, self.syllables)
        for gram in found:
            row = self.rows.get(gram)
            if row is not None:
                counts[row] = counts.get(row, 0) + 1
        where = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(often)) * self.idf[where]
        values = (values / max(float(np.linalg.norm(values)), 1e-9)).astype(np.float32)
        return where, values, float(often.sum()) / max(len(found), 1)

    def save(self, folder: Path, name: str = MAIN) -> None:
        """Write the model into a folder as `<name>.npz` and `<name>.json`, beside `calibration.json`."""
        folder.mkdir(parents=True, exist_ok=True)
        described: dict[str, Any] = {"format": FORMAT, "kernel": asdict(self.kernel)}
        arrays: dict[str, NDArray[Any]] = {}
        for part in self.__dataclass_fields__:
            value = getattr(self, part)
            if isinstance(value, np.ndarray):
                arrays[part] = value.astype(np.float16) if part in _HALF else value
            elif part not in ("calibration", "kernel"):
                described[part] = value
        _write_arrays(folder / f"{name}.npz", arrays)
        (folder / f"{name}.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
        (folder / "calibration.json").write_text(json.dumps(asdict(self.calibration), indent=1), encoding="utf-8")


def load(folder: Path, name: str = MAIN) -> Model:
    """Read a saved model.

    Raises:
        ValueError: the folder was written in another format, or is damaged.
    """
    described = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    if described.pop("format") != FORMAT:
        raise ValueError(f"{folder}: not written in format {FORMAT}; publish again")
    arrays = _read_arrays(folder / f"{name}.npz")
    for part in _HALF:
        arrays[part] = arrays[part].astype(np.float32)
    arrays["known"] = by_column(arrays["known"])
    for part in ("classes", "terms", "entry_ids", "row_texts", "row_entries"):
        described[part] = tuple(described[part])
    for part in ("topic_entries", "exact"):
        described[part] = {key: tuple(value) for key, value in described[part].items()}
    described["kernel"] = Kernel(**described["kernel"])
    calibration = Calibration.from_json((folder / "calibration.json").read_text(encoding="utf-8"))
    return Model(**described, **arrays, calibration=calibration)


def _write_arrays(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Write arrays as numpy does, those that shrink well packed, as fast as can be."""
    with ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            kind = ZIP_DEFLATED if name in _PACKED else ZIP_STORED
            with BytesIO() as file:
                np.lib.format.write_array(file, array, allow_pickle=False)
                archive.writestr(f"{name}.npy", file.getbuffer(), kind, 1)


def _read_arrays(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (BadZipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path}: damaged: {error}") from error


def place(vectors: Floats, centre: Floats, scale: Floats, basis: Floats) -> Floats:
    """Project encodings into the dense space: both halves of equal length, then all of unit length."""
    standard = (vectors - centre) * scale
    halves = [standard[:, :512], standard[:, 512:]]
    joined = np.concatenate([half / _lengths(half) for half in halves], axis=1)
    projected = joined @ basis
    return np.asarray(projected / _lengths(projected), dtype=np.float32)


def by_column(known: Floats) -> Floats:
    """Return the places of known questions in the order in which they are multiplied fastest."""
    return np.asfortranarray(known)


def halved(values: Floats) -> Floats:
    """Return numbers as they come back from half precision."""
    return values.astype(np.float16).astype(np.float32)


def prepared(text: str) -> str:
    """Return the form of a text that the model works on."""
    return normalise(told_on(text))


def _lengths(rows: Floats) -> Floats:
    return np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9).astype(np.float32)
