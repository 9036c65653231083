"""Sentence encodings kept on disk by the hash of the normalised text, so that publishing re-encodes only what is new."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.text.encoder import SIZE, WEIGHTS_SHA256, encoder

logger = logging.getLogger(__name__)
Floats = NDArray[np.float32]
_KEY_BYTES = 16


class Encodings:
    """Encodes texts, remembering the vectors in a folder; without one it only encodes."""

    def __init__(self, folder: Path | None = None) -> None:
        version = WEIGHTS_SHA256["weights.npz"][:12]
        self._path = folder / f"encodings-{version}.npz" if folder else None

    def of(self, texts: Sequence[str]) -> Floats:
        """Return one row for each normalised text; those not yet known are encoded and stored."""
        keys = [_key(text) for text in texts]
        stored_keys, stored = self._read()
        rows = {bytes(key): row for row, key in enumerate(stored_keys)}
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
        if fresh:
            added = encoder().encode_all(list(fresh.values())).astype(np.float16)
            stored = np.concatenate([stored, added])
            rows.update({key: len(rows) + i for i, key in enumerate(fresh)})
            self._write(np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, _KEY_BYTES), stored)
        return np.asarray(stored[[rows[key] for key in keys]], dtype=np.float32).reshape(len(texts), SIZE)

    def _read(self) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
        """Return what is stored; a damaged file counts as none, for everything can be encoded again."""
        try:
            if self._path is not None and self._path.exists():
                with self._path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                    return arrays["keys"], arrays["vectors"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
            logger.warning("%s is damaged and begun anew: %s", self._path, error)
        return np.empty((0, _KEY_BYTES), np.uint8), np.empty((0, SIZE), np.float16)

    def _write(self, keys: NDArray[np.uint8], vectors: NDArray[np.float16]) -> None:
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new.npz")
        np.savez(new, keys=keys, vectors=vectors)
        new.replace(self._path)


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8"), digest_size=_KEY_BYTES).digest()
