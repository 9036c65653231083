"""Going on with a case elsewhere: by a link its visitor made, by the number given there, or by staff with a spoken consent."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from bot.core.case import DELETED, Case, is_code
from bot.core.knowledge.flow import Flow
from bot.errors import Conflict, Forbidden, NotFound
from bot.services import ports
from bot.services.privacy import mask
from bot.text.as_written import own_words

READ, GONE_ON, REFUSED = "read", "gone_on", "refused"
LINK, NUMBER, CONSENT = "link", "number", "consent"
LINK_HOLDS = timedelta(hours=24)
MOST_REFUSALS, REFUSALS_WITHIN = 5, timedelta(days=1)
"""Wrong numbers said with a code, after which no number is taken until a day has passed."""
_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){6,14}")
_TELEPHONE = range(7, 13)
"""Digits of a telephone number, with its area code."""


@dataclass(frozen=True)
class Access:
    """One access to a conversation or case."""

    act: str
    conversation_id: str
    case_id: str = ""
    way: str = ""
    account: str = ""
    note: str = ""
    once: str = ""


class Accesses(Protocol):
    """The stored accesses."""

    def note(self, access: Access) -> None:
        """Store an access."""

    def refused_since(self, case_id: str, moment: datetime) -> int:
        """Return how often somebody was refused to go on with a case."""

    def take(self, access: Access) -> None:
        """Store that a conversation goes on with a case, and let it, both or neither.

        Raises:
            NotFound: the case is gone.
            Conflict: what may be used once was used.
        """


class Continuing:
    """Decides who may go on with a case outside the conversation it was opened in."""

    def __init__(self, cases: ports.Cases, accesses: Accesses) -> None:
        self._cases = cases
        self._accesses = accesses

    def by_number(self, flow: Flow, case: Case, conversation_id: str, text: str) -> bool | None:
        """Let a conversation go on that says the telephone number given in the case; None when it says no number.

        After some wrong ones none is taken for a while, the right one neither.
        """
        said = set(_telephones(re.sub(case.code, " ", text, flags=re.IGNORECASE)))
        if not said:
            return None
        since = datetime.now(UTC) - REFUSALS_WITHIN
        guessing = self._accesses.refused_since(case.id, since) >= MOST_REFUSALS
        given = {n for s in flow.slots if s.personal for n in _telephones(str(case.answers.get(s.id, "")))}
        if guessing or not said & given:
            self._accesses.note(Access(REFUSED, conversation_id, case.id, NUMBER))
            return False
        self._accesses.take(Access(GONE_ON, conversation_id, case.id, NUMBER))
        return True

    def by_consent(self, code: str, conversation_id: str, account: str, note: str) -> Case:
        """Let staff go on in a conversation of theirs; what the visitor agreed to is noted, numbers masked.

        Raises:
            NotFound: there is no such case.
        """
        case = self._found(code)
        self._accesses.take(Access(GONE_ON, conversation_id, case.id, CONSENT, account, mask(own_words(note))))
        return case

    def by_link(self, case_id: str, number: str, conversation_id: str) -> Case:
        """Let a conversation go on that brings a link; it works once.

        Raises:
            NotFound: the case is gone.
            Conflict: the link was used.
        """
        case = self._cases.get(case_id)
        if case is None or case.status == DELETED:
            raise NotFound("case")
        self._accesses.take(Access(GONE_ON, conversation_id, case.id, LINK, once=number))
        return case

    def own(self, code: str, conversation_id: str) -> Case:
        """Return a case that was opened in this conversation.

        Raises:
            NotFound: it was not.
        """
        case = self._found(code)
        if case.origin_id != conversation_id:
            raise NotFound("case")
        return case

    def _found(self, code: str) -> Case:
        case = self._cases.by_code(code) if is_code(code) else None
        if case is None or case.status == DELETED:
            raise NotFound("case")
        return case


class Links:
    """Makes and reads links to go on with a case: signed, for a day."""

    def __init__(self, key: bytes, holds: timedelta = LINK_HOLDS) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="continue")
        self._holds = holds

    def make(self, case_id: str) -> tuple[str, datetime]:
        """Return the key of a new link, and when it ends."""
        key = self._signer.dumps([case_id, secrets.token_hex(8)])
        return str(key), datetime.now(UTC) + self._holds

    def read(self, key: str) -> tuple[str, str]:
        """Return the case and the number of a link.

        Raises:
            Conflict: it has ended.
            Forbidden: it was not made here.
        """
        try:
            case_id, number = self._signer.loads(key, max_age=int(self._holds.total_seconds()))
        except SignatureExpired as error:
            raise Conflict("link") from error
        except (BadSignature, ValueError, TypeError) as error:
            raise Forbidden("link") from error
        return str(case_id), str(number)


def _telephones(text: str) -> Iterable[str]:
    for found in _NUMBER.findall(text):
        digits = re.sub(r"\D", "", found)
        if digits.startswith("86") and len(digits) > 11:
            digits = digits[2:]
        if len(digits) in _TELEPHONE:
            yield digits
