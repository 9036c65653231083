"""A day that does not exist is named before anything else is said, in whatever a visitor asks."""

from __future__ import annotations

from collections.abc import Callable

from bot.dialogue.turn import Reply, Turn
from bot.text.dates.reader import wrong_date
from bot.text.normalise import uncut


def challenged(reply: Reply, turn: Turn, say: Callable[..., str]) -> Reply:
    """Return the reply with a sentence on a date of the message that does not exist, unless it speaks of it itself."""
    words = "" if turn.choice else wrong_date(uncut(turn.text), turn.as_of)
    if not words or not reply.envelopes or any(words in envelope["text"] for envelope in reply.envelopes):
        return reply
    sentence = say("utter_answers_no_such_date", words=words)
    first = reply.envelopes[0].copy()
    first["text"] = f"{sentence}\n{first['text']}"
    if lead := first.get("details", {}).get("lead"):
        first["details"] = {**first["details"], "lead": f"{sentence}\n{lead}"}
    reply.envelopes[0] = first
    return reply
