"""The queue for people: who waits, who talks with whom, and what a visitor is told meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.core.clock import CHINA, Clock
from bot.core.contact import Contact
from bot.core.envelope import Envelope
from bot.core.handoff import CALL_BACK, CLAIMED, CLOSED, CONTACT, OPEN, RETURNED, WAITING, Handoff, ServiceHours
from bot.errors import Conflict, InvalidInput, TooLong, existing
from bot.services import ports
from bot.services.calendars import calendar_of
from bot.services.desk.submissions import consents
from bot.services.privacy import mask
from bot.text.as_written import own_words

MAX_TEXT = 2000
PAGE = 50
MOST_ANONYMOUS = 100
"""Open places of visitors who began no case: more are told the numbers to call, so that nobody fills the queue for all."""
CASE_FACTS = ("facts", "answers", CONTACT)
"""What of a card is the visitor's own and is not shown after the hand-over has ended, like the sheet."""


class Handoffs:
    """Queues conversations, lets one operator at a time answer, and hands back."""

    def __init__(
        self,
        store: ports.HandoffStore,
        cases: ports.Cases,
        clock: Clock,
        hours: ServiceHours,
        say: Callable[..., str],
        personal: Collection[str] = (),
    ) -> None:
        """`personal` names the facts that a card holds only with the visitor's consent."""
        self._store = store
        self._cases = cases
        self._clock = clock
        self.hours = hours
        self._say = say
        self._personal = personal

    def request(self, conversation_id: str, reason: str, region: str | None) -> Handoff | None:
        """Queue a conversation; out of hours it is a wish to be called back; None when too many wait who told nothing yet."""
        state = WAITING if self.is_open(self._clock.now()) else CALL_BACK
        card = self.card(conversation_id, region)
        return self._store.request(conversation_id, state, mask(reason)[:200], card, MOST_ANONYMOUS)

    def leave_contact(self, handoff: Handoff, contact: Contact) -> Handoff:
        """Put the contact that a visitor agreed to leave on the card.

        Raises:
            Conflict: the place is closed.
        """
        return self._store.leave_contact(handoff.id, contact.as_dict())

    def withdraw(self, handoff: Handoff) -> Handoff:
        """Close a place its visitor gives up, and forget the contact."""
        return self._store.move(handoff, CLOSED, "")

    def ahead(self, handoff: Handoff) -> int:
        """Return how many wait longer."""
        waiting = self._store.queue((WAITING, CALL_BACK))
        return next((count for count, one in enumerate(waiting) if one.id == handoff.id), len(waiting))

    def next_opening(self) -> date:
        """Return the day on which people answer next."""
        now = self._clock.now().astimezone(CHINA)
        return self.hours.next_opening(now.date(), now.time(), calendar_of("CN").is_working)

    def today(self) -> date:
        """Return the day in China."""
        return self._clock.now().astimezone(CHINA).date()

    def is_claimed(self, conversation_id: str) -> bool:
        """Say whether a person answers in this conversation, so that the assistant is silent."""
        found = self._store.open_of(conversation_id)
        return found is not None and found.state == CLAIMED

    def of_conversation(self, conversation_id: str) -> Handoff | None:
        """Return the place a conversation holds in the queue, if any."""
        return self._store.open_of(conversation_id)

    def is_open(self, moment: datetime) -> bool:
        """Say whether people answer at this moment."""
        here = moment.astimezone(CHINA)
        working = calendar_of("CN").is_working(here.date())
        return self.hours.open_at(here.date(), here.time(), working)

    def queue(self) -> Sequence[Handoff]:
        """Return who waits, is being answered or wants a call back, the longest waiting first."""
        return self._store.queue((WAITING, CLAIMED, CALL_BACK))

    def page(self, after: str = "") -> tuple[Sequence[Handoff], str]:
        """Return a page of the queue, and the place after which the next one begins, if there is one.

        Raises:
            NotFound: there is no place to begin after.
        """
        start = self.get(after) if after else None
        found = self._store.queue(OPEN, start, PAGE + 1)
        return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else ""

    def get(self, handoff_id: str) -> Handoff:
        """Return one place in the queue.

        Raises:
            NotFound: there is none.
        """
        return existing(self._store.get(handoff_id), "handoff")

    def claim(self, handoff_id: str, account: str) -> Handoff:
        """Take a conversation and tell its visitor; the assistant is silent until it is handed back.

        Who has it already gets it again, and the visitor is not told twice.

        Raises:
            Conflict: somebody else has it, or it is over.
        """
        found = self.get(handoff_id)
        if found.state == CLAIMED and found.claimed_by == account:
            return found
        return self._move(found, CLAIMED, account, "utter_handoff_joined")

    def owned(self, handoff_id: str, account: str) -> Handoff:
        """Return a place that this account has claimed.

        Raises:
            Conflict: it has not, or no longer.
        """
        found = self.get(handoff_id)
        if found.state != CLAIMED or found.claimed_by != account:
            raise Conflict("claim the conversation first")
        return found

    def hand_back(self, handoff_id: str, account: str, leading: bool = False) -> Handoff:
        """Give a conversation back to the assistant and tell its visitor; once is enough.

        Args:
            leading: the account may take it out of somebody else's hands.

        Raises:
            Conflict: this account has not claimed it.
        """
        found = self.get(handoff_id)
        if found.state == RETURNED:
            return found
        mine = found if leading else self.owned(handoff_id, account)
        return self._move(mine, RETURNED, "", "utter_handoff_returned")

    def close(self, handoff_id: str, account: str, leading: bool = False) -> Handoff:
        """Close a place: answered, called back, or given up; a visitor who still talks or waits is told.

        Raises:
            Conflict: somebody else talks with this visitor.
        """
        found = self.get(handoff_id)
        if found.state == CLOSED:
            return found
        if found.state == CLAIMED and found.claimed_by != account and not leading:
            raise Conflict("somebody else has this conversation")
        listens = found.state in (CLAIMED, WAITING)
        return self._move(found, CLOSED, account, "utter_handoff_returned" if listens else "")

    def card(self, conversation_id: str, region: str | None) -> dict[str, Any]:
        """Return what an operator should know first of the latest case; personal facts only with the visitor's consent."""
        cases = self._cases.of_conversation(conversation_id)
        if not cases:
            return {"region": region}
        case, agreed = cases[0], consents(cases[0])
        facts = case.sheet.get("facts") or []
        shown = [fact for fact in facts if agreed or not fact.get("personal")]
        return {
            "region": region,
            "case_code": case.code,
            "flow": case.flow,
            "status": case.status,
            "answers": {
                name: _masked(value) for name, value in case.answers.items() if agreed or name not in self._personal
            },
            "facts": [
                f"{fact['label']}：{_masked(fact['value']) if not fact.get('personal') else fact['value']}"
                for fact in shown
            ],
        }

    def _move(self, handoff: Handoff, state: str, claimed_by: str, key: str) -> Handoff:
        told = notice(replace(handoff, state=state), self._say(key)) if key else None
        return self._store.move(handoff, state, claimed_by, told)


def card_shown(handoff: Handoff) -> dict[str, Any]:
    """Return what an operator may read of a case: its facts only while somebody waits or is helped."""
    if handoff.state in OPEN:
        return dict(handoff.card)
    return {name: value for name, value in handoff.card.items() if name not in CASE_FACTS}


def as_agreed(message: Envelope, handoff: Handoff) -> Envelope:
    """Return a message as staff may read it: numbers and names a visitor did not agree to pass on are masked.

    What was said to the person who had claimed the conversation is as it was said.
    """
    said_before = not handoff.updated_at or message.get("created_at", "") < handoff.updated_at.isoformat()
    if handoff.contact.value or (handoff.state == CLAIMED and not said_before):
        return message
    return {**message, "text": mask(message["text"])} if message.get("author") == "visitor" else message


def written(text: str) -> str:
    """Return what staff wrote as it is stored: their own punctuation, no control characters.

    Raises:
        InvalidInput: nothing is left.
        TooLong: more than 2000 characters are left.
    """
    kept = own_words(text)
    if not kept:
        raise InvalidInput("text")
    if len(kept) > MAX_TEXT:
        raise TooLong("text")
    return kept


def notice(handoff: Handoff, text: str) -> Envelope:
    """Return what a visitor reads about the queue; a page learns from it whether a person may still write."""
    return {"type": "handoff", "text": text, "handoff": {"id": handoff.id, "state": handoff.state}}


def _masked(value: Any) -> Any:
    """Return an answer without numbers and addresses that slipped into free words."""
    return mask(value) if isinstance(value, str) else value
