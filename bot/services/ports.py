"""What the use cases need from outside: storage, snapshots, the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.core.case import Case
from bot.core.envelope import Envelope
from bot.core.handoff import Handoff
from bot.core.knowledge.deadline import Deadline
from bot.core.knowledge.entry import Entry
from bot.core.knowledge.flow import Flow, Route
from bot.core.knowledge.source import Source
from bot.core.region import Region, RegionMatch
from bot.core.station import Hotline, Station
from bot.dialogue.past_choices import Offer


class Published(Protocol):
    """The published knowledge at given snapshot versions (immutable once published)."""

    def current_version(self) -> int:
        """Return the number of the current snapshot, 0 when nothing was published."""

    def entry(self, version: int, entry_id: str) -> Entry | None:
        """Return one entry exactly as published in that version."""

    def sources(self, version: int) -> Mapping[str, Source]:
        """Return the sources of that version by id."""

    def deadlines(self, version: int) -> Mapping[str, Deadline]:
        """Return the deadlines of that version by id."""


class Said(Protocol):
    """What was said in conversations, kept once."""

    def last_reply(self, conversation_id: str) -> Sequence[Envelope]:
        """Return the messages of the reply before the visitor's message that is being answered."""


class FlowRules(Protocol):
    """The guided flows and routes at given snapshot versions."""

    def flows(self, version: int) -> Mapping[str, Flow]:
        """Return the flows of that version by id."""

    def routes(self, version: int) -> Mapping[str, Route]:
        """Return the routes of that version by id."""


class Cases(Protocol):
    """The stored cases of guided flows; every method is one transaction."""

    def get(self, case_id: str) -> Case | None:
        """Return a case by its id."""

    def by_code(self, code: str) -> Case | None:
        """Return a case by the code on its sheet."""

    def of_conversation(self, conversation_id: str) -> Sequence[Case]:
        """Return a conversation's cases, the latest first."""

    def save(self, case: Case) -> Case:
        """Store a case and return it with its new revision.

        Raises:
            Conflict: somebody stored another revision in between.
        """


class HandoffStore(Protocol):
    """The stored queue for people; every method is one transaction."""

    def request(
        self, conversation_id: str, state: str, reason: str, card: dict[str, Any], most_anonymous: int
    ) -> Handoff | None:
        """Queue a conversation, or return the place it holds already with the card brought up to date; a contact stays on it.

        None when its card names no case and so many places without one are open.
        """

    def get(self, handoff_id: str) -> Handoff | None:
        """Return one place in the queue."""

    def open_of(self, conversation_id: str) -> Handoff | None:
        """Return the place a conversation holds, if any."""

    def leave_contact(self, handoff_id: str, contact: Mapping[str, str]) -> Handoff:
        """Put a contact on the card of an open place; who waited for a chat waits for a call from now on.

        Raises:
            NotFound: it is gone.
            Conflict: it is not open any more.
        """

    def queue(self, states: Sequence[str], after: Handoff | None = None, most: int = 1000) -> Sequence[Handoff]:
        """Return the places in these states, the longest waiting first, beginning after one of them."""

    def move(self, handoff: Handoff, state: str, claimed_by: str, told: Envelope | None = None) -> Handoff:
        """Bring a place into another state and tell its visitor, both or neither; a closed place keeps no contact.

        Raises:
            Conflict: the state may not follow, or somebody else was quicker.
        """


class Regions(Protocol):
    """Official divisions and the resolver over them."""

    def get(self, code: str) -> Region | None:
        """Return a division by its code."""

    def find(self, name_or_code: str) -> Region | None:
        """Return the division that a person means by a name or code, None when it is unknown or ambiguous."""

    def children(self, code: str) -> Sequence[Region]:
        """Return the divisions directly below one, or the provinces when the code is empty."""

    def resolve(self, text: str, home: str | None = None) -> RegionMatch:
        """Find the place a text names; `home` is the known region, used to settle ambiguous names."""

    def nearest(self, latitude: float, longitude: float) -> Region | None:
        """Return the county whose centroid is nearest."""


class Stations(Protocol):
    """The offices in the database."""

    def in_regions(self, codes: Sequence[str], kinds: Sequence[str] = ()) -> Sequence[Station]:
        """Return confirmed stations located exactly in one of the regions, optionally of some kinds."""

    def below(self, prefix: str, kinds: Sequence[str] = ()) -> Sequence[Station]:
        """Return confirmed stations of a division and everything in it, by the beginning of its code."""

    def hotlines(self) -> Sequence[Hotline]:
        """Return the national hotlines, best first."""

    def stage(self, batch_id: str, file: str, stations: Iterable[Station]) -> None:
        """Keep imported rows apart until they are confirmed."""

    def confirm(self, batch_id: str) -> int:
        """Make the rows of a batch live, replacing rows of the same id, and return how many they are.

        Raises:
            NotFound: there is no such batch.
        """

    def batches(self) -> Sequence[tuple[str, str, int]]:
        """Return (id, file, rows) of the batches that wait."""


class Engine(Protocol):
    """The dialogue engine."""

    async def send(self, sender: str, text: str, message_id: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Run one turn; return {"envelopes": [...], "context": {...}}.

        Raises:
            EngineUnavailable: the engine did not answer in time.
        """


class TurnStore(Protocol):
    """Stored conversations for an event loop; every method is one transaction."""

    async def create(self, channel: str, region: str | None, as_of: str | None) -> str:
        """Store a new conversation and return its id."""

    async def get(self, conversation_id: str) -> Mapping[str, Any] | None:
        """Return {"id", "channel", "as_of", "context", "closed"} or None."""

    async def accept(
        self, conversation_id: str, client_id: str, envelope: Envelope, payload: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Store the visitor's message and open a turn, or return the turn with that client_id."""

    async def find_turn(self, conversation_id: str, client_id: str) -> Mapping[str, Any] | None:
        """Return the turn with that client_id in the form of `accept`, or None."""

    async def complete(
        self,
        conversation_id: str,
        turn_id: str,
        envelopes: Sequence[Envelope],
        context: Mapping[str, Any],
        unanswered: tuple[str, str, Sequence[Any]] | None = None,
    ) -> Sequence[Envelope]:
        """Store the replies and the context and close the turn; a closed turn returns what was stored."""

    async def remember(self, conversation_id: str, context: Mapping[str, Any]) -> None:
        """Replace what a conversation remembers; nothing happens when it is gone."""

    async def count_attempt(self, turn_id: str) -> int:
        """Note that the engine refused this turn and return how often it did."""

    async def open_turns(self, older_than: datetime) -> Sequence[Mapping[str, Any]]:
        """Return turns that were accepted and never completed, oldest first."""

    async def offer(self, conversation_id: str, choice_id: str, message_id: str = "") -> Offer | None:
        """Return a choice as a message offered it, the latest if none is named; None when none did."""

    async def last_reply(self, conversation_id: str) -> Envelope | None:
        """Return the assistant's latest message."""
