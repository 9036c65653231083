"""A visitor's wish for a person: its states and which may follow which; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

WAITING, CLAIMED, RETURNED, CLOSED, CALL_BACK = "waiting", "claimed", "returned", "closed", "call_back"
TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    WAITING: (CLAIMED, CLOSED, CALL_BACK),
    CLAIMED: (RETURNED, CLOSED, WAITING),
    CALL_BACK: (CLAIMED, CLOSED),
    RETURNED: (WAITING, CLOSED),
    CLOSED: (),
}
OPEN = (WAITING, CLAIMED, CALL_BACK)
"""States in which a second wish joins the first."""


@dataclass(frozen=True)
class Handoff:
    """One place in the queue; `card` is what the operator sees first."""

    id: str
    conversation_id: str
    state: str
    reason: str = ""
    claimed_by: str = ""
    card: Mapping[str, Any] = field(default_factory=dict)
    revision: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True)
class ServiceHours:
    """When people answer, in China's time, on working days."""

    opens: time
    closes: time

    def open_at(self, day: date, moment: time, working_day: bool) -> bool:
        """Say whether somebody answers at this moment of this day."""
        return working_day and day.year > 0 and self.opens <= moment < self.closes


OFFICE_HOURS = ServiceHours(time(9), time(17))
