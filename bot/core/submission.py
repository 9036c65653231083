"""What a visitor lets staff work on: a financing need or an overseas report, and its states; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

NEED, OVERSEAS_REPORT = "need", "overseas_report"
RECEIVED, PASSED_ON, MATCHED, CLOSED = "received", "passed_on", "matched", "closed"
TRANSITIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    NEED: {
        RECEIVED: (PASSED_ON, CLOSED),
        PASSED_ON: (MATCHED, CLOSED),
        MATCHED: (PASSED_ON, CLOSED),
        CLOSED: (),
    },
    OVERSEAS_REPORT: {RECEIVED: (PASSED_ON, CLOSED), PASSED_ON: (CLOSED,), CLOSED: ()},
}
"""Which status may follow which, by kind; a match that came to nothing is passed on again."""
KINDS = tuple(TRANSITIONS)
STATUSES = (RECEIVED, PASSED_ON, MATCHED, CLOSED)


@dataclass(frozen=True)
class Submission:
    """One thing handed in with consent; it lives and dies with its case."""

    id: str
    case_id: str
    code: str
    """The code of the case's sheet."""
    kind: str
    status: str = RECEIVED
    region: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[Mapping[str, Any], ...] = ()
    """Label and value of every answer, as the sheet shows them."""
    draft: tuple[Mapping[str, Any], ...] = ()
    """The filled record or report, by headed parts."""
    note: str = ""
    """What staff noted; not shown to the visitor."""
    handled_by: str = ""
    revision: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None
