"""One message as every door receives it; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

MessageType = Literal[
    "answer", "question", "clarify", "station_list", "case_sheet", "handoff", "staff_message", "fallback", "notice"
]
Author = Literal["visitor", "assistant", "staff"]


class CitationView(TypedDict):
    """A citation as shown: `status` is the source's status on the conversation's date."""

    source_id: str
    title: str
    section: str
    quote: str
    url: str
    status: str
    words: NotRequired[str]
    """The citation in one line; added when somebody reads, like the next."""
    status_words: NotRequired[str]
    """What to say of a source that is not simply in force."""


class RegionView(TypedDict):
    """The region an answer holds for, and whether it is wider than the one asked for."""

    code: str
    name: str
    requested: str
    widened: bool


class Choice(TypedDict):
    """A quick reply; its meaning stays on the server."""

    id: str
    label: str


class Envelope(TypedDict):
    """One reply or message; fields that do not apply are absent."""

    type: MessageType
    text: str
    id: NotRequired[str]
    seq: NotRequired[int]
    created_at: NotRequired[str]
    author: NotRequired[Author]
    client_id: NotRequired[str]
    """On the visitor's own messages: the id the client gave the turn."""
    entry_id: NotRequired[str]
    topic_id: NotRequired[str]
    confidence: NotRequired[float]
    as_of: NotRequired[str]
    valid_from: NotRequired[str | None]
    valid_to: NotRequired[str | None]
    region: NotRequired[RegionView]
    citations: NotRequired[list[CitationView]]
    choices: NotRequired[list[Choice]]
    input: NotRequired[dict[str, Any]]
    progress: NotRequired[dict[str, int]]
    stations: NotRequired[list[dict[str, Any]]]
    sheet: NotRequired[dict[str, Any]]
    sheet_code: NotRequired[str]
    """Code of a sheet that belongs to another conversation: it is shown as it stands, and not kept with the message."""
    handoff: NotRequired[dict[str, str]]
    """Id and state of the place in the queue for people, on messages of type `handoff`."""
    deadline: NotRequired[Mapping[str, object]]
    """The nearest computed date: name, date, days_left, rough."""
    noted: NotRequired[list[str]]
    """What was just put into the record, as sentences."""
    details: NotRequired[dict[str, Any]]
    """Structured parts of an answer card: title, steps, materials, deadlines, fees, time, next_step, checked_on, reviewer, upcoming, notice."""
