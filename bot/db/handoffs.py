"""The queue for people: table and repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, String, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.core.envelope import Envelope
from bot.core.handoff import CALL_BACK, CLOSED, CONTACT, OPEN, TRANSITIONS, WAITING, Handoff
from bot.db.base import Base, Database
from bot.db.conversations import jobs
from bot.db.types import UtcDateTime
from bot.errors import Conflict, NotFound, existing


class HandoffRow(Base):
    """One place in the queue; it goes with its conversation."""

    __tablename__ = "handoff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    claimed_by: Mapped[str] = mapped_column(String(80))
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandoffRepository:
    """Implements `ports.Handoffs`; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def request(
        self, conversation_id: str, state: str, reason: str, card: dict[str, Any], most_anonymous: int = 100
    ) -> Handoff | None:
        """Queue a conversation, or return the place it holds already with the card brought up to date; a contact stays on it.

        None when its card names no case and so many places without one are open.
        """
        now = datetime.now(UTC)
        with self._database.write() as session:
            query = select(HandoffRow).where(HandoffRow.conversation_id == conversation_id, HandoffRow.state.in_(OPEN))
            row = session.scalar(query)
            if row is None and "case_code" not in card and _anonymous(session) >= most_anonymous:
                return None
            if row is None:
                row = HandoffRow(
                    id=uuid4().hex, conversation_id=conversation_id, state=state, reason=reason, claimed_by="",
                    revision=0, created_at=now,
                )  # fmt: skip
                session.add(row)
            kept = {name: row.card[name] for name in (CONTACT,) if name in (row.card or {})}
            row.card, row.updated_at, row.revision = {**card, **kept}, now, row.revision + 1
            session.flush()
            return _handoff(row)

    def get(self, handoff_id: str) -> Handoff | None:
        """Return one place in the queue."""
        with self._database.read() as session:
            row = session.get(HandoffRow, handoff_id)
            return _handoff(row) if row is not None else None

    def open_of(self, conversation_id: str) -> Handoff | None:
        """Return the place a conversation holds, if any."""
        query = select(HandoffRow).where(HandoffRow.conversation_id == conversation_id, HandoffRow.state.in_(OPEN))
        with self._database.read() as session:
            row = session.scalar(query)
            return _handoff(row) if row is not None else None

    def leave_contact(self, handoff_id: str, contact: Mapping[str, str]) -> Handoff:
        """Put a contact on the card of an open place; who waited for a chat waits for a call from now on.

        Raises:
            NotFound: it is gone.
            Conflict: it is not open any more.
        """
        with self._database.write() as session:
            row = existing(session.get(HandoffRow, handoff_id, with_for_update=True), "handoff")
            if row.state not in OPEN:
                raise Conflict("the place is closed")
            row.card = {**row.card, CONTACT: dict(contact)}
            row.state = CALL_BACK if row.state == WAITING else row.state
            row.updated_at, row.revision = datetime.now(UTC), row.revision + 1
            session.flush()
            return _handoff(row)

    def queue(self, states: Sequence[str], after: Handoff | None = None, most: int = 1000) -> Sequence[Handoff]:
        """Return the places in these states, the longest waiting first, beginning after one of them."""
        query = select(HandoffRow).where(HandoffRow.state.in_(states)).order_by(HandoffRow.created_at, HandoffRow.id)
        if after is not None:
            same = and_(HandoffRow.created_at == after.created_at, HandoffRow.id > after.id)
            query = query.where(or_(HandoffRow.created_at > after.created_at, same))
        query = query.limit(most)
        with self._database.read() as session:
            return [_handoff(row) for row in session.scalars(query)]

    def move(self, handoff: Handoff, state: str, claimed_by: str, told: Envelope | None = None) -> Handoff:
        """Bring a place into another state and tell its visitor, both or neither; a closed place keeps no contact.

        Raises:
            NotFound: it is gone.
            Conflict: the state may not follow, or somebody else was quicker.
        """
        if state not in TRANSITIONS[handoff.state]:
            raise Conflict(f"a handoff that is {handoff.state} cannot become {state}")
        now = datetime.now(UTC)
        card = {name: value for name, value in handoff.card.items() if state != CLOSED or name != CONTACT}
        with self._database.write() as session:
            statement = (
                update(HandoffRow)
                .where(HandoffRow.id == handoff.id, HandoffRow.revision == handoff.revision)
                .values(state=state, claimed_by=claimed_by, card=card, revision=handoff.revision + 1, updated_at=now)
                .returning(HandoffRow.id)
            )
            if session.execute(statement).first() is None:
                if session.get(HandoffRow, handoff.id) is None:
                    raise NotFound("handoff")
                raise Conflict("somebody else was quicker")
            if told is not None:
                jobs.append(handoff.conversation_id, {**told, "author": "assistant"})(session)
        moved = replace(handoff, state=state, claimed_by=claimed_by, card=card, updated_at=now)
        return replace(moved, revision=handoff.revision + 1)


def _anonymous(session: Session) -> int:
    """Return how many open places belong to visitors who began no case."""
    without = HandoffRow.card["case_code"].as_string().is_(None)
    query = select(func.count()).where(HandoffRow.state.in_(OPEN), without)
    return session.scalar(query) or 0


def _handoff(row: HandoffRow) -> Handoff:
    return Handoff(row.id, row.conversation_id, row.state, row.reason, row.claimed_by, row.card, row.revision,
                   row.created_at, row.updated_at)  # fmt: skip
