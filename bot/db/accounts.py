"""Staff accounts and their sessions: tables and the repository over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Database
from bot.db.types import UtcDateTime
from bot.errors import Conflict


class AccountRow(Base):
    """One person who signs in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffSessionRow(Base):
    """One signed-in browser; only a hash of its cookie is kept."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    csrf_token: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AccountRepository:
    """Implements `services.accounts.AccountStore`; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, role: str, password_hash: str) -> str:
        """Store a new account and return its id.

        Raises:
            Conflict: the name is taken.
        """
        account = AccountRow(
            id=uuid4().hex,
            name=name,
            role=role,
            password_hash=password_hash,
            active=True,
            created_at=datetime.now(UTC),
        )
        try:
            with self._database.write() as session:
                session.add(account)
        except IntegrityError as error:
            raise Conflict(f"there is an account named {name!r}") from error
        return account.id

    def by_name(self, name: str) -> Mapping[str, Any] | None:
        """Return the account of that name, or None."""
        with self._database.read() as session:
            row = session.scalars(select(AccountRow).where(AccountRow.name == name)).first()
            return None if row is None else _view(row)

    def all(self) -> Sequence[Mapping[str, Any]]:
        """Return every account by name."""
        with self._database.read() as session:
            return [_view(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.name))]

    def set_password(self, name: str, password_hash: str) -> bool:
        """Replace a password and end the account's sessions; False when there is no such account."""
        return self._change(name, password_hash=password_hash)

    def set_active(self, name: str, active: bool) -> bool:
        """Allow or refuse an account to sign in and end its sessions; False when there is no such account."""
        return self._change(name, active=active)

    def open_session(self, account_id: str, token_hash: str, csrf_token: str, expires_at: datetime) -> None:
        """Store a session and forget those that have ended."""
        row = StaffSessionRow(
            token_hash=token_hash, account_id=account_id, csrf_token=csrf_token, expires_at=expires_at
        )
        with self._database.write() as session:
            session.execute(delete(StaffSessionRow).where(StaffSessionRow.expires_at < datetime.now(UTC)))
            session.add(row)

    def session(self, token_hash: str) -> Mapping[str, Any] | None:
        """Return {"account_id", "name", "role", "csrf_token", "expires_at"} of an active account's session, or None."""
        statement = (
            select(StaffSessionRow, AccountRow)
            .join(AccountRow, AccountRow.id == StaffSessionRow.account_id)
            .where(StaffSessionRow.token_hash == token_hash, AccountRow.active)
        )
        with self._database.read() as session:
            found = session.execute(statement).first()
        if found is None:
            return None
        opened, account = found
        return {
            "account_id": account.id,
            "name": account.name,
            "role": account.role,
            "csrf_token": opened.csrf_token,
            "expires_at": opened.expires_at,
        }

    def close_session(self, token_hash: str) -> None:
        """End a session."""
        with self._database.write() as session:
            session.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == token_hash))

    def _change(self, name: str, **values: Any) -> bool:
        with self._database.write() as session:
            statement = update(AccountRow).where(AccountRow.name == name).values(**values).returning(AccountRow.id)
            account_id = session.scalar(statement)
            if account_id is not None:
                session.execute(delete(StaffSessionRow).where(StaffSessionRow.account_id == account_id))
            return account_id is not None


def _view(row: AccountRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "role": row.role,
        "password_hash": row.password_hash,
        "active": row.active,
        "created_at": row.created_at,
    }
