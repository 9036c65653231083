"""`bot calibrate`: what each pair of thresholds does to held-out questions, and the choice that costs least."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.ask.jsonl import read_lines
from bot.cli.measure.evaluate import HOLDOUT
from bot.config import ROOT, Settings, read_settings

if TYPE_CHECKING:
    from bot.matching.example import Example
    from bot.matching.measure import Held


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("calibrate", help="thresholds against what they cost; --write keeps the cheapest")
    parser.add_argument("folders", nargs="*", type=Path, default=[HOLDOUT], help="folders of held-out questions")
    parser.add_argument("--cross-validate", action="store_true", help="measure on the training questions instead")
    parser.add_argument("--most-wrong", type=float, default=0.02, help="share of our questions answered wrong")
    parser.add_argument("--most-rejected", type=float, default=0.02, help="share of our questions turned away")
    parser.add_argument(
        "--pairs", nargs="+", type=Path, help="learn from labelled pairs when two questions are the same"
    )
    parser.add_argument("--write", action="store_true", help="keep the choice; it counts from the next publish on")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.pairs:
        return _learn_pairs(arguments.pairs, keep=arguments.write)
    from bot.matching.calibrate import choose, learn, table, trade_offs, write
    from bot.matching.zones import CHOSEN, chosen_calibration

    settings = read_settings()
    held = list(_trained(settings) if arguments.cross_validate else _held_out(settings, arguments.folders))
    if arguments.cross_validate:
        _print_accuracy(held)
    learnt = learn(held, chosen_calibration())
    chosen = choose(held, learnt, most_wrong=arguments.most_wrong, most_rejected=arguments.most_rejected)
    print(table(trade_offs(held, learnt)))
    print(f"\nof {len(held)} questions: answer at {chosen.answer_at}, reject below {chosen.reject_below}")
    if arguments.write:
        write(chosen, CHOSEN)
    return 0


def _learn_pairs(files: list[Path], *, keep: bool) -> int:
    from bot.cli.ask.pairs import published_judge
    from bot.matching.pairs.calibrate import learn_pairs

    rows = [row for file in files for row in read_lines(file, ["a", "b", "label"])]
    learnt = learn_pairs(rows, published_judge(read_settings()))
    print(f"of {len(rows)} pairs: same at {learnt.same_at}, rest {learnt.rest_at}, side {learnt.side_at}")
    if keep:
        learnt.write()
    return 0


def _print_accuracy(held: list[Held]) -> None:
    from bot.matching.measure import accuracy

    for name, value in vars(accuracy(held)).items():
        print(f"{name:20} {value}")
    print()


def _trained(settings: Settings) -> Iterator[Held]:
    """Yield every training question as matched by a model that had not seen it."""
    from bot.knowledge.checks.surroundings import labelled_examples
    from bot.knowledge.library import read_library
    from bot.matching.example import Example, examples_of
    from bot.matching.kept_encodings import Encodings
    from bot.matching.measure import cross_validate

    library = read_library(ROOT / "knowledge")
    spoken = [Example(text, intent) for intent, text in labelled_examples(ROOT / "data" / "nlu")]
    scopes = {topic.id: f"{topic.name} {topic.scope}" for topic in library.topics.values()}
    encodings = Encodings(settings.snapshots_dir / "encodings")
    return cross_validate([*examples_of(library.entries.values()), *spoken], scopes, encodings=encodings)


def _held_out(settings: Settings, folders: list[Path]) -> Iterator[Held]:
    """Yield every held-out question as matched by the published model.

    Raises:
        NotFound: nothing was published.
    """
    from bot.cli.ask.pairs import published_model
    from bot.matching.match import Matcher
    from bot.matching.measure import hold

    matcher = Matcher(published_model(settings))
    for folder in folders:
        for example, acceptable in _examples(folder):
            yield hold(matcher, example, acceptable)


def _examples(folder: Path) -> Iterator[tuple[Example, tuple[str, ...]]]:
    """Yield each held-out question with the labels that are right besides its own."""
    from bot.matching.example import ASK_PREFIX, OUT_OF_SCOPE, Example

    def rows(name: str, *needed: str) -> list[dict[str, Any]]:
        return read_lines(folder / name, needed) if (folder / name).exists() else []

    for row in rows("topics.jsonl", "text", "topic_id"):
        others = tuple(ASK_PREFIX + topic for topic in row.get("acceptable", ()))
        yield Example(row["text"], ASK_PREFIX + row["topic_id"]), others
    for row in rows("flows.jsonl", "text", "intent"):
        yield Example(row["text"], row["intent"]), ()
    for row in rows("out_of_scope.jsonl", "text", "kind"):
        yield Example(row["text"], f"{OUT_OF_SCOPE}/{row['kind']}"), ()
