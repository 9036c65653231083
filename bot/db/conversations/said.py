"""What was said last in a conversation, read where it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from bot.core.envelope import Envelope
from bot.db.base import Database
from bot.db.conversations.jobs import MESSAGE, read_message

VISITOR = "visitor"
MOST = 12
"""Messages read of one reply."""


class SaidLast:
    """Reads the reply before the visitor's message that is being answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_reply(self, conversation_id: str) -> Sequence[Envelope]:
        """Return the messages between the visitor's last two, oldest first; none for an unknown conversation."""
        own = MESSAGE.c.conversation_id == conversation_id
        with self._database.read() as session:
            present = session.scalar(select(func.max(MESSAGE.c.seq)).where(own, MESSAGE.c.author == VISITOR))
            if present is None:
                return []
            earlier = (own, MESSAGE.c.seq < present, MESSAGE.c.author != VISITOR)
            rows = session.execute(
                select(MESSAGE).where(*earlier).order_by(MESSAGE.c.seq.desc()).limit(MOST)
            ).mappings()
            found = [read_message(row) for row in rows]
            before = session.scalar(
                select(func.max(MESSAGE.c.seq)).where(own, MESSAGE.c.seq < present, MESSAGE.c.author == VISITOR)
            )
        return [message for message in reversed(found) if message["seq"] > (before or 0)]
