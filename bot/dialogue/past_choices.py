"""Choices clicked when the conversation has gone on, as in a second tab: followed where that is harmless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from bot.core.envelope import Envelope

MOST_KEPT = 24
HARMLESS = ("entry",)
"""Kinds of meanings that only show something; an answer to a past question or a consent is never taken later."""
ASKING = ("question", "clarify")
OF_ITS_TIME = ("id", "seq", "created_at", "author")
"""Fields of a stored message that another one does not take over."""


@dataclass(frozen=True)
class Offer:
    """A choice as a message showed it."""

    label: str
    present: bool
    """Whether what is offered now under the same id is the same."""


def remembering(before: Mapping[str, Any], after: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a conversation's memory after a turn, with the harmless choices that were offered before it."""
    offered, now = before.get("choices") or {}, after.get("choices") or {}
    gone = {key: meaning for key, meaning in offered.items() if key not in now and meaning.get("kind") in HARMLESS}
    past = {**(before.get("past_choices") or {}), **gone}
    return {**after, "past_choices": dict(list(past.items())[-MOST_KEPT:])} if past else after


def meaning_of(context: Mapping[str, Any], choice: str, offer: Offer | None) -> Mapping[str, Any] | None:
    """Return what a choice means now, or None when it cannot be followed any more."""
    found: Mapping[str, Any] | None = (context.get("choices") or {}).get(choice)
    if found is not None and (offer is None or offer.present):
        return found
    past: Mapping[str, Any] | None = (context.get("past_choices") or {}).get(choice)
    return past


def led_on(last: Envelope | None, past: str, instead: str) -> Sequence[Envelope]:
    """Return the reply to a choice that cannot be followed: the question that is open now, or that it is past."""
    if last is None or last["type"] not in ASKING:
        return [{"type": "notice", "text": past}]
    question = {key: value for key, value in last.items() if key not in OF_ITS_TIME}
    return [{"type": "notice", "text": instead}, cast("Envelope", question)]
