"""Folders and files that only their owner may read, and secrets kept in such files; standard library only."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def private_folder(path: Path) -> Path:
    """Return a folder that only its owner may enter; it is made when missing, and tightened when it is our own."""
    path.mkdir(parents=True, exist_ok=True, mode=FOLDER)
    _tighten(path, FOLDER)
    return path


def private_file(path: Path) -> Path:
    """Return a file that only its owner may read; it is made empty when missing."""
    private_folder(path.parent)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, FILE))
    _tighten(path, FILE)
    return path


def tighten_below(folder: Path, names: tuple[str, ...]) -> None:
    """Close what lies in a folder under these names (patterns) to all but its owner, folders with all they hold."""
    for name in names:
        for found in folder.glob(name):
            _tighten(found, FOLDER if found.is_dir() else FILE)
            for below in found.rglob("*") if found.is_dir() else ():
                _tighten(below, FOLDER if below.is_dir() else FILE)


def kept_secret(path: Path) -> str:
    """Return the secret kept in a file, made at first use; whoever comes second gets the first one's."""
    private_folder(path.parent)
    if not path.exists():
        _make_secret(path)
    _tighten(path, FILE)
    return path.read_text(encoding="ascii")


def _make_secret(path: Path) -> None:
    """Write a new secret whole before it gets its name, so that nobody reads half of it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()


def _tighten(path: Path, mode: int) -> None:
    """Take the rights of others away; what belongs to somebody else, or to everybody like /tmp, is left alone."""
    found = path.lstat()
    shared = stat.S_ISLNK(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & stat.S_ISVTX
    if not shared and stat.S_IMODE(found.st_mode) & 0o077:
        path.chmod(mode)
