"""The reply to a message in English: what it is, the dates, whom to contact, and that the details are in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from bot.core.envelope import Envelope
from bot.core.knowledge.vocabulary import Vocabulary
from bot.dialogue.record import INFERRED, ROUGH
from bot.dialogue.turn import Reply, Turn
from bot.services import ports

_LEAST_LETTERS = 8
_SHARE = 0.7
"""Share of Latin letters among the letters of a message in English."""
COURT = "court"


def is_english(text: str) -> bool:
    """Say whether a message is written in English rather than in Chinese with some English words."""
    letters = [sign for sign in text if sign.isalpha()]
    latin = sum(sign.isascii() for sign in letters)
    return latin >= _LEAST_LETTERS and latin >= _SHARE * len(letters)


class English:
    """Puts what matters of a reply before it, in English."""

    def __init__(self, published: ports.Published, vocabulary: Vocabulary, say: Callable[..., str]) -> None:
        self._published = published
        self._vocabulary = vocabulary
        self._say = say

    def translated(self, reply: Reply, turn: Turn) -> Reply:
        """Return the reply with its gist in English first, if the message was in English."""
        if reply.envelopes and is_english(turn.text) and turn.intent != "request_human":
            reply.envelopes[0] = self._led(reply.envelopes[0], turn)
        return reply

    def _led(self, envelope: Envelope, turn: Turn) -> Envelope:
        led = envelope.copy()
        gist = "\n".join(self._gist(envelope, turn))
        led["text"] = f"{gist}\n\n{envelope['text']}"
        if details := envelope.get("details"):
            led["details"] = {**details, "lead": gist, "explain": _joined(details)}
        return led

    def _gist(self, envelope: Envelope, turn: Turn) -> Iterator[str]:
        entry = self._published.entry(turn.version, envelope.get("entry_id", ""))
        if entry is None:
            yield self._say(f"utter_english_{'question' if envelope['type'] == 'question' else 'other'}")
            return
        yield self._say("utter_english_about", title=entry.title_en or entry.title)
        if known := list(self._known(turn)):
            yield self._say("utter_english_known", items="; ".join(known))
        if due := envelope.get("deadline"):
            yield self._dated(due)
        yield self._say(self._contact(envelope))
        yield self._say("utter_english_details")

    def _known(self, turn: Turn) -> Iterator[str]:
        """Yield what was told, in English, as far as there are words for it."""
        for name, known in turn.record.facts.items():
            fact = self._vocabulary.fact(name)
            label = next((t.label_en for t in fact.options if t.id == known.value), "") if fact else ""
            if label and known.how != INFERRED:
                yield label
        for name, known in turn.record.events.items():
            event = self._vocabulary.event(name)
            if event and event.label_en:
                about = "about " if known.how == ROUGH else ""
                yield f"{event.label_en}: {about}{_day(str(known.value))}"

    def _dated(self, due: Any) -> str:
        key = "utter_english_due" if due["days_left"] >= 0 else "utter_english_past"
        return self._say(key, date=_day(str(due["date"])), days=abs(int(due["days_left"])))

    def _contact(self, envelope: Envelope) -> str:
        kinds = envelope.get("details", {}).get("office_kinds") or ()
        return "utter_english_contact_court" if COURT in kinds else "utter_english_contact"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _joined(details: dict[str, Any]) -> str:
    return "\n".join(part for part in (details.get("lead", ""), details.get("explain", "")) if part)
