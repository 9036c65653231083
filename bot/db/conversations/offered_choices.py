"""Which choices a conversation's messages offered, and the last of its replies."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core.envelope import Envelope
from bot.db.conversations.jobs import MESSAGE, read_message, seq_of
from bot.dialogue.past_choices import Offer

LATEST = 50
"""Messages in which a choice is looked for."""


def offer(session: Session, conversation_id: str, choice_id: str, message_id: str) -> Offer | None:
    """Find a choice in the message it was taken from, or in the latest that offered it."""
    seq = seq_of(conversation_id, message_id)
    if message_id and seq is None:
        return None
    named = None if seq is None else _offers(session, conversation_id, choice_id, MESSAGE.c.seq == seq)
    latest = _offers(session, conversation_id, choice_id)
    if seq is None:
        return Offer(latest[1], present=True) if latest else None
    if named is None or latest is None:
        return None
    same_answer = "." in choice_id and named[1] == latest[1]
    return Offer(named[1], present=named[0] == latest[0] or same_answer)


def _offers(session: Session, conversation_id: str, choice_id: str, *conditions: Any) -> tuple[int, str] | None:
    """Return place and label of a choice in the latest message that has it."""
    statement = select(MESSAGE.c.seq, MESSAGE.c.envelope).where(
        MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.author == "assistant", *conditions
    )
    for seq, stored in session.execute(statement.order_by(MESSAGE.c.seq.desc()).limit(LATEST)):
        for choice in orjson.loads(stored).get("choices", []):
            if choice["id"] == choice_id:
                return seq, str(choice["label"])
    return None


def last_reply(session: Session, conversation_id: str) -> Envelope | None:
    """Read the assistant's latest message."""
    statement = select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.author == "assistant")
    row = session.execute(statement.order_by(MESSAGE.c.seq.desc()).limit(1)).mappings().first()
    return None if row is None else read_message(row)
