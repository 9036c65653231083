"""What visitors handed in with consent: table and repository; a row goes with its case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

import bot.db.cases  # noqa: F401  the table the foreign key names
from bot.core.submission import CLOSED, RECEIVED, Submission
from bot.db.base import Base, Database
from bot.db.types import UtcDateTime
from bot.errors import Conflict, NotFound


class SubmissionRow(Base):
    """One financing need or overseas report; `revision` guards against two writers."""

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("flow_case.id", ondelete="CASCADE"), unique=True)
    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20), index=True)
    status: Mapped[str] = mapped_column(String(12), index=True)
    region: Mapped[str] = mapped_column(String(12))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    draft: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text)
    handled_by: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SubmissionRepository:
    """Implements `services.submissions.SubmissionStore`; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hand_in(self, case_id: str, code: str, kind: str, content: Mapping[str, Any]) -> None:
        """Store what a case hands in; a second time brings it up to date, unless it is closed."""
        now = datetime.now(UTC)
        with self._database.write() as session:
            row = session.scalar(select(SubmissionRow).where(SubmissionRow.case_id == case_id))
            if row is None:
                row = SubmissionRow(
                    id=uuid4().hex, case_id=case_id, code=code, kind=kind, status=RECEIVED, note="", handled_by="",
                    revision=0, created_at=now,
                )  # fmt: skip
                session.add(row)
            if row.status == CLOSED or (row.revision and _content(row) == dict(content)):
                return
            for name, value in content.items():
                setattr(row, name, value)
            row.updated_at, row.revision = now, row.revision + 1

    def withdraw(self, case_id: str) -> None:
        """Delete what a case handed in, if anything."""
        with self._database.write() as session:
            session.execute(delete(SubmissionRow).where(SubmissionRow.case_id == case_id))

    def get(self, submission_id: str) -> Submission | None:
        """Return one submission."""
        return self._first(SubmissionRow.id == submission_id)

    def of_case(self, case_id: str) -> Submission | None:
        """Return what a case handed in."""
        return self._first(SubmissionRow.case_id == case_id)

    def all(self, kind: str = "", status: str = "") -> Sequence[Submission]:
        """Return the submissions of a kind and a status, the oldest first; an empty word means any."""
        query = select(SubmissionRow).order_by(SubmissionRow.created_at, SubmissionRow.id)
        if kind:
            query = query.where(SubmissionRow.kind == kind)
        if status:
            query = query.where(SubmissionRow.status == status)
        with self._database.read() as session:
            return [_submission(row) for row in session.scalars(query)]

    def change(self, submission_id: str, revision: int, values: Mapping[str, str]) -> Submission:
        """Change status, note or handler.

        Raises:
            NotFound: it is gone.
            Conflict: somebody else was quicker.
        """
        changes = {**values, "revision": revision + 1, "updated_at": datetime.now(UTC)}
        with self._database.write() as session:
            statement = (
                update(SubmissionRow)
                .where(SubmissionRow.id == submission_id, SubmissionRow.revision == revision)
                .values(**changes)
                .returning(SubmissionRow.id)
            )
            if session.execute(statement).first() is None:
                raise _reason(session, submission_id)
            return _submission(session.get_one(SubmissionRow, submission_id, populate_existing=True))

    def _first(self, condition: Any) -> Submission | None:
        with self._database.read() as session:
            row = session.scalar(select(SubmissionRow).where(condition))
        return _submission(row) if row is not None else None


def _reason(session: Session, submission_id: str) -> Exception:
    gone = session.get(SubmissionRow, submission_id) is None
    return NotFound("submission") if gone else Conflict("somebody else was quicker")


def _content(row: SubmissionRow) -> dict[str, Any]:
    return {"region": row.region, "answers": row.answers, "facts": row.facts, "draft": row.draft}


def _submission(row: SubmissionRow) -> Submission:
    return Submission(
        row.id, row.case_id, row.code, row.kind, row.status, row.region, row.answers, tuple(row.facts),
        tuple(row.draft), row.note, row.handled_by, row.revision, row.created_at, row.updated_at,
    )  # fmt: skip
