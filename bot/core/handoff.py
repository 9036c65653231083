"""A visitor's wish for a person: its states and which may follow which; standard library only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zlib import crc32

from bot.core.contact import Contact

CONTACT = "contact"
"""Key of a card under which the visitor's contact stands; only what was agreed to is there."""
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

LONGEST_CLOSED = 30
"""Days after which somebody surely answers again."""


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

    @property
    def number(self) -> str:
        """A short number to refer to, for people on the telephone."""
        return f"H{crc32(self.id.encode()) % 1_000_000:06d}"

    @property
    def contact(self) -> Contact:
        """How the visitor agreed to be reached, if so."""
        return Contact.from_dict(self.card.get(CONTACT))


@dataclass(frozen=True)
class ServiceHours:
    """When people answer, in China's time, on working days."""

    opens: time
    closes: time

    def open_at(self, day: date, moment: time, working_day: bool) -> bool:
        """Say whether somebody answers at this moment of this day."""
        return working_day and day.year > 0 and self.opens <= moment < self.closes

    def next_opening(self, day: date, moment: time, is_working: Callable[[date], bool]) -> date:
        """Return the day on which people answer next, today while they still do."""
        if is_working(day) and moment < self.closes:
            return day
        ahead = (day + timedelta(days=count) for count in range(1, LONGEST_CLOSED))
        return next((one for one in ahead if is_working(one)), day + timedelta(days=LONGEST_CLOSED))


OFFICE_HOURS = ServiceHours(time(9), time(17))
