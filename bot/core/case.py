"""The state of one guided flow, as the database keeps it; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

COLLECTING, CONCLUDED, CANCELLED, DELETED = "collecting", "concluded", "cancelled", "deleted"
TRANSITIONS = {
    COLLECTING: (COLLECTING, CONCLUDED, CANCELLED, DELETED),
    CONCLUDED: (COLLECTING, CONCLUDED, DELETED),
    CANCELLED: (COLLECTING, DELETED),
    DELETED: (),
}
"""Which status may follow which; a concluded case reopens when an answer is corrected."""
ROUGH = "~"
"""Closes a date that the visitor knows roughly."""


def stored_date(day: date, rough: bool = False) -> str:
    """Return a date as cases keep it."""
    return day.isoformat() + (ROUGH if rough else "")


def day_of(value: str) -> tuple[date, bool]:
    """Return a date that a case keeps, and whether it is a rough one."""
    return date.fromisoformat(value.removesuffix(ROUGH)), value.endswith(ROUGH)


@dataclass(frozen=True)
class Case:
    """One visitor's way through a flow. `revision` grows with every stored change."""

    id: str
    code: str
    """Short and unguessable: who has it may read the sheet."""
    flow: str
    conversation_id: str
    knowledge_version: int
    status: str = COLLECTING
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Slot id to value: option id, list of option ids, ISO date (rough ones end in ~), number, region code, text, or `unknown`."""
    asked: tuple[str, ...] = ()
    """Slots asked so far, in order; the last one is the open question while collecting."""
    tries: int = 0
    """Failed tries at the open question."""
    last_turn: str = ""
    last_reply: Mapping[str, Any] = field(default_factory=dict)
    sheet: Mapping[str, Any] = field(default_factory=dict)
    revision: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def open_slot(self) -> str:
        """The slot whose question waits for an answer, or an empty string."""
        return self.asked[-1] if self.asked and self.status == COLLECTING else ""
