"""One message to a guided flow and the reply it gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.core.envelope import Envelope
from bot.dialogue.turn import Turn

NOT_SURE = ("", "unknown", "gibberish")
"""Kinds of what is out of scope that may be an answer put strangely."""


@dataclass(frozen=True)
class FlowTurn:
    """What one message brings to a flow."""

    turn_id: str
    conversation_id: str
    text: str
    today: date
    version: int
    """Snapshot version of this turn."""
    region: str | None = None
    choice: Mapping[str, Any] | None = None
    asks: bool = False
    """The message was understood as a question of its own."""
    may_ask: bool = False
    """It may be one of a few questions of its own."""
    outside: bool = False
    """It was surely understood as none of our business."""
    known: Mapping[str, Any] = field(default_factory=dict)
    """What was told before the flow began."""
    lead: str = ""
    """Words to say before the reply, whatever it is."""

    @classmethod
    def of(cls, turn: Turn) -> FlowTurn:
        """Return what a turn brings to a flow."""
        return cls(
            turn_id=turn.turn_id,
            conversation_id=turn.conversation_id,
            text=turn.text,
            today=turn.as_of,
            version=turn.version,
            region=turn.region,
            choice=turn.choice if turn.choice and turn.choice.get("case_id") else None,
            asks=turn.instead == "ask" and turn.zone == "answer",
            may_ask=turn.instead == "ask" and turn.zone == "clarify",
            outside=turn.instead == "out_of_scope" and turn.kind not in NOT_SURE,
        )


@dataclass(frozen=True)
class FlowReply:
    """The messages to show and the part of the conversation's memory that changes."""

    envelopes: Sequence[Envelope]
    context: Mapping[str, Any]
    person: bool = False
    """The visitor asked for a person, too."""

    def as_dict(self) -> dict[str, Any]:
        """Return the reply as a case stores it."""
        envelopes = [dict(envelope) for envelope in self.envelopes]
        return {"envelopes": envelopes, "context": dict(self.context), "person": self.person}
