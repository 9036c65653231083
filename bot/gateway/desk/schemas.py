"""What the calls of guided help accept and return."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from bot.core.envelope import Envelope
from bot.gateway.visitor.schemas import ClientId, Request


class CaseView(BaseModel):
    """A case sheet as this caller may see it, with its status."""

    code: str
    flow: str
    status: Literal["collecting", "concluded", "cancelled"]
    updated_at: str
    today: str
    """The date from which days left are counted."""
    personal: Literal["none", "hidden", "shown"]
    sheet: dict[str, Any]
    submission: dict[str, str] | None
    handoff: dict[str, str] | None


class Link(BaseModel):
    """A link to go on with a case in another conversation: it works once, until it ends."""

    key: str
    path: str
    """Address on this service's page."""
    expires_at: str


class LinkKey(Request):
    """The key of a link."""

    key: Annotated[str, Field(min_length=1, max_length=400)]


class CaseCode(BaseModel):
    """The code of a case: said in the conversation, it takes the case up."""

    code: str


class Consent(Request):
    """The visitor's spoken consent that staff go on with a case: to whom and how it was given."""

    consent: Literal[True]
    note: Annotated[str, Field(min_length=2, max_length=200)]


class HandoffView(BaseModel):
    """One place in the queue for people."""

    id: str
    number: str
    """What the visitor refers to on the telephone."""
    conversation_id: str
    state: Literal["waiting", "claimed", "returned", "closed", "call_back"]
    reason: str
    claimed_by: str
    card: dict[str, Any]
    """Region and latest sheet; while the place is open also `side`, `speaks_for`, `facts_told`, `events_told` as the record
    has them now, and `contact`, if the visitor agreed to leave one."""
    created_at: str
    updated_at: str


class HandoffList(BaseModel):
    """The queue, the longest waiting first."""

    handoffs: list[HandoffView]
    next: str | None = None
    """The place after which the next page begins; absent on the last."""


class OneHandoff(BaseModel):
    """One place in the queue."""

    handoff: HandoffView


class HandoffDetail(OneHandoff):
    """One place in the queue, with what was said."""

    messages: list[Envelope]


class StaffAnswer(Request):
    """What a person writes to the visitor; a repeat with the same client id is written once."""

    text: str
    client_id: ClientId | None = None


class OneMessage(BaseModel):
    """A stored message."""

    message: Envelope


class SubmissionView(BaseModel):
    """One financing need or overseas report."""

    id: str
    code: str
    kind: Literal["need", "overseas_report"]
    status: Literal["received", "passed_on", "matched", "closed"]
    region: str
    facts: list[dict[str, Any]]
    draft: list[dict[str, Any]]
    note: str
    handled_by: str
    revision: int
    created_at: str
    updated_at: str


class SubmissionList(BaseModel):
    """Submissions, the oldest first."""

    submissions: list[SubmissionView]


class OneSubmission(BaseModel):
    """One submission."""

    submission: SubmissionView


class SubmissionChange(Request):
    """A new status, a note, or both; with `revision` it is refused when somebody changed it since."""

    status: Literal["received", "passed_on", "matched", "closed"] | None = None
    note: Annotated[str, Field(max_length=2000)] | None = None
    revision: int | None = None

    @model_validator(mode="after")
    def _something(self) -> SubmissionChange:
        if self.status is None and self.note is None:
            raise ValueError("status or note")
        return self


class ProductMatches(BaseModel):
    """Products a need fits, and what the list is worth."""

    text: str
    products: list[dict[str, Any]]
