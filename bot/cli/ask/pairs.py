"""`bot pairs FILE.jsonl`: what the admin console would say if b were added while a exists."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.ask.jsonl import read_lines, write_lines
from bot.config import Settings, read_settings
from bot.errors import NotFound

if TYPE_CHECKING:
    from bot.matching.model import Model
    from bot.matching.pairs.judge import PairJudge


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("pairs", help="same, different, or the same but for region, date, right or side")
    parser.add_argument("file", type=Path, help='lines {"a", "b"}; - for standard input')
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    judge = published_judge(read_settings())
    write_lines(read_lines(arguments.file, ["a", "b"]), partial(compare_row, judge))
    return 0


def published_judge(settings: Settings) -> PairJudge:
    """Return a judge of pairs over the published snapshot.

    Raises:
        NotFound: nothing was published.
    """
    from bot.bootstrap import build
    from bot.services.admin.question_pairs import pair_judge

    return pair_judge(published_model(settings), build(settings).regions)


def published_model(settings: Settings) -> Model:
    """Return the model of the published snapshot.

    Raises:
        NotFound: nothing whole was published.
    """
    from bot.matching.snapshots import SnapshotFolder

    found = SnapshotFolder(settings.snapshots_dir).load()
    if found is None:
        raise NotFound("no snapshot is published: run `make run` or `bot knowledge publish` first")
    return found[1]


def compare_row(judge: PairJudge, row: dict[str, Any]) -> dict[str, Any]:
    """Compare the two questions of a row."""
    label, score = judge.compare(row["a"], row["b"])
    return {"a": row["a"], "b": row["b"], "label": label, "score": score}
