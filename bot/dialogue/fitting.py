"""Fits the weighing of candidates on contextual examples (needs scipy) and measures it on others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.dialogue.examples import ExampleTurn
from bot.dialogue.guess import Guess
from bot.dialogue.guide import Guide
from bot.dialogue.ranking import FEATURES, REMEMBERED, Option, Ranker, Talk
from bot.dialogue.reading.acts import asks
from bot.dialogue.reading.case import CaseReader
from bot.dialogue.reading.conversation import ANSWER_AT
from bot.dialogue.record import Record
from bot.matching.match import Matcher
from bot.matching.model import prepared

_RIDGE = 0.02
"""How strongly large weights are held down."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """The candidates of one turn, as rows of features, and which of them are right."""

    rows: Numbers
    right: NDArray[np.bool_]
    first_of_topic: NDArray[np.int64]
    """For each candidate the number of its topic."""


@dataclass(frozen=True)
class Measured:
    """How often the leading topic is right, and what would be done."""

    turns: int
    found: float
    """Share whose topic is among the candidates."""
    first: float
    """Share whose topic leads."""
    answered: float
    wrong: float
    """Share answered with another topic."""


def cases_of(
    turns: Iterable[ExampleTurn],
    guide: Guide,
    matcher: Matcher,
    guess: Guess,
    in_context: Matcher | None = None,
    played: Sequence[float] | None = None,
) -> list[Case]:
    """Return the candidates of every turn that an entry answers; what it tells is what the engine reads in it.

    Args:
        played: weights under which the dialogues are played: what was answered before a turn is what these choose, right
            or wrong; without, it is what the writer meant.
    """
    found, reader, ranker = [], CaseReader(guide), Ranker(guide, in_context)
    talks: dict[str, Talk] = {}
    for turn in turns:
        talk = turn.talk if played is None else talks.get(turn.dialogue, Talk(Record()))
        one = matcher.for_one_message(turn.text)
        heard = _as_heard(turn, talk, reader, one, guess)
        talks[turn.dialogue] = replace(talk, record=heard.record)
        options = ranker.options(turn.text, one, heard) if turn.is_ranked else []
        if options and played is not None:
            talks[turn.dialogue] = _answered(heard, turn, options, played)
        topics = [option.topic_id for option in options]
        numbers = {topic: number for number, topic in enumerate(dict.fromkeys(topics))}
        exact = [turn.entry == o.entry_id for o in options]
        right = exact if any(exact) else [turn.topic == topic for topic in topics]
        if options:
            rows = np.array([option.features for option in options], dtype=np.float64)
            found.append(Case(rows, np.array(right), np.array([numbers[topic] for topic in topics])))
    return found


def _answered(talk: Talk, turn: ExampleTurn, options: Sequence[Option], weights: Sequence[float]) -> Talk:
    """Return what the conversation holds after the entry was answered that some weights choose."""
    sums = [float(np.dot(weights, option.features)) for option in options]
    chosen = options[int(np.argmax(sums))].entry_id
    question = turn.text if "ask" in turn.acts or not talk.question else talk.question
    return Talk(talk.record, question, tuple(dict.fromkeys((chosen, *talk.answered)))[:REMEMBERED])


def _as_heard(turn: ExampleTurn, talk: Talk, reader: CaseReader, matcher: Matcher, guess: Guess) -> Talk:
    """Return what the conversation holds when a turn is answered."""
    change = reader.read(turn.text, "", turn.as_of, "", talk.record, next(iter(talk.answered), ""))
    record, sight = talk.record.tell(change), matcher.look(prepared(turn.text))[0]
    record = record.tell(guess.inferred(sight, record))
    asking = asks(turn.text) or guess.asks(sight)
    return replace(talk, record=record, told=frozenset({*change.facts, *change.events}), asking=asking)


def fit(cases: Sequence[Case], start: Sequence[float]) -> dict[str, float]:
    """Return the weights under which the right candidates have the largest share."""
    from scipy.optimize import minimize

    usable = [case for case in cases if case.right.any()]

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        total, slope = _RIDGE * len(usable) / 100 * float(weights @ weights), _RIDGE * len(usable) / 50 * weights
        for case in usable:
            powers = _shares(case.rows @ weights)
            own = float(powers[case.right].sum())
            total -= np.log(max(own, 1e-12))
            held = np.where(case.right, powers / max(own, 1e-12), 0.0)
            slope = slope + (powers - held) @ case.rows
        return total, slope

    found = minimize(loss, np.array(start), jac=True, method="L-BFGS-B")
    return dict(zip(FEATURES, (round(float(w), 4) for w in found.x), strict=True))


def measure(cases: Sequence[Case], weights: Sequence[float], answer_at: float = ANSWER_AT) -> Measured:
    """Return how weights do on some turns."""
    results = [_outcome(case, np.array(weights), answer_at) for case in cases]
    count = max(len(results), 1)
    found, first, answered, wrong = (sum(column) / count for column in zip(*results, strict=True))
    return Measured(len(results), round(found, 4), round(first, 4), round(answered, 4), round(wrong, 4))


def _outcome(case: Case, weights: Numbers, answer_at: float) -> tuple[bool, bool, bool, bool]:
    shares = _shares(case.rows @ weights)
    lead = int(shares.argmax())
    topic = case.first_of_topic[lead]
    share = float(shares[case.first_of_topic == topic].sum())
    topics_right = {int(number) for number in case.first_of_topic[case.right]}
    is_right = int(topic) in topics_right
    answers = share >= answer_at
    return bool(topics_right), is_right, answers, answers and not is_right


def _shares(sums: Numbers) -> Numbers:
    powers = np.exp(sums - sums.max())
    return np.asarray(powers / powers.sum())
