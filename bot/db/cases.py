"""Cases of guided flows: table and repository; personal data go with the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import JSON, String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.case import DELETED, TRANSITIONS, Case
from bot.db.base import Base, Database
from bot.db.types import UtcDateTime
from bot.errors import Conflict

PLAIN = tuple(
    name for name in (field.name for field in fields(Case)) if name not in ("revision", "created_at", "updated_at")
)


class CaseRow(Base):
    """One case; `revision` guards against two writers."""

    __tablename__ = "flow_case"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    flow: Mapped[str] = mapped_column(String(40))
    conversation_id: Mapped[str] = mapped_column(String(32), index=True)
    origin_id: Mapped[str] = mapped_column(String(32), index=True, server_default="")
    knowledge_version: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked: Mapped[list[str]] = mapped_column(JSON)
    tries: Mapped[int]
    last_turn: Mapped[str] = mapped_column(String(40))
    last_reply: Mapped[dict[str, Any]] = mapped_column(JSON)
    sheet: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class CaseRepository:
    """Implements `ports.Cases`; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, case_id: str) -> Case | None:
        """Return a case by its id."""
        return self._first(CaseRow.id == case_id)

    def by_code(self, code: str) -> Case | None:
        """Return a case by the code on its sheet."""
        return self._first(CaseRow.code == code)

    def of_conversation(self, conversation_id: str) -> Sequence[Case]:
        """Return a conversation's cases, the latest first."""
        query = select(CaseRow).where(_held_by(conversation_id)).order_by(CaseRow.updated_at.desc())
        with self._database.read() as session:
            return [_case(row) for row in session.scalars(query)]

    def save(self, case: Case) -> Case:
        """Store a case and return it with its new revision.

        Raises:
            Conflict: somebody stored another revision in between, or the status may not follow.
        """
        now = datetime.now(timezone.utc)
        values = {**_plain(case), "revision": case.revision + 1, "updated_at": now}
        with self._database.write() as session:
            if case.revision == 0:
                self._add(session, CaseRow(**values, created_at=now))
            else:
                self._update(session, case, values)
        return Case(
            **{
                **asdict(case),
                "origin_id": values["origin_id"],
                "revision": case.revision + 1,
                "updated_at": now,
                "asked": case.asked,
            }
        )

    def _add(self, session: Any, row: CaseRow) -> None:
        if session.scalar(select(CaseRow.id).where(CaseRow.id == row.id)) is not None:
            raise Conflict("the case is there already")
        session.add(row)

    def _update(self, session: Any, case: Case, values: Mapping[str, Any]) -> None:
        stored = session.scalar(select(CaseRow.status).where(CaseRow.id == case.id))
        if stored is None or case.status not in TRANSITIONS.get(stored, ()):
            raise Conflict(f"a case that is {stored or DELETED} cannot become {case.status}")
        done = session.execute(
            update(CaseRow).where(CaseRow.id == case.id, CaseRow.revision == case.revision).values(**values)
        )
        if done.rowcount != 1:
            raise Conflict("the case changed in between")

    def _first(self, condition: Any) -> Case | None:
        with self._database.read() as session:
            row = session.scalar(select(CaseRow).where(condition))
        return _case(row) if row is not None else None


def _held_by(conversation_id: str) -> Any:
    return or_(CaseRow.conversation_id == conversation_id, CaseRow.origin_id == conversation_id)


def _plain(case: Case) -> dict[str, Any]:
    values = {name: getattr(case, name) for name in PLAIN}
    return {**values, "origin_id": case.origin_id or case.conversation_id, "answers": dict(case.answers), "asked": list(case.asked), "last_reply": dict(case.last_reply),
            "sheet": dict(case.sheet)}  # fmt: skip


def _case(row: CaseRow) -> Case:
    values = {name: getattr(row, name) for name in PLAIN}
    return Case(**{**values, "asked": tuple(row.asked)}, revision=row.revision, created_at=row.created_at,
                updated_at=row.updated_at)  # fmt: skip
