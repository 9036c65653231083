"""A wish for a person, from the wish to its end: queued, asked whether and how to call, confirmed masked, told its state, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bot.core.contact import Contact
from bot.core.envelope import Envelope
from bot.core.handoff import CLAIMED, WAITING, Handoff
from bot.dialogue.reading.contact import breaks_off, contact_in
from bot.dialogue.reading.person import AGREE, CONTACT, REFUSE, SCRIPT, STATE, WITHDRAW, leaves_none, was_asked
from bot.dialogue.record import Record
from bot.dialogue.turn import Reply, Turn, offer
from bot.errors import NotFound
from bot.services.answers.english import is_english
from bot.services.desk.contact_words import contact_words, day_words
from bot.services.desk.handoffs import Handoffs, notice
from bot.services.desk.hotline_script import HotlineScript
from bot.services.wording import sentences

AWAITS = "awaits"
"""Key of the memory that says that our question is to be answered before a guided flow goes on."""


class CallBacks:
    """Replies to everything that concerns a person; a contact is passed on only once its visitor knows what for, and agrees."""

    def __init__(
        self, handoffs: Handoffs, script: HotlineScript, hotlines: Callable[[], str], say: Callable[..., str]
    ) -> None:
        self._handoffs = handoffs
        self._script = script
        self._hotlines = hotlines
        self._say = say

    def reply(self, turn: Turn) -> Reply:
        """Reply to what a message says of a person, in English to one in English."""
        english = is_english(turn.text) or (bool(_call_back(turn).get("english")) and turn.text.isascii())
        say = partial(in_english, self._say) if english else self._say
        reply = _OneReply(turn, self._handoffs, self._script, self._hotlines, say).made()
        if english and reply.memory.get("call_back"):
            reply.memory["call_back"]["english"] = True
        return reply


class _OneReply:
    """The reply to one turn."""

    def __init__(
        self,
        turn: Turn,
        handoffs: Handoffs,
        script: HotlineScript,
        hotlines: Callable[[], str],
        say: Callable[..., str],
    ) -> None:
        self._turn = turn
        self._handoffs = handoffs
        self._script = script
        self._hotlines = hotlines
        self._say = say

    def made(self) -> Reply:
        """Return the reply by the kind of the act; no kind is the wish."""
        acts: dict[str, Callable[[], Reply]] = {
            AGREE: self._agree, REFUSE: self._refuse, CONTACT: self._contact, WITHDRAW: self._withdraw,
            STATE: self._state, SCRIPT: self._read_aloud,
        }  # fmt: skip
        return acts.get(self._turn.kind, self._wish)()

    def _wish(self) -> Reply:
        place = self._handoffs.request(self._turn.conversation_id, self._turn.text, self._turn.region)
        if place is None:
            return self._full()
        if place.state == CLAIMED:
            return Reply([notice(place, self._say("utter_handoff_already_claimed"))], _memory(place))
        told = contact_in(self._turn.text)
        if told.value:
            return self._confirm(place, told)
        if place.contact.value:
            return self._told_state(place)
        return self._refused(place) if leaves_none(self._turn.text) else self._offer(place, told)

    def _offer(self, place: Handoff, told: Contact) -> Reply:
        """Say that the wish is noted, what a contact is used for, and how to leave one: sending it is the consent."""
        key = "utter_handoff_waiting" if place.state == WAITING else "utter_handoff_out_of_hours"
        text = self._say(key, **self._words(place))
        ways = [("utter_call_back_option_leave", AGREE), ("utter_call_back_option_not", REFUSE)]
        return self._asking(place, text, ways, informed=True, draft=told)

    def _confirm(self, place: Handoff, draft: Contact) -> Reply:
        """Say what was read, masked, and what it is used for; only a yes passes it on."""
        text = self._say("utter_call_back_confirm", **self._words(place, draft))
        ways = [("utter_call_back_option_agree", AGREE), ("utter_call_back_option_not", REFUSE)]
        return self._asking(place, text, ways, draft=draft, awaits=True)

    def _agree(self) -> Reply:
        place = self._open()
        draft = _draft(self._turn).merged(contact_in(self._turn.text, asked=True))
        if place is None:
            return self._wish()
        if draft.value:
            return self._keep(place, draft)
        if place.contact.value:
            return self._told_state(place)
        return self._asking(place, self._say("utter_call_back_ask"), (), informed=True, draft=draft, awaits=True)

    def _contact(self) -> Reply:
        """Take a contact, or a part of one: kept when its visitor knows what for, else confirmed first."""
        place = self._open() or self._handoffs.request(self._turn.conversation_id, self._turn.text, self._turn.region)
        if place is None:
            return self._full()
        informed = bool(_call_back(self._turn).get("informed")) and _call_back(self._turn).get("id") == place.id
        told = contact_in(self._turn.text, asked=was_asked(self._turn.memory))
        draft = place.contact.merged(_draft(self._turn)).merged(told)
        if not told.value and breaks_off(self._turn.text):
            ask = self._say("utter_call_back_incomplete")
            return self._asking(place, ask, (), informed=informed, draft=_draft(self._turn), awaits=True)
        if not draft.value:
            ask = self._say("utter_call_back_ask")
            return self._asking(place, ask, (), informed=informed, draft=draft, awaits=True)
        return self._keep(place, draft) if informed else self._confirm(place, draft)

    def _keep(self, place: Handoff, contact: Contact) -> Reply:
        kept = self._handoffs.leave_contact(place, place.contact.merged(contact))
        key = "utter_call_back_changed" if place.contact.value else "utter_call_back_kept"
        text = self._say(key, **self._words(kept))
        return self._asking(kept, text, self._after(), informed=True)

    def _refuse(self) -> Reply:
        """Forget what was about to be left; the wish itself stays, and what to do without a call is said."""
        place = self._open()
        if place is None:
            return Reply([self._plain("utter_call_back_none")])
        return self._told_state(place) if place.contact.value else self._refused(place)

    def _refused(self, place: Handoff) -> Reply:
        text = self._say("utter_call_back_refused", **self._words(place))
        ways = [("utter_call_back_option_script", SCRIPT), ("utter_call_back_option_withdraw", WITHDRAW)]
        reply = self._asking(place, text, ways)
        reply.memory["call_back"] = {"id": place.id}
        return reply

    def _withdraw(self) -> Reply:
        place = self._open()
        closed = self._handoffs.withdraw(place) if place is not None else self._known()
        if closed is None:
            return Reply([self._plain("utter_call_back_none")], {"call_back": None})
        text = self._say("utter_call_back_withdrawn", number=closed.number)
        return Reply([notice(closed, text)], {**_memory(closed), "call_back": None})

    def _state(self) -> Reply:
        place = self._open()
        if place is not None:
            return self._told_state(place)
        over = self._known()
        key = "utter_call_back_over" if over else "utter_call_back_none"
        return Reply([self._plain(key, number=over.number if over else "")])

    def _told_state(self, place: Handoff) -> Reply:
        key = "utter_call_back_waiting" if place.state == WAITING else "utter_call_back_to_come"
        key = key if place.state == WAITING or place.contact.value else "utter_call_back_no_contact"
        text = self._say(key, **self._words(place), ahead=str(self._handoffs.ahead(place)))
        return self._asking(place, text, self._after(), informed=True)

    def _read_aloud(self) -> Reply:
        """Give the text to read at the hotline."""
        script = self._script.text(Record.from_dict(self._turn.memory.record), self._turn.region)
        text = self._say("utter_hotline_script", text=script)
        memory: dict[str, Any] = {"choices": self._turn.memory.choices}
        if kept := _call_back(self._turn):
            memory["call_back"] = {**kept, "asks": False}
        return Reply([{"type": "notice", "text": text}], memory)

    def _asking(
        self,
        place: Handoff,
        text: str,
        ways: Any,
        *,
        informed: bool = False,
        draft: Contact | None = None,
        awaits: bool = False,
    ) -> Reply:
        """Return a message about the place with the ways on, and what the next message is read by."""
        shown, meanings = offer(self._turn, [(self._say(label), _act(act)) for label, act in ways])
        envelope: Envelope = notice(place, text)
        if shown:
            envelope["choices"] = shown
        asked = {"id": place.id, "asks": True, AWAITS: awaits, "informed": informed}
        asked["draft"] = draft.as_dict() if draft else {}
        return Reply([envelope], {**_memory(place), "choices": meanings, "call_back": asked})

    def _after(self) -> list[tuple[str, str]]:
        return [("utter_call_back_option_script", SCRIPT), ("utter_call_back_option_withdraw", WITHDRAW)]

    def _full(self) -> Reply:
        return Reply([self._plain("utter_handoff_full")], {"choices": self._turn.memory.choices})

    def _plain(self, key: str, **values: str) -> Envelope:
        return {"type": "notice", "text": self._say(key, hotlines=self._numbers(), **values)}

    def _numbers(self) -> str:
        return self._hotlines() or self._say("utter_call_back_first_hotline")

    def _words(self, place: Handoff, draft: Contact | None = None) -> dict[str, str]:
        """Return everything that sentences about a place may name."""
        hours, contact = self._handoffs.hours, draft or place.contact
        return {
            "number": place.number,
            "hotlines": self._numbers(),
            "opens": f"{hours.opens:%-H:%M}",
            "closes": f"{hours.closes:%-H:%M}",
            "next": day_words(self._handoffs.next_opening(), self._handoffs.today(), self._say),
            "contact": contact_words(contact, self._say) if contact.value else "",
        }

    def _open(self) -> Handoff | None:
        """Return the place this conversation holds."""
        return self._handoffs.of_conversation(self._turn.conversation_id)

    def _known(self) -> Handoff | None:
        """Return the latest place this conversation held."""
        kept = self._turn.memory.handoff
        try:
            return self._handoffs.get(str(kept["id"])) if "id" in kept else None
        except NotFound:
            return None


def _memory(place: Handoff) -> dict[str, Any]:
    return {"handoff": {"id": place.id, "state": place.state}}


def _call_back(turn: Turn) -> Mapping[str, Any]:
    found: Mapping[str, Any] = turn.memory.call_back
    return found


def _draft(turn: Turn) -> Contact:
    return Contact.from_dict(_call_back(turn).get("draft"))


def _act(act: str) -> dict[str, str]:
    return {"kind": "intent", "name": f"request_human/{act}"}


def in_english(say: Callable[..., str], key: str, **values: str) -> str:
    """Return a sentence in English, where there is one."""
    english = f"{key}_en"
    return say(english if english in sentences() else key, **values)
