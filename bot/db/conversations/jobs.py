"""The statements behind the conversation repository, as jobs that a batch of writes can share a transaction with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.core.envelope import Author, Envelope
from bot.db.conversations.tables import ConversationRow, MessageRow, TurnRow, UnansweredRow
from bot.db.statements import Hot
from bot.db.write_queue import Job
from bot.errors import NotFound, existing


def _table(row: type[Any]) -> Table:
    table: Table = row.__table__
    return table


CONVERSATION, TURN, MESSAGE = _table(ConversationRow), _table(TurnRow), _table(MessageRow)
UNANSWERED = _table(UnansweredRow)


def _named(*names: str) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}


_TURN_VALUES = _named("id", "conversation_id", "client_id", "payload", "accepted_at")
_ADD_TURN = Hot(
    {
        dialect: insert_into(TURN)
        .values(**_TURN_VALUES, state="open", attempts=0)
        .on_conflict_do_nothing()
        .returning(TURN.c.id)
        for dialect, insert_into in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
    }
)
_ADVANCED = (
    update(CONVERSATION)
    .where(CONVERSATION.c.id == bindparam("b_id"))
    .values(last_seq=CONVERSATION.c.last_seq + bindparam("b_count"), updated_at=bindparam("b_now"))
    .returning(CONVERSATION.c.last_seq)
)
_ADVANCE, _REMEMBER = Hot(_ADVANCED), Hot(_ADVANCED.values(context=bindparam("b_context")))
_ADD_MESSAGE = Hot(insert(MESSAGE).values(**_named("conversation_id", "seq", "turn_id", "author", "envelope")))
_CLOSE_TURN = Hot(
    update(TURN)
    .where(TURN.c.id == bindparam("b_id"), TURN.c.state == "open")
    .values(state="done", completed_at=bindparam("b_now"))
    .returning(TURN.c.conversation_id)
)


def create(channel: str, region: str | None, as_of: str | None) -> Job[str]:
    """Store a conversation."""
    conversation_id, now = uuid4().hex, _now()
    values = {
        "id": conversation_id,
        "channel": channel,
        "as_of": as_of,
        "context": _dump({"region": region}),
        "last_seq": 0,
        "closed": False,
        "created_at": now,
        "updated_at": now,
    }

    def job(session: Session) -> str:
        session.execute(insert(CONVERSATION), values)
        return conversation_id

    return job


def get(session: Session, conversation_id: str) -> Mapping[str, Any] | None:
    """Read a conversation's row."""
    row = session.execute(select(CONVERSATION).where(CONVERSATION.c.id == conversation_id)).mappings().first()
    return None if row is None else {**row, "context": orjson.loads(row["context"])}


def accept(
    conversation_id: str, client_id: str, envelope: Envelope, payload: Mapping[str, Any]
) -> Job[Mapping[str, Any]]:
    """Store the visitor's message and open a turn, unless the client's id is known."""
    turn_id, now = uuid4().hex, _now()
    turn = {
        "id": turn_id,
        "conversation_id": conversation_id,
        "client_id": client_id or turn_id,
        "payload": _dump(payload),
        "accepted_at": now,
    }

    def job(session: Session) -> Mapping[str, Any]:
        connection = session.connection()
        seq = _advance(session, conversation_id, 1, now)
        added = _ADD_TURN.first(connection, turn)
        if added is None:
            _advance(session, conversation_id, -1, now)
            return _known_turn(session, conversation_id, client_id)
        _add_messages(session, conversation_id, seq, turn_id, [_stamp(envelope, "visitor", now)])
        return {"turn_id": turn_id, "state": "open", "replies": [], "payload": payload}

    return job


def find_turn(session: Session, conversation_id: str, client_id: str) -> Mapping[str, Any] | None:
    """Read a turn by the client's id, with its replies."""
    row = (
        session.execute(select(TURN).where(TURN.c.conversation_id == conversation_id, TURN.c.client_id == client_id))
        .mappings()
        .first()
    )
    if row is None:
        return None
    replies = _replies(session, row["conversation_id"], row["id"]) if row["state"] == "done" else []
    return {
        "turn_id": row["id"],
        "state": row["state"],
        "replies": replies,
        "payload": orjson.loads(row["payload"]),
    }


def _known_turn(session: Session, conversation_id: str, client_id: str) -> Mapping[str, Any]:
    return existing(find_turn(session, conversation_id, client_id), "turn")


def complete(
    turn_id: str,
    envelopes: Sequence[Envelope],
    context: Mapping[str, Any],
    unanswered: tuple[str, str, Sequence[Any]] | None = None,
) -> Job[Sequence[Envelope]]:
    """Store replies and context and close the turn; keep the question too when it was not answered."""
    now, stored_context = _now(), _dump(context)
    stamped = [_stamp(envelope, "assistant", now) for envelope in envelopes]

    def job(session: Session) -> Sequence[Envelope]:
        closed = _CLOSE_TURN.first(session.connection(), {"b_id": turn_id, "b_now": now})
        if closed is None:
            return _stored_replies(session, turn_id)
        conversation_id = closed[0]
        values = {"b_id": conversation_id, "b_count": len(envelopes), "b_now": now, "b_context": stored_context}
        advanced = _REMEMBER.first(session.connection(), values)
        last = int(advanced[0]) if advanced else 0
        if unanswered is not None:
            record_unanswered(conversation_id, *unanswered)(session)
        return _add_messages(session, conversation_id, last - len(envelopes) + 1, turn_id, stamped)

    return job


def remember(conversation_id: str, context: Mapping[str, Any]) -> Job[None]:
    """Replace a conversation's memory outside any turn."""
    statement = update(CONVERSATION).where(CONVERSATION.c.id == conversation_id)
    values = {"context": _dump(context), "updated_at": _now()}

    def job(session: Session) -> None:
        session.execute(statement.values(values))

    return job


def _stored_replies(session: Session, turn_id: str) -> list[Envelope]:
    conversation_id = existing(session.scalar(select(TURN.c.conversation_id).where(TURN.c.id == turn_id)), "turn")
    return _replies(session, conversation_id, turn_id)


def count_attempt(turn_id: str) -> Job[int]:
    """Count a failed try of a turn."""

    def job(session: Session) -> int:
        statement = update(TURN).where(TURN.c.id == turn_id).values(attempts=TURN.c.attempts + 1)
        return session.execute(statement.returning(TURN.c.attempts)).scalar() or 0

    return job


def open_turns(session: Session, older_than: datetime) -> list[Mapping[str, Any]]:
    """Read the turns accepted before a moment and still open."""
    statement = (
        select(TURN).where(TURN.c.state == "open", TURN.c.accepted_at <= older_than).order_by(TURN.c.accepted_at)
    )
    return [
        {
            "turn_id": row["id"],
            "conversation_id": row["conversation_id"],
            "client_id": row["client_id"],
            "payload": orjson.loads(row["payload"]),
            "attempts": row["attempts"],
        }
        for row in session.execute(statement).mappings()
    ]


def transcript(session: Session, conversation_id: str, after: int) -> list[Envelope]:
    """Read the messages after a sequence number."""
    statement = select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq > after)
    return [read_message(row) for row in session.execute(statement.order_by(MESSAGE.c.seq)).mappings()]


def append(conversation_id: str, envelope: Envelope) -> Job[Envelope]:
    """Store a message outside any turn."""
    now = _now()

    def job(session: Session) -> Envelope:
        seq = _advance(session, conversation_id, 1, now)
        stamped = [_stamp(envelope, envelope.get("author", "staff"), now)]
        return _add_messages(session, conversation_id, seq, None, stamped)[0]

    return job


def record_unanswered(conversation_id: str, masked_text: str, intent: str, ranking: Sequence[Any]) -> Job[None]:
    """Store a masked question."""
    values = {
        "conversation_id": conversation_id,
        "text": masked_text,
        "intent": intent[:80],
        "ranking": _dump(ranking),
        "created_at": _now(),
    }

    def job(session: Session) -> None:
        session.execute(insert(UNANSWERED), values)

    return job


def _advance(session: Session, conversation_id: str, count: int, now: datetime) -> int:
    row = _ADVANCE.first(session.connection(), {"b_id": conversation_id, "b_count": count, "b_now": now})
    if row is None:
        raise NotFound("conversation")
    return int(row[0])


def _stamp(envelope: Envelope, author: Author, now: datetime) -> Envelope:
    return {**envelope, "author": author, "created_at": now.isoformat(timespec="milliseconds")}


def _add_messages(
    session: Session, conversation_id: str, first: int, turn_id: str | None, stamped: Sequence[Envelope]
) -> list[Envelope]:
    rows = [
        {
            "conversation_id": conversation_id,
            "seq": seq,
            "turn_id": turn_id,
            "author": envelope["author"],
            "envelope": _dump(envelope),
        }
        for seq, envelope in enumerate(stamped, start=first)
    ]
    if rows:
        _ADD_MESSAGE.each(session.connection(), rows)
    return [_identified(conversation_id, seq, envelope) for seq, envelope in enumerate(stamped, start=first)]


def _identified(conversation_id: str, seq: int, envelope: Envelope) -> Envelope:
    """Put a stored message's id and sequence number in front."""
    identified: Envelope = {"id": f"{conversation_id}-{seq}", "seq": seq, **envelope}
    return identified


def read_message(row: Mapping[Any, Any]) -> Envelope:
    """Return a stored message as it is shown."""
    return _identified(row["conversation_id"], row["seq"], orjson.loads(row["envelope"]))


def _replies(session: Session, conversation_id: str, turn_id: str) -> list[Envelope]:
    statement = select(MESSAGE).where(
        MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.turn_id == turn_id, MESSAGE.c.author != "visitor"
    )
    return [read_message(row) for row in session.execute(statement.order_by(MESSAGE.c.seq)).mappings()]


def seq_of(conversation_id: str, message_id: str) -> int | None:
    """Return the sequence number in a message's id, or None when it is not of this conversation."""
    owner, _, seq = message_id.rpartition("-")
    return int(seq) if owner == conversation_id and seq.isascii() and seq.isdigit() and len(seq) < 10 else None


def _now() -> datetime:
    return datetime.now(UTC)


def _dump(value: Any) -> str:
    return orjson.dumps(value).decode()
