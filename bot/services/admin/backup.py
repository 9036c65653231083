"""One archive with everything that cannot be made again: the database's rows, the keys, the snapshots."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from bot.errors import Conflict, InvalidInput

FORMAT = 1
FOLDERS = ("keys", "snapshots")


class Tables(Protocol):
    """A database whose rows can be read and replaced as JSON lines."""

    def revision(self) -> str:
        """Return the schema's revision."""

    def dump(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield each table's name with its rows, all of the same moment."""

    def restore(self, contents: Iterable[tuple[str, Iterable[bytes]]]) -> None:
        """Replace every table's rows, all or nothing."""


def backup(tables: Tables, state_dir: Path, archive: Path) -> dict[str, Any]:
    """Write the archive, readable by its owner only, and return what is in it.

    The rows are read in one transaction; snapshots are immutable and copied after the rows that name them.
    """
    unfinished = archive.with_name(archive.name + ".part")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as tar:
        counts = _write_tables(tar, tables)
        for folder in FOLDERS:
            if (state_dir / folder).is_dir():
                tar.add(state_dir / folder, folder)
        described = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "revision": tables.revision(),
            "rows": counts,
        }
        _add(tar, "manifest.json", json.dumps(described).encode())
    unfinished.replace(archive)
    return described


def restore(tables: Tables, state_dir: Path, archive: Path) -> dict[str, Any]:
    """Put an archive's rows, keys and snapshots in place of the present ones and return what was in it.

    Raises:
        InvalidInput: the file is no archive of ours, or is damaged.
        Conflict: it was made with another schema.
    """
    with tempfile.TemporaryDirectory(dir=state_dir) as folder:
        unpacked = Path(folder)
        try:
            with tarfile.open(archive, "r:gz") as tar:
                tar.extractall(unpacked, filter="data")
            described: dict[str, Any] = json.loads((unpacked / "manifest.json").read_text())
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise InvalidInput(f"{archive} is no backup, or is damaged: {error}") from error
        if described["format"] != FORMAT or described["revision"] != tables.revision():
            raise Conflict(f"made with schema {described['revision']}, this one is {tables.revision()}")
        tables.restore(_read_tables(unpacked / "tables", described["rows"]))
        for name in FOLDERS:
            _replace_folder(unpacked / name, state_dir / name)
    return described


def _write_tables(tar: tarfile.TarFile, tables: Tables) -> dict[str, int]:
    counts = {}
    for name, lines in tables.dump():
        with tempfile.TemporaryFile() as rows:
            counts[name] = sum(1 for line in lines if rows.write(line))
            info = tarfile.TarInfo(f"tables/{name}.jsonl")
            info.size = rows.tell()
            rows.seek(0)
            tar.addfile(info, rows)
    return counts


def _read_tables(folder: Path, counts: dict[str, int]) -> Iterator[tuple[str, Iterable[bytes]]]:
    for name in counts:
        with (folder / f"{name}.jsonl").open("rb") as lines:
            yield name, lines


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def _replace_folder(source: Path, target: Path) -> None:
    if not source.is_dir():
        return
    old = target.with_name(target.name + ".old")
    if target.exists():
        target.rename(old)
    source.rename(target)
    shutil.rmtree(old, ignore_errors=True)
