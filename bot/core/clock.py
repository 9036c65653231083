"""The date the assistant answers as of; imports the standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Clock:
    """Today in China, or the fixed date of a rehearsal."""

    fixed: date | None = None

    def today(self) -> date:
        """Return the fixed date if there is one, else today's date in China."""
        return self.fixed or datetime.now(CHINA).date()

    def now(self) -> datetime:
        """Return the present moment in UTC (never fixed: it stamps records)."""
        return datetime.now(timezone.utc)
