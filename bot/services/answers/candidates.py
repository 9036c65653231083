"""Entries that may be meant: the best of each, the next one that was not answered yet, and what is kept when none was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.dialogue.turn import Candidate, Turn


def next_best(turn: Turn, least: float) -> Candidate | None:
    """Return the likeliest entry that was not answered yet, if its share is large enough."""
    return next((c for c in turn.ranking if c.entry_id not in turn.memory.answered and c.score >= least), None)


def best_of_entries(ranking: Sequence[Candidate]) -> list[Candidate]:
    """Return the best candidate of each entry."""
    found: dict[str, Candidate] = {}
    for candidate in ranking:
        found.setdefault(candidate.entry_id, candidate)
    return list(found.values())


def unanswered_as(turn: Turn, why: str) -> dict[str, Any]:
    """Return what is kept of a question that got no sure answer."""
    ranking = [{"topic_id": c.topic_id, "entry_id": c.entry_id, "score": c.score} for c in turn.ranking]
    return {"intent": f"{turn.intent}:{why}", "ranking": ranking}
