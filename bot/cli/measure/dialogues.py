"""`bot dialogues`: the weighing of candidates in a case, fitted on contextual examples and measured on held-out ones."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot.config import ROOT, read_settings
from bot.dialogue.examples import ExampleTurn, read_turns

EXAMPLES, HELD_OUT = ROOT / "data" / "dialogues", ROOT / "tests" / "holdout" / "in_context"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("dialogues", help="fit and measure what a message means in its case")
    parser.add_argument("--write", action="store_true", help="keep the fitted weights")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bot.dialogue.fitting import cases_of, fit, measure
    from bot.dialogue.guide import Guide
    from bot.dialogue.ranking import FEATURES, WEIGHTS, Ranker, chosen_weights
    from bot.matching.match import Matcher
    from bot.matching.snapshots import SnapshotFolder

    snapshots = SnapshotFolder(read_settings().snapshots_dir)
    loaded = snapshots.load()
    if loaded is None:
        raise ValueError("nothing is published")
    ranker, matcher = Ranker(Guide.from_dict(snapshots.guide(loaded[0]))), Matcher(loaded[1])
    own, held = (cases_of(_turns(folder), ranker, matcher) for folder in (EXAMPLES, HELD_OUT))
    before = chosen_weights()
    weights = fit(own, before)
    fitted = [weights[name] for name in FEATURES]
    for name, used in (("kept", before), ("fitted", fitted)):
        print(
            json.dumps({"weights": name, "examples": vars(measure(own, used)), "held_out": vars(measure(held, used))})
        )
    if arguments.write:
        WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    return 0


def _turns(folder: Path) -> list[ExampleTurn]:
    return list(read_turns(sorted(folder.glob("*.jsonl"))))
