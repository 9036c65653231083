"""What the API accepts and returns; requests are checked by these models and the OpenAPI page is made from them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.core.envelope import Envelope
from bot.text.normalise import clean


def _iso_date(value: str) -> str:
    date.fromisoformat(value)
    return value


def _uuid(value: str) -> str:
    return str(UUID(value))


Day = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"}),
    AfterValidator(_iso_date),
]
ClientId = Annotated[str, Field(max_length=36, json_schema_extra={"format": "uuid"}), AfterValidator(_uuid)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Request(BaseModel):
    """A request body; JSON types are taken as they are, unknown fields are left alone."""

    model_config = ConfigDict(strict=True)


class NewConversation(Request):
    """Opens a conversation; `region` is a division's code or any name a person would give."""

    channel: str = Field("api", pattern=r"^[a-z][a-z0-9_]{0,19}$")
    region: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    as_of: Day | None = None


class Conversation(BaseModel):
    """A conversation and the token that goes with it."""

    conversation_id: str
    token: str


class Location(Request):
    """Where the visitor is, when the visitor shared it."""

    lat: Latitude
    lon: Longitude


class NewMessage(Request):
    """One visitor turn: a text of 1 to 2000 characters, or the id of a choice.

    `message_id` names the message a choice was taken from, so that one of an older page is not taken for a new one.
    """

    client_id: ClientId | None = None
    text: str | None = None
    choice: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    message_id: Annotated[str, Field(max_length=80)] | None = None
    location: Location | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> NewMessage:
        if (self.text is None) == (self.choice is None):
            raise ValueError("either text or choice")
        return self


class Messages(BaseModel):
    """Messages in the order of their sequence numbers."""

    messages: list[Envelope]
    record_lines: int | None = None
    """How many facts and events are kept of the case; absent while there is none."""


class Term(BaseModel):
    """One value that a fact may have."""

    id: str
    label: str


class RecordFact(BaseModel):
    """One fact of the visitor's case: as it is kept, in words, and how it is known."""

    id: str
    label: str
    value: Any
    text: str
    how: Literal["said", "inferred", "rough"]
    kind: Literal["choice", "multi", "text", "number", "money", "region"]
    options: list[Term] | None = None
    """What it may be changed to, where that is a closed list."""


class RecordEvent(BaseModel):
    """One dated event of the visitor's case."""

    id: str
    label: str
    date: str
    text: str
    how: Literal["said", "inferred", "rough"]


class CaseRecord(BaseModel):
    """What is kept of the visitor's case."""

    facts: list[RecordFact]
    events: list[RecordEvent]


class RecordChange(Request):
    """A fact's new value, as the vocabulary has it, or an event's new date."""

    value: int | float | str | list[str] | None = None
    date: Day | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> RecordChange:
        if (self.value is None) == (self.date is None):
            raise ValueError("either value or date")
        return self

    @property
    def given(self) -> Any:
        """The one that was given."""
        return self.value if self.date is None else self.date


class NewFeedback(Request):
    """A thumb on one message."""

    message_id: str = Field(min_length=1, max_length=80)
    value: Literal["up", "down", 1, -1]
    reason: str = Field("", max_length=500)

    @property
    def thumb(self) -> Literal["up", "down"]:
        """The thumb, however it was written."""
        return "up" if self.value in ("up", 1) else "down"

    @property
    def clean_reason(self) -> str:
        """The reason as it may be stored."""
        return clean(self.reason)


class Done(BaseModel):
    """It was done."""

    ok: bool = True


class RegionItem(BaseModel):
    """One official division."""

    code: str
    name: str
    level: Literal["province", "city", "county"]
    path: list[str]


class RegionList(BaseModel):
    """Divisions, in the order of their codes."""

    regions: list[RegionItem]


class StationList(BaseModel):
    """Stations of a place, and how far the search had to widen."""

    model_config = ConfigDict(extra="allow")

    text: str
    region: dict[str, Any]
    stations: list[dict[str, Any]]
    hotlines: list[dict[str, Any]]


class SignIn(Request):
    """Name and password of a staff account."""

    name: str = Field(min_length=1, max_length=40)
    password: str = Field(min_length=1, max_length=200)


class Session(BaseModel):
    """Who is signed in; send `csrf_token` back as X-CSRF-Token with every change."""

    name: str
    role: str
    csrf_token: str


class SuggestionQuery(Request):
    """What a caller says, in the words of the person at the desk."""

    text: str = Field(max_length=2000)
    region: Annotated[str, Field(min_length=1, max_length=60)] | None = None


class Suggestion(BaseModel):
    """One entry that may answer the caller."""

    entry_id: str
    topic_id: str
    score: float
    title: str
    script: dict[str, Any]
    answer: str = ""


class Suggestions(BaseModel):
    """Entries that may answer the caller, best first."""

    suggestions: list[Suggestion]


class Failure(BaseModel):
    """What went wrong, for programs and for people."""

    code: str
    message: str


class Failed(BaseModel):
    """The body of every error."""

    error: Failure


class Health(BaseModel):
    """The process is up."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """Whether everything a turn needs works, part by part; `busy`: it does, and has no time to answer right now."""

    status: Literal["ready", "busy", "not_ready"]
    checks: dict[str, bool]
