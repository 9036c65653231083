"""Thumbs on messages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from bot.db.conversations.jobs import MESSAGE, seq_of
from bot.db.conversations.tables import FeedbackRow
from bot.db.write_queue import Job
from bot.errors import NotFound

FEEDBACK = cast("Table", FeedbackRow.__table__)


def add_feedback(conversation_id: str, message_id: str, value: str, reason: str) -> Job[None]:
    """Store a thumb on an existing message; the last one counts."""
    now = datetime.now(UTC)

    def job(session: Session) -> None:
        seq = seq_of(conversation_id, message_id)
        statement = select(MESSAGE.c.author).where(
            MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq == seq, MESSAGE.c.author != "visitor"
        )
        if seq is None or session.execute(statement).first() is None:
            raise NotFound("message")
        key = (FEEDBACK.c.conversation_id == conversation_id, FEEDBACK.c.seq == seq)
        session.execute(delete(FEEDBACK).where(*key))
        values = {"conversation_id": conversation_id, "seq": seq, "value": value, "reason": reason, "created_at": now}
        session.execute(insert(FEEDBACK), values)

    return job
