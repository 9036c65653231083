"""Which of several ranked entries leads, and by how much."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.reading.acts import is_of_the_field
from bot.dialogue.reading.message import Reading
from bot.dialogue.reading.statements import ASK, OUT_OF_SCOPE
from bot.matching.match import Ranked

TELL = "tell"
FLAT = ("unknown", "gibberish")
"""Kinds of what is not ours that only say that nothing was recognised."""
SHORTEST_UNKNOWN = 20
"""Characters from which a message that was not recognised is a story."""


def may_be_ours(base: Reading, text: str) -> bool:
    """Say whether the first message of a talk may ask something of ours: it is taken for that, or is a story nobody recognised."""
    unknown = base.intent == OUT_OF_SCOPE and base.kind == FLAT[0]
    return base.intent == ASK or (unknown and len(text) >= SHORTEST_UNKNOWN and is_of_the_field(text))


def told_of(base: Reading, entry: str) -> Reading:
    """Return a message that tells something as one about an entry."""
    return replace(base, intent=TELL, kind="", zone="answer", topic_id=topic_of(entry), entry_id=entry, second=None)


def topic_share(ranked: tuple[Ranked, ...]) -> float:
    """Return the share of the leading entry's topic."""
    return round(sum(one.score for one in ranked if one.topic_id == ranked[0].topic_id), 4)


def runner_up(ranked: tuple[Ranked, ...]) -> float:
    """Return the share of the second topic."""
    others: dict[str, float] = {}
    for one in ranked:
        if one.topic_id != ranked[0].topic_id:
            others[one.topic_id] = others.get(one.topic_id, 0.0) + one.score
    return max(others.values(), default=0.0)


def best_of_topics(ranked: tuple[Ranked, ...]) -> tuple[Ranked, ...]:
    """Return the best entry of each topic."""
    best: dict[str, Ranked] = {}
    for one in ranked:
        best.setdefault(one.topic_id, one)
    return tuple(best.values())[:6]


def topic_of(entry: str) -> str:
    """Return the topic of an entry's id."""
    return entry.split(".", 1)[0]
