"""What staff write into a conversation: once per client id, and only while they hold its place in the queue."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core.envelope import Envelope
from bot.core.handoff import CLAIMED
from bot.db.conversations import jobs
from bot.db.handoffs import HandoffRow
from bot.db.write_queue import Job
from bot.errors import Conflict, NotFound


def answer(handoff_id: str, account: str, envelope: Envelope) -> Job[Envelope]:
    """Append a message of staff; the same client id again returns the message that is there."""

    def job(session: Session) -> Envelope:
        row = session.scalar(select(HandoffRow).where(HandoffRow.id == handoff_id).with_for_update())
        if row is None:
            raise NotFound("handoff")
        known = _known(session, row.conversation_id, envelope.get("client_id", ""))
        if known is not None:
            return known
        if row.state != CLAIMED or row.claimed_by != account:
            raise Conflict("claim the conversation first")
        return jobs.append(row.conversation_id, envelope)(session)

    return job


def _known(session: Session, conversation_id: str, client_id: str) -> Envelope | None:
    if not client_id:
        return None
    said = jobs.transcript(session, conversation_id, 0)
    return next((one for one in said if one.get("author") == "staff" and one.get("client_id") == client_id), None)
