"""The folder of published snapshots: which one is current, whether it is whole, and how a new one is put there safely."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.matching.model import CONTEXT, Model, load

logger = logging.getLogger(__name__)
MANIFEST = "manifest.json"
GUIDE = "guide.json"
"""What reading messages needs beside the model."""
KEPT = 5
"""Snapshots kept for engines that still finish a turn, and to fall back to."""
_BLOCK = 1 << 20


class SnapshotFolder:
    """Numbered snapshots beside the file `current`, which names the one in use.

    One that is not whole is never used: then the newest whole one is. Sizes are looked at each time, checksums on loading.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = folder / "current"

    def current(self) -> int:
        """Return the number of the snapshot in use, 0 when there is none."""
        return next(self.usable(), 0)

    def pointed(self) -> int:
        """Return the number that `current` holds; 0 when it is missing or holds no number."""
        try:
            return int(self.pointer.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def usable(self) -> Iterator[int]:
        """Yield the number that is pointed at, then all others, the newest first; only those with all files in full size."""
        for number in dict.fromkeys((self.pointed(), *self._numbers())):
            if number and self._has_all(number):
                yield number

    def load(self) -> tuple[int, Model] | None:
        """Return the first usable snapshot whose checksums are right, with its number; None when there is none."""
        for number in self.usable():
            try:
                return number, self.load_number(number)
            except (OSError, ValueError, KeyError, TypeError) as error:
                logger.error("snapshot %s cannot be used: %s", number, error)  # noqa: TRY400  the reason is all there is to say
        return None

    def first_sound(self) -> int:
        """Return the first usable snapshot whose checksums are right, without loading it; 0 when there is none."""
        for number in self.usable():
            try:
                self.verify(number)
            except (OSError, ValueError) as error:
                logger.error("snapshot %s cannot be used: %s", number, error)  # noqa: TRY400  the reason is all there is to say
            else:
                return number
        return 0

    def verify(self, number: int) -> None:
        """Compare each file of a snapshot with its checksum.

        Raises:
            ValueError: a file is damaged.
            OSError: a file cannot be read.
        """
        folder = self.folder / str(number)
        for name, file in _files(folder).items():
            if _checksum(folder / name) != file["sha256"]:
                raise ValueError(f"{folder / name}: not what was published")

    def load_number(self, number: int) -> Model:
        """Return one snapshot's model.

        Raises:
            ValueError: a file is damaged or was written in another format.
            OSError: a file cannot be read.
        """
        self.verify(number)
        return load(self.folder / str(number))

    def in_context(self, number: int) -> Model | None:
        """Return the snapshot's model of messages read after what was spoken of; None where it has none.

        Raises:
            ValueError: it was written in another format.
        """
        folder = self.folder / str(number)
        return load(folder, CONTEXT) if (folder / f"{CONTEXT}.json").exists() else None

    def guide(self, number: int) -> Mapping[str, Any]:
        """Return the guide that was published with a snapshot's model; nothing where there was none."""
        try:
            kept: Mapping[str, Any] = json.loads((self.folder / str(number) / GUIDE).read_text(encoding="utf-8"))
        except OSError:
            return {}
        return kept

    def put(self, staged: Path, number: int) -> None:
        """Make a folder the current snapshot; after a loss of power it is there in full, or the one before is current."""
        _seal(staged, number)
        target = self.folder / str(number)
        shutil.rmtree(target, ignore_errors=True)
        staged.rename(target)
        sync(self.folder)
        self.point_to(number)
        self._prune(number)

    def point_to(self, number: int) -> None:
        """Make another number the current one."""
        new = self.folder / "current.new"
        new.write_text(str(number), encoding="ascii")
        sync(new)
        new.replace(self.pointer)
        sync(self.folder)

    def _numbers(self) -> list[int]:
        try:
            return sorted((int(p.name) for p in self.folder.iterdir() if p.name.isdecimal()), reverse=True)
        except OSError:
            return []

    def _has_all(self, number: int) -> bool:
        folder = self.folder / str(number)
        try:
            return all((folder / name).stat().st_size == file["size"] for name, file in _files(folder).items())
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def _prune(self, current: int) -> None:
        """Remove what is too old, and higher numbers: those are left from another database."""
        older = [number for number in self._numbers() if number < current][: KEPT - 1]
        for number in self._numbers():
            if number not in (current, *older):
                shutil.rmtree(self.folder / str(number), ignore_errors=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _seal(folder: Path, number: int) -> None:
    """Write the manifest, which tells what belongs to the snapshot, and bring everything to disk."""
    files = {
        path.name: {"size": path.stat().st_size, "sha256": _checksum(path)}
        for path in sorted(folder.iterdir())
        if path.name != MANIFEST
    }
    (folder / MANIFEST).write_text(json.dumps({"version": number, "files": files}, indent=1), encoding="utf-8")
    for path in (*folder.iterdir(), folder):
        sync(path)


def _files(folder: Path) -> dict[str, dict[str, object]]:
    """Return size and checksum of each file of a snapshot.

    Raises:
        ValueError: the manifest is damaged or names no file.
    """
    files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    if not isinstance(files, dict) or not files:
        raise ValueError(f"{folder}: its manifest names no file")
    return files


def _checksum(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
