"""Sentences said before whatever a reply says: of a date that does not exist, of care for somebody upset."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.envelope import Envelope
from bot.dialogue.reading.acts import is_in_crisis, wants_deletion
from bot.dialogue.turn import Reply, Turn
from bot.text.dates.reader import wrong_date
from bot.text.normalise import uncut

KINDS_OF_CARE = 3
CARED = "cared"
TAKES_CARE = ("answer", "question", "clarify")


def challenged(reply: Reply, turn: Turn, say: Callable[..., str]) -> Reply:
    """Return the reply with a sentence on a date of the message that does not exist, unless it speaks of it itself."""
    words = "" if turn.choice else wrong_date(uncut(turn.text), turn.as_of)
    if not words or not reply.envelopes or any(words in envelope["text"] for envelope in reply.envelopes):
        return reply
    reply.envelopes[0] = firstly(reply.envelopes[0], say("utter_answers_no_such_date", words=words))
    return reply


def comforted(reply: Reply, turn: Turn, say: Callable[..., str]) -> Reply:
    """Return the reply with one short sentence for somebody upset, once a conversation, and whenever nothing else is said.

    Who speaks of ending his life is told first where help is.
    """
    if is_in_crisis(turn.text) and reply.envelopes:
        reply.envelopes[0] = firstly(reply.envelopes[0], say("utter_answers_crisis"))
        return reply
    again = turn.memory.cared and turn.acts != ("emotion",)
    if "emotion" not in turn.acts or again or not reply.envelopes:
        return reply
    if reply.envelopes[0]["type"] in TAKES_CARE:
        kind = sum(map(ord, turn.text)) % KINDS_OF_CARE + 1
        reply.envelopes[0] = firstly(reply.envelopes[0], say(f"utter_answers_care_{kind}"))
        reply.memory[CARED] = True
    return reply


def told_how_to_delete(reply: Reply, turn: Turn, say: Callable[..., str]) -> Reply:
    """Return the answer to a question that also asks for deletion, with how that is done."""
    if not turn.choice and reply.envelopes and reply.envelopes[0]["type"] == "answer" and wants_deletion(turn.text):
        reply.envelopes[0] = firstly(reply.envelopes[0], say("utter_answers_delete_too"))
    return reply


def firstly(envelope: Envelope, sentence: str) -> Envelope:
    """Return a message that says a sentence first."""
    first = envelope.copy()
    first["text"] = f"{sentence}\n{first['text']}"
    if lead := first.get("details", {}).get("lead"):
        first["details"] = {**first["details"], "lead": f"{sentence}\n{lead}"}
    return first
