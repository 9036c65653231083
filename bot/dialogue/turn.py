"""One visitor turn as the reply side sees it, and the reply it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.core.envelope import Choice, Envelope
from bot.core.memory import NAMES, Memory, unknown
from bot.dialogue.record import Change, Record


@dataclass(frozen=True)
class Candidate:
    """One entry that may be meant."""

    topic_id: str
    entry_id: str
    score: float


@dataclass(frozen=True)
class Turn:
    """What the engine understood of one message, and what the conversation remembers."""

    text: str
    intent: str
    as_of: date
    version: int = 0
    """Snapshot version the message was matched with."""
    kind: str = ""
    """The part after the slash of an intent such as `follow_up/cost`."""
    zone: str = "answer"
    topic_id: str = ""
    entry_id: str = ""
    confidence: float = 0.0
    ranking: tuple[Candidate, ...] = ()
    second: Candidate | None = None
    completed: str = ""
    instead: str = ""
    """The intent of a message for an open flow, if the flow has no use for it."""
    region: str | None = None
    choice: Mapping[str, Any] | None = None
    location: tuple[float, float] | None = None
    turn_id: str = ""
    conversation_id: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    acts: tuple[str, ...] = ()
    told: Change = field(default_factory=Change)
    """What the message tells of the case."""
    before: Record = field(default_factory=Record)
    """The record as it was before that."""

    @property
    def memory(self) -> Memory:
        """What the conversation remembers."""
        return Memory.of(self.context)

    @property
    def record(self) -> Record:
        """The record of the case, without what this message tells unless it was remembered."""
        return Record.from_dict(self.memory.record)

    @property
    def known(self) -> Mapping[str, Any]:
        """What the record of the case holds, as conditions read it."""
        return self.record.answers()


@dataclass
class Reply:
    """Messages for the visitor, what the conversation remembers from now on, and the question if it got no answer."""

    envelopes: list[Envelope] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)
    unanswered: dict[str, Any] | None = None

    def as_dict(self, turn: Turn) -> dict[str, Any]:
        """Return the reply as it travels to the gateway; memory not named stays, offered choices do not.

        Raises:
            KeyError: something is to be remembered under a name that no memory has.
        """
        if wrong := unknown(self.memory):
            raise KeyError(", ".join(wrong))
        kept = {key: value for key, value in turn.context.items() if key in NAMES - {"choices", "last_intent"}}
        context = {**kept, "choices": {}, "last_intent": turn.intent, **self.memory}
        reply: dict[str, Any] = {"envelopes": self.envelopes, "context": context}
        if self.unanswered is not None:
            reply["unanswered"] = self.unanswered
        return reply


def starting(flow: str) -> dict[str, Any]:
    """Return the meaning of a choice that starts a guided flow."""
    return {"kind": "intent", "name": f"start_flow/{flow}"}


def offer(turn: Turn, options: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[list[Choice], dict[str, Any]]:
    """Return the choices of (label, meaning) pairs as shown, and their meanings as remembered."""
    mark = turn.turn_id[:8] or "x"
    ids = [f"{mark}.{number}" for number in range(1, len(options) + 1)]
    shown = [Choice(id=key, label=label) for key, (label, _) in zip(ids, options, strict=True)]
    return shown, {key: dict(meaning) for key, (_, meaning) in zip(ids, options, strict=True)}
