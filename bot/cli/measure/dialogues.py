"""`bot dialogues`: the weighing of candidates in a case, fitted on contextual examples and measured on held-out ones."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from bot.config import ROOT, read_settings
from bot.dialogue.examples import ExampleTurn, for_matching, written_turns

if TYPE_CHECKING:
    from bot.dialogue.fitting import Case
    from bot.knowledge.library import Library

EXAMPLES, HELD_OUT = ROOT / "data" / "dialogues", ROOT / "tests" / "holdout" / "in_context"
FOLDS = 3
"""Times everything is fitted for `--write`, each time without the dialogues that are then weighed."""
FIXED = {"other_side": -1.5}
"""Weights that examples cannot teach, because in them nobody is taken for his opponent."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("dialogues", help="fit and measure what a message means in its case")
    parser.add_argument("--write", action="store_true", help="fit the weights anew (minutes) and keep them")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bot.dialogue.fitting import cases_of, measure
    from bot.dialogue.ranking import WEIGHTS, chosen_weights
    from bot.nlu.snapshot import Snapshots

    if arguments.write:
        WEIGHTS.write_text(json.dumps(_fitted(), indent=1) + "\n", encoding="utf-8")
        chosen_weights.cache_clear()
    used = Snapshots(read_settings().snapshots_dir).refresh()
    if used is None:
        raise ValueError("nothing is published")
    weights = chosen_weights()
    for name, played in (("held_out", None), ("held_out_played", weights)):
        held = cases_of(written_turns(HELD_OUT), used.guide, used.matcher, used.guess, used.in_context, played)
        print(json.dumps({name: vars(measure(held, weights))}))
    return 0


def _fitted() -> dict[str, float]:
    """Return weights fitted on turns of which no model knew anything."""
    from bot.dialogue.fitting import fit, measure
    from bot.dialogue.ranking import FEATURES, chosen_weights
    from bot.knowledge.library import read_library

    library, turns = read_library(ROOT / "knowledge"), written_turns(EXAMPLES)
    cases: list[Case] = []
    for fold in range(FOLDS):
        held = [turn for turn in turns if crc32(turn.dialogue.encode()) % FOLDS == fold]
        known = [turn for turn in turns if crc32(turn.dialogue.encode()) % FOLDS != fold]
        cases += _cases(library, known, held)
        print(f"{fold + 1} of {FOLDS} fitted", flush=True)
    weights = {**fit(cases, chosen_weights()), **FIXED}
    print(json.dumps({"examples": vars(measure(cases, [weights[name] for name in FEATURES]))}))
    return weights


def _cases(library: Library, known: Sequence[ExampleTurn], held: Sequence[ExampleTurn]) -> list[Case]:
    """Return the candidates of some turns, played with the present weights under a model that knows others."""
    from bot.dialogue.fitting import cases_of
    from bot.dialogue.guess_fit import fit_guess
    from bot.dialogue.guide import make_guide
    from bot.dialogue.ranking import chosen_weights
    from bot.knowledge.checks.surroundings import labelled_examples
    from bot.knowledge.library import read_vocabulary
    from bot.matching.example import Example, examples_of
    from bot.matching.fit import fit as fit_model
    from bot.matching.kept_encodings import Encodings
    from bot.matching.kernel import IN_CONTEXT
    from bot.matching.match import Matcher

    entries = [entry for entry in library.entries.values() if entry.status == "published"]
    topics = {entry.topic_id for entry in entries}
    told = for_matching(known, {entry.id: entry.title for entry in entries})
    others = [Example(text, label) for label, text in labelled_examples(ROOT / "data" / "nlu")]
    names = {topic.id: f"{topic.name}：{topic.scope}" for topic in library.topics.values() if topic.id in topics}
    encodings = Encodings(_cache())
    first = [example for example in told if not example.support]
    model = fit_model([*examples_of(entries), *others, *first], names, encodings=encodings)
    context = fit_model([example for example in told if example.support], encodings=encodings, kernel=IN_CONTEXT)
    guide = make_guide(read_vocabulary(ROOT / "knowledge"), library.flows, entries)
    sides = {entry.id: entry.side for entry in entries if entry.side != "any"}
    guess = fit_guess(known, sides, model, encodings)
    return cases_of(held, guide, Matcher(model), guess, Matcher(context), chosen_weights())


def _cache() -> Path:
    return read_settings().snapshots_dir / "encodings"
