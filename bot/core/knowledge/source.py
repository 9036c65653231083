"""Sources of law and policy, and their status on a date; standard library only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

STRICT: dict[str, Any] = {"extra": "forbid"}

STATUSES = ("in_force", "amended", "draft_for_comment", "repealed", "not_yet_in_force", "plan_period_over")


@dataclass(frozen=True)
class Source:
    """One document or page that an answer cites."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    title: str
    issuer: str = ""
    number: str = ""
    region: str = "national"
    date: dt.date | None = None
    status: str = "in_force"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor: str = ""
    url: str = ""
    checked_on: dt.date | None = None
    read_at: str = ""
    note: str = ""

    def status_on(self, day: dt.date) -> str:
        """Return the status on a day: before its start, after its end, else as recorded."""
        if self.status in ("draft_for_comment", "plan_period_over"):
            return self.status
        if self.valid_from and day < self.valid_from:
            return "not_yet_in_force"
        if self.valid_to and day > self.valid_to:
            return "amended" if self.successor else "repealed"
        return "in_force" if self.status == "not_yet_in_force" and self.valid_from else self.status
