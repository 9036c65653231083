"""Tables of conversations, turns, messages, feedback and unanswered questions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base
from bot.db.types import UtcDateTime

TURN_IS_OPEN = text("state = 'open'")


class ConversationRow(Base):
    """One visitor's conversation; `context` is its short memory as JSON."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    as_of: Mapped[str | None] = mapped_column(String(10))
    context: Mapped[str] = mapped_column(Text)
    last_seq: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TurnRow(Base):
    """One visitor turn, `open` until its replies are stored."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id"),
        Index("ix_turn_open", "accepted_at", sqlite_where=TURN_IS_OPEN, postgresql_where=TURN_IS_OPEN),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    client_id: Mapped[str] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(4))
    payload: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MessageRow(Base):
    """One message of a conversation, by its sequence number; `envelope` is what was shown, as JSON."""

    __tablename__ = "message"
    __table_args__ = ({"sqlite_with_rowid": False},)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    turn_id: Mapped[str | None] = mapped_column(String(32))
    author: Mapped[str] = mapped_column(String(10))
    envelope: Mapped[str] = mapped_column(Text)


class FeedbackRow(Base):
    """A thumb on one message; the last one counts."""

    __tablename__ = "feedback"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(String(4))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UnansweredRow(Base):
    """A question the assistant did not answer, personal data masked."""

    __tablename__ = "unanswered"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    intent: Mapped[str] = mapped_column(String(80))
    ranking: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
