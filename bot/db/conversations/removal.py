"""Deletes conversations and what hangs on them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, exists, select, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Session

from bot.db.accesses import AccessRow
from bot.db.cases import CaseRow
from bot.db.conversations.jobs import CONVERSATION
from bot.db.write_queue import Job

CASE, ACCESS = cast("Table", CaseRow.__table__), cast("Table", AccessRow.__table__)
ORPHANED_AFTER = timedelta(hours=1)
"""A case whose conversation was deleted during its turn outlives it by this at most, up to the next purge."""


def delete(conversation_id: str) -> Job[bool]:
    """Delete a conversation; its turns, messages, thumbs, questions, place in the queue and cases go with it."""

    def job(session: Session) -> bool:
        return _delete_where(session, CONVERSATION.c.id == conversation_id) > 0

    return job


def purge(unused_since: datetime) -> Job[int]:
    """Delete the conversations not used since a moment, and cases whose conversation is gone."""
    settled = datetime.now(UTC) - ORPHANED_AFTER

    def job(session: Session) -> int:
        alive = exists().where(CONVERSATION.c.id == CASE.c.origin_id)
        session.execute(sql_delete(CASE).where(CASE.c.updated_at < settled, ~alive))
        unused = CONVERSATION.c.updated_at < unused_since
        _keep_where_used(session, select(CONVERSATION.c.id).where(unused))
        return _delete_where(session, unused)

    return job


def _delete_where(session: Session, condition: Any) -> int:
    """Delete conversations with the cases opened in them; what hangs on either by a foreign key goes too.

    A case that was only gone on with in them goes back to where it was opened.
    """
    doomed = select(CONVERSATION.c.id).where(condition)
    session.execute(sql_delete(CASE).where(CASE.c.origin_id.in_(doomed)))
    session.execute(update(CASE).where(CASE.c.conversation_id.in_(doomed)).values(conversation_id=CASE.c.origin_id))
    session.execute(update(ACCESS).where(ACCESS.c.conversation_id.in_(doomed)).values(note=""))
    return len(session.execute(sql_delete(CONVERSATION).where(condition).returning(CONVERSATION.c.id)).all())


def _keep_where_used(session: Session, unused: Any) -> None:
    """Let a case whose first conversation is past its time live on in the one where somebody goes on with it."""
    used = exists().where(CONVERSATION.c.id == CASE.c.conversation_id)
    moved = update(CASE).where(CASE.c.origin_id.in_(unused), CASE.c.conversation_id.not_in(unused), used)
    session.execute(moved.values(origin_id=CASE.c.conversation_id))
