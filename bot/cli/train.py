"""`bot train`: a Rasa model for the present data, trained only when none fits."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.cli.processes import ENGINE_PYTHON, engine_environment
from bot.config import ROOT, Settings, read_settings
from bot.matching.snapshots import sync

TRAINED_ON = (
    "config.yml", "domain.yml", "data/**/*.yml", "bot/nlu/*.py", "bot/matching/**/*.py", "bot/text/**/*.py",
    "engine/uv.lock", "knowledge/topics/*", "knowledge/lexicon/*",
)  # fmt: skip
"""What a model depends on; entries are not among it: they reach the engine by snapshot."""

_BLOCK = 1 << 20


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("train", help="train a model when none fits the present data")
    parser.add_argument("--force", action="store_true", help="train even when one fits")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    path = model_path()
    if arguments.force or not is_whole(path):
        train(read_settings(), path)
    print(path)
    return 0


def model_path() -> Path:
    """Return where the model of the present data is or would be."""
    return ROOT / "models" / f"weiquan-{fingerprint()}.tar.gz"


def is_whole(path: Path) -> bool:
    """Say whether a model is there and can be unpacked to its end; the archive's own checksum stands there."""
    try:
        with gzip.open(path) as archive:
            while archive.read(_BLOCK):
                pass
            return archive.tell() > 0
    except (OSError, EOFError, zlib.error):
        return False


def fingerprint() -> str:
    """Return a short hash of everything a model is trained on."""
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def train(settings: Settings, path: Path) -> None:
    """Train a model and put it at `path`.

    Raises:
        OSError: training failed; the log is named.
    """
    log = settings.state_dir / "logs" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    partial = f"partial-{os.getpid()}-{path.name}"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(ENGINE_PYTHON), "-m", "rasa", "train", "--fixed-model-name", partial, "--out", str(path.parent)],
            cwd=ROOT, env={**os.environ, **engine_environment(settings)}, stdout=output, stderr=subprocess.STDOUT,
            check=False,
        )  # fmt: skip
    trained = path.parent / partial
    if done.returncode or not trained.exists():
        raise OSError(f"training failed, see {log}")
    sync(trained)
    trained.rename(path)
    sync(path.parent)


def _inputs() -> Iterator[Path]:
    for pattern in TRAINED_ON:
        yield from sorted(path for path in ROOT.glob(pattern) if path.is_file())
