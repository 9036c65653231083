"""Staff accounts: names, roles, passwords and sessions."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import InvalidInput, NotFound, NotSignedIn

ROLES = ("admin", "editor", "reviewer", "supervisor", "staff", "readonly")
SESSION_HOURS = 12
MIN_PASSWORD = 10
_NAME = re.compile(r"[\w.@-]{1,40}")


class AccountStore(Protocol):
    """Where accounts and sessions are kept; every method is one transaction."""

    def add(self, name: str, role: str, password_hash: str) -> str:
        """Store a new account and return its id; raises Conflict when the name is taken."""

    def by_name(self, name: str) -> Mapping[str, Any] | None:
        """Return the account of that name, or None."""

    def all(self) -> Sequence[Mapping[str, Any]]:
        """Return every account by name."""

    def set_password(self, name: str, password_hash: str) -> bool:
        """Replace a password and end the account's sessions; False when there is no such account."""

    def set_active(self, name: str, active: bool) -> bool:
        """Allow or refuse an account to sign in and end its sessions; False when there is no such account."""

    def open_session(self, account_id: str, token_hash: str, csrf_token: str, expires_at: datetime) -> None:
        """Store a session."""

    def session(self, token_hash: str) -> Mapping[str, Any] | None:
        """Return an active account's session, or None."""

    def close_session(self, token_hash: str) -> None:
        """End a session."""


@dataclass(frozen=True)
class StaffSession:
    """Who is signed in, and the token that proves a request comes from our own page."""

    account_id: str
    name: str
    role: str
    csrf_token: str
    expires_at: datetime


class Accounts:
    """Adds accounts and signs people in and out."""

    def __init__(self, store: AccountStore) -> None:
        self._store = store
        self._hasher = PasswordHasher()
        self._decoy = ""

    def add(self, name: str, role: str, password: str) -> str:
        """Store a new account and return its id.

        Raises:
            InvalidInput: the name, the role or the password cannot be used.
            Conflict: the name is taken.
        """
        if not _NAME.fullmatch(name):
            raise InvalidInput("a name is 1 to 40 letters, digits or . _ @ -")
        if role not in ROLES:
            raise InvalidInput(f"role {role!r} is none of {', '.join(ROLES)}")
        return self._store.add(name, role, self._hash(password))

    def change_password(self, name: str, password: str) -> None:
        """Replace an account's password and sign it out everywhere."""
        if not self._store.set_password(name, self._hash(password)):
            raise NotFound(f"there is no account named {name!r}")

    def set_active(self, name: str, active: bool) -> None:
        """Allow or refuse an account to sign in; it is signed out everywhere."""
        if not self._store.set_active(name, active):
            raise NotFound(f"there is no account named {name!r}")

    def all(self) -> Sequence[Mapping[str, Any]]:
        """Return every account by name."""
        return self._store.all()

    def sign_in(self, name: str, password: str) -> tuple[str, StaffSession]:
        """Open a session and return its secret with it.

        Raises:
            NotSignedIn: no active account has this name and password.
        """
        account = self._store.by_name(name) if _NAME.fullmatch(name) else None
        if not self._matches(account, password) or account is None or not account["active"]:
            raise NotSignedIn("name or password is wrong")
        token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        expires_at = datetime.now(UTC) + timedelta(hours=SESSION_HOURS)
        self._store.open_session(account["id"], _digest(token), csrf_token, expires_at)
        return token, StaffSession(account["id"], account["name"], account["role"], csrf_token, expires_at)

    def session(self, token: str) -> StaffSession:
        """Return the session that belongs to a secret.

        Raises:
            NotSignedIn: there is none, or it has ended.
        """
        found = self._store.session(_digest(token)) if token else None
        if found is None or found["expires_at"] <= datetime.now(UTC):
            raise NotSignedIn("no session")
        return StaffSession(**found)

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._store.close_session(_digest(token))

    def _hash(self, password: str) -> str:
        if not MIN_PASSWORD <= len(password) <= 200:
            raise InvalidInput(f"a password has {MIN_PASSWORD} to 200 characters")
        return self._hasher.hash(password)

    def _matches(self, account: Mapping[str, Any] | None, password: str) -> bool:
        """Compare in the same time whether or not the account exists."""
        if not self._decoy:
            self._decoy = self._hasher.hash(secrets.token_hex(16))
        try:
            return self._hasher.verify(account["password_hash"] if account else self._decoy, password)
        except (VerificationError, InvalidHashError):
            return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
