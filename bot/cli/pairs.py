"""`bot pairs FILE.jsonl`: what the admin console would say if b were added while a exists."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.jsonl import read_lines, write_lines
from bot.config import read_settings
from bot.errors import NotFound

if TYPE_CHECKING:
    from bot.matching.model import Model


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("pairs", help="same, different, or the same but for region, date, right or side")
    parser.add_argument("file", type=Path, help='lines {"a", "b"}; - for standard input')
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bot.matching.model import load

    folder = read_settings().snapshots_dir
    if not (folder / "current").exists():
        raise NotFound("no snapshot is published: run `make run` or `bot knowledge publish` first")
    model = load(folder / (folder / "current").read_text().strip())
    write_lines(read_lines(arguments.file, ["a", "b"]), partial(compare_row, model))
    return 0


def compare_row(model: Model, row: dict[str, Any]) -> dict[str, Any]:
    """Compare the two questions of a row."""
    from bot.matching.pairs import compare

    label, score = compare(row["a"], row["b"], model)
    return {"a": row["a"], "b": row["b"], "label": label, "score": score}
