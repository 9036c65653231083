"""Prepared state of the system, kept by the hash of what it is made of: only the first start pays for loading, fitting and training.

What is copied is brought up to date by the start itself, so that a hash that misses something costs time and nothing else.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.cli.train import model_path
from bot.config import ROOT

MADE_OF = (
    "knowledge/**/*", "data/nlu/**/*.yml", "data/dialogues/*.jsonl", "bot/dialogue/**/*.py", "bot/core/**/*.py", "bot/text/**/*.py", "bot/matching/**/*", "bot/db/**/*.py",
    "bot/knowledge/**/*.py", "uv.lock",
)  # fmt: skip
"""What database and snapshot depend on."""
KEPT = 3
"""Prepared states that are kept, the latest used."""
ENCODINGS = "snapshots/encodings"
OF_ONE_COPY = ("logs", "keys")


def cache() -> Path:
    """Return the folder of this user's prepared states, shared by all checkouts."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "weiquan"


def fingerprint(root: Path = ROOT) -> str:
    """Return a short hash of everything that database and snapshot are made of."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MADE_OF for path in root.glob(pattern) if path.is_file()}):
        if "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def prepared(state: Path, folder: Path | None = None, prepare: Callable[[Path], None] | None = None) -> Path:
    """Fill an empty state directory as a first start would have done, and return it.

    Args:
        folder: where prepared states are kept.
        prepare: brings a state directory up to the files.
    """
    folder = folder or cache()
    with _locked(folder):
        kept, models = folder / fingerprint(), folder / "models"
        _share(models / model_path().name, model_path())
        if not (kept.exists() and model_path().exists()):
            _make(kept, prepare or _prepare)
            _share(model_path(), models / model_path().name)
        os.utime(kept)
        _prune(folder)
        _copy(kept, state)
    return state


def _make(kept: Path, prepare: Callable[[Path], None]) -> None:
    """Prepare a state from nothing but the sentences that were encoded before."""
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="staged-") as staged:
        state = Path(staged) / "state"
        if kept.exists():
            _copy(kept, state)
        elif known := next(iter(_by_age(kept.parent)), None):
            _copy(known / ENCODINGS, state / ENCODINGS)
        prepare(state)
        for name in OF_ONE_COPY:
            shutil.rmtree(state / name, ignore_errors=True)
        shutil.rmtree(kept, ignore_errors=True)
        state.rename(kept)


def _prepare(state: Path) -> None:
    environment = {**os.environ, "BOT_STATE_DIR": str(state), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "bot.cli.main", "run", "--prepare-only"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the system could not be prepared:\n{done.stdout}{done.stderr}")


def _copy(source: Path, target: Path) -> None:
    """Copy a folder; encodings, which are only ever replaced as a whole, are linked."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copytree(source, target, dirs_exist_ok=True, copy_function=_linked_or_copied)


def _linked_or_copied(source: str, target: str) -> None:
    if Path(source).parent.name == Path(ENCODINGS).name:
        try:
            os.link(source, target)
        except OSError:
            pass
        else:
            return
    shutil.copy2(source, target)


def _share(source: Path, target: Path) -> None:
    """Copy a trained model that is there to where it is not."""
    if source.exists() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_name(f"copied-{os.getpid()}-{target.name}")
        shutil.copy2(source, new)
        new.rename(target)


def _by_age(folder: Path) -> list[Path]:
    """Return the prepared states, the latest used first."""
    states = [path for path in folder.iterdir() if path.is_dir() and (path / "snapshots").is_dir()]
    return sorted(states, key=lambda path: path.stat().st_mtime, reverse=True)


def _prune(folder: Path) -> None:
    for state in _by_age(folder)[KEPT:]:
        shutil.rmtree(state, ignore_errors=True)
    models = sorted((folder / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for model in models[KEPT:]:
        model.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one test run at a time prepare or copy."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
