"""The state of one guided flow, as the database keeps it, and the code of its sheet; standard library only."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

COLLECTING, CONCLUDED, CANCELLED, DELETED = "collecting", "concluded", "cancelled", "deleted"
TRANSITIONS = {
    COLLECTING: (COLLECTING, CONCLUDED, CANCELLED, DELETED),
    CONCLUDED: (COLLECTING, CONCLUDED, DELETED),
    CANCELLED: (COLLECTING, DELETED),
    DELETED: (),
}
"""Which status may follow which; a concluded case reopens when an answer is corrected."""
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What codes are made of: no sign that is taken for another."""
CODE_LENGTH = 10
_DIGITS, _LETTERS = CODE_SIGNS[:8], CODE_SIGNS[8:]
_CODE = re.compile(rf"(?<![A-Z0-9])[{CODE_SIGNS}]{{{CODE_LENGTH}}}(?![A-Z0-9])", re.IGNORECASE)
_NAMED = re.compile(r"(?:编号|编码|单号|号码|单子|\bcode|\bno\.?)\s*(?:就?是|为)?\s*[:#“\"「【(]*\s*$", re.IGNORECASE)
"""What stands before a sign that is said to be a code."""
_TAKEN_UP = re.compile(r"接着|继续|上次|之前|那张|单子|编号|打开|调出")
_MOST_VOWELS = 2
"""Words of ten letters have more."""
ROUGH = "~"
"""Closes a date that the visitor knows roughly."""


def new_code() -> str:
    """Return a short code nobody can guess; it holds digits and letters, so that it is never taken for a word or a number."""
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if _is_mixed(code):
            return code


def is_code(text: str) -> bool:
    """Say whether a text in capitals is the code of a sheet, of whatever age."""
    return bool(_CODE.fullmatch(text)) and text == text.upper()


def find_code(text: str) -> str:
    """Return the code that a message holds, however it is written, or an empty string.

    Older codes may be letters or digits only: they count where they cannot be a word or another number.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = (match for match in _CODE.finditer(plain) if _is_meant(match, plain))
    return next((match.group().upper() for match in found), "")


def _is_mixed(code: str) -> bool:
    return any(sign in _DIGITS for sign in code) and any(sign in _LETTERS for sign in code.upper())


def _is_meant(match: re.Match[str], text: str) -> bool:
    code, rest = match.group(), text[: match.start()] + text[match.end() :]
    if _is_mixed(code) or _NAMED.search(text[: match.start()]):
        return True
    if not code.isalpha():
        return False
    alone, capitals = not re.search(r"\w", rest), code.isupper()
    wordlike = sum(sign in "AEU" for sign in code.upper()) > _MOST_VOWELS
    if capitals:
        return alone or not wordlike or bool(_TAKEN_UP.search(rest))
    return not wordlike and (alone or bool(_TAKEN_UP.search(rest)))


def stored_date(day: date, rough: bool = False) -> str:
    """Return a date as cases keep it."""
    return day.isoformat() + (ROUGH if rough else "")


def day_of(value: str) -> tuple[date, bool]:
    """Return a date that a case keeps, and whether it is a rough one."""
    return date.fromisoformat(value.removesuffix(ROUGH)), value.endswith(ROUGH)


@dataclass(frozen=True)
class Case:
    """One visitor's way through a flow. `revision` grows with every stored change."""

    id: str
    code: str
    """Short and unguessable: who has it may read the sheet."""
    flow: str
    conversation_id: str
    knowledge_version: int
    status: str = COLLECTING
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Slot id to value: option id, list of option ids, ISO date (rough ones end in ~), number, region code, text, or `unknown`."""
    asked: tuple[str, ...] = ()
    """Slots asked so far, in order; the last one is the open question while collecting."""
    tries: int = 0
    """Failed tries at the open question."""
    last_turn: str = ""
    last_reply: Mapping[str, Any] = field(default_factory=dict)
    sheet: Mapping[str, Any] = field(default_factory=dict)
    origin_id: str = ""
    """The conversation it was opened in: the case lives and dies with it, wherever somebody goes on."""
    revision: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None

    def is_held_by(self, conversation_id: str) -> bool:
        """Say whether a conversation may go on with the case: where it was opened, and where it was taken to."""
        return conversation_id in (self.conversation_id, self.origin_id)

    @property
    def elsewhere(self) -> bool:
        """Whether somebody goes on with it in another conversation than the one it was opened in."""
        return self.origin_id not in ("", self.conversation_id)

    @property
    def open_slot(self) -> str:
        """The slot whose question waits for an answer, or an empty string."""
        return self.asked[-1] if self.asked and self.status == COLLECTING else ""
