"""Who read a conversation or went on with a case elsewhere: table and repository."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import String, Text, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.base import Base, Database
from bot.db.cases import CaseRow
from bot.db.types import UtcDateTime
from bot.errors import Conflict, NotFound
from bot.services.sheets.continuing import REFUSED, Access


class AccessRow(Base):
    """One access, by ids; what staff noted goes when the conversation is deleted, the rest stays."""

    __tablename__ = "access_record"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    act: Mapped[str] = mapped_column(String(24))
    way: Mapped[str] = mapped_column(String(12))
    account: Mapped[str] = mapped_column(String(80))
    conversation_id: Mapped[str] = mapped_column(String(32), index=True)
    case_id: Mapped[str] = mapped_column(String(32), index=True)
    note: Mapped[str] = mapped_column(Text)
    once: Mapped[str | None] = mapped_column(String(64), unique=True)
    """What may be used one time only, such as a link's number."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AccessRepository:
    """Implements `services.continuing.Accesses`; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, access: Access) -> None:
        """Store an access."""
        with self._database.write() as session:
            _add(session, access)

    def refused_since(self, case_id: str, moment: datetime) -> int:
        """Return how often somebody was refused to go on with a case."""
        query = select(func.count()).where(
            AccessRow.case_id == case_id, AccessRow.act == REFUSED, AccessRow.at >= moment
        )
        with self._database.read() as session:
            return session.scalar(query) or 0

    def take(self, access: Access) -> None:
        """Store that a conversation goes on with a case, and let it, both or neither.

        Raises:
            NotFound: the case is gone.
            Conflict: what may be used once was used.
        """
        with self._database.write() as session:
            used = select(AccessRow.id).where(AccessRow.once == access.once)
            if access.once and session.scalar(used) is not None:
                raise Conflict("used before")
            _add(session, access)
            changes = {"conversation_id": access.conversation_id, "revision": CaseRow.revision + 1}
            taken = update(CaseRow).where(CaseRow.id == access.case_id).values(**changes).returning(CaseRow.id)
            if session.execute(taken).first() is None:
                raise NotFound("case")

    def of_case(self, case_id: str) -> list[Access]:
        """Return who was let in or refused, the oldest first."""
        query = select(AccessRow).where(AccessRow.case_id == case_id).order_by(AccessRow.at)
        with self._database.read() as session:
            return [_access(row) for row in session.scalars(query)]

    def of_conversation(self, conversation_id: str) -> list[Access]:
        """Return what was done in or with a conversation, the oldest first."""
        query = select(AccessRow).where(AccessRow.conversation_id == conversation_id).order_by(AccessRow.at)
        with self._database.read() as session:
            return [_access(row) for row in session.scalars(query)]


def _add(session: Session, access: Access) -> None:
    session.add(
        AccessRow(
            id=uuid4().hex, act=access.act, way=access.way, account=access.account, note=access.note,
            conversation_id=access.conversation_id, case_id=access.case_id, once=access.once or None,
            at=datetime.now(UTC),
        )
    )  # fmt: skip
    session.flush()


def _access(row: AccessRow) -> Access:
    return Access(row.act, row.conversation_id, row.case_id, row.way, row.account, row.note, row.once or "")
