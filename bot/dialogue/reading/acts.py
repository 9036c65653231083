"""What a message does, by rules: the order is that in which a reply takes them up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.memory import Memory
from bot.dialogue.reading.commands import command_in
from bot.dialogue.record import Change
from bot.matching.example import OUTSIDE
from bot.text.lexicon import word_lists
from bot.text.normalise import normalise
from bot.text.patterns import Pattern

_NEARBY = Pattern("acts", "{nearby}.{0,12}?{offices}")
_DELETES = Pattern("acts", "{deletes}.{0,6}?{own_data}|{own_data}.{0,8}?{deletes}{not_whether}")
LONGEST_CLOSING = 16
"""Characters of a message that only takes leave."""
LONGEST_TURN, LONGEST_TODO = 10, 24
"""Characters in which another matter is announced, and of a message that asks only what to do now."""
LONGEST_SOURCE = 26
"""Characters of a message that asks for nothing but the source."""
ASKS = Pattern("messages", r"{asking}|{either_or}|{asking_endings}[。.!！?？]?$|{supposing_asks}")
_STAFF = Pattern("acts", r"{staff_wish}|{staff_who}.{0,30}?{staff_how}.{0,6}?{staff_say}")
_CERTAIN = Pattern("acts", r"{certain_of}.{0,12}?{certain}|^.{0,3}{certain}.{0,4}$")
_OF_INTENT = {
    "ask": "ask", "follow_up": "ask", "find_station": "ask", "start_flow": "ask",
    "greet": "social", "thanks": "social", "goodbye": "social", "affirm": "social", "deny": "social",
    "cancel": "command", "repeat": "command", "delete_my_data": "command", "resume_case": "command",
    "ask_source": "meta", "bot_challenge": "meta", "ask_privacy": "meta",
    "request_human": "person", "inform_region": "tell", "unsafe_request": "unsafe", "abuse": "emotion",
}  # fmt: skip
_PARTS = re.compile(r"[，,。；;！!？?\n]+")
SHORTEST_ASKED = 4
"""Characters of a part that says what is asked."""
ORDER = (
    "command", "unsafe", "person", "staff", "pick", "answer", "correct", "deny", "tell", "ask", "meta", "emotion",
    "social", "outside",
)  # fmt: skip


def acts_of(text: str, intent: str, sure: bool, change: Change, memory: Memory) -> tuple[str, ...]:
    """Return the acts of a message, in the order in which they count.

    Args:
        intent: what the matcher takes it for, and whether it is sure of that.
    """
    found = set(_by_words(normalise(text))) | set(_by_record(text, change, memory.asked))
    if intent in _OF_INTENT and (sure or intent not in OUTSIDE):
        found.add(_OF_INTENT[intent])
    if asks(text):
        found.add("ask")
    if not found:
        found.add("outside" if intent in OUTSIDE else "tell")
    return tuple(act for act in ORDER if act in found)


def asks(text: str) -> bool:
    """Say whether a text holds words of asking."""
    return bool(ASKS.search(text))


def asked_in(text: str) -> str:
    """Return the last part of a message that asks something; empty when none does or it says too little alone."""
    parts = [part for part in _PARTS.split(text) if asks(part)]
    return parts[-1] if parts and len(parts[-1]) >= SHORTEST_ASKED else ""


def asks_more(text: str) -> bool:
    """Say whether a message that asks for deletion also asks something of our field."""
    parts = [part for part in _PARTS.split(text) if not wants_deletion(part)]
    return any(asks(part) and len(part) >= SHORTEST_ASKED for part in parts) and is_of_the_field(text)


def is_upset(text: str) -> bool:
    """Say whether somebody is worried, angry or sad."""
    return any(word in text for word in word_lists("acts")["emotion"])


def asks_source(text: str) -> bool:
    """Say whether somebody asks what was said rests on, and nothing else."""
    return len(text) <= LONGEST_SOURCE and any(word in text for word in word_lists("acts")["source_wish"])


def wants_deletion(text: str) -> bool:
    """Say whether somebody asks in words to have what he told deleted."""
    return any(word in text for word in word_lists("acts")["delete_wish"]) or bool(_DELETES.search(text))


def starts_anew(text: str) -> bool:
    """Say whether a message begins with words of another matter: nine of ten such leave what was spoken of."""
    begin = text[:LONGEST_TURN].lower()
    return any(word in begin for word in word_lists("acts")["new_matter"])


def asks_what_to_do(text: str) -> bool:
    """Say whether a short message asks for nothing but what to do now."""
    return len(text) <= LONGEST_TODO and any(word in text for word in word_lists("acts")["asks_todo"])


def is_in_crisis(text: str) -> bool:
    """Say whether somebody speaks of ending his life."""
    return any(word in text for word in word_lists("acts")["crisis"])


def names_part(text: str, kind: str) -> bool:
    """Say whether a follow-up has words of the part of an answer that it is taken to ask for."""
    words = word_lists("acts").get(f"asks_{kind}", ())
    return not words or any(word in text.lower() for word in words)


def closes(text: str) -> bool:
    """Say whether somebody takes leave."""
    return len(text) <= LONGEST_CLOSING and any(word in text for word in word_lists("acts")["closings"])


def is_staff(text: str) -> bool:
    """Say whether a text speaks of calls as those do who take them."""
    return any(word in text for word in word_lists("acts")["staff_words"])


def looks_nearby(text: str) -> bool:
    """Say whether somebody looks for an office near him."""
    return bool(_NEARBY.search(text))


def goes_on(text: str) -> bool:
    """Say whether somebody returns to his own case."""
    return any(word in text for word in word_lists("acts")["go_on"])


def lacks_its_words(intent: str, text: str) -> bool:
    """Say whether a message has none of the words that one of the conversation's own intents needs."""
    needed = word_lists("acts").get(f"needs_{intent}", ())
    return bool(needed) and not any(word in text.lower() for word in needed)


def is_of_the_field(text: str) -> bool:
    """Say whether a text has a word of our field."""
    return any(word in text.lower() for word in word_lists("acts")["field"])


def _by_words(plain: str) -> Iterator[str]:
    if command_in(plain) in ("restart", "cancel", "back"):
        yield "command"
    if _STAFF.search(plain):
        yield "staff"
    if _CERTAIN.search(plain):
        yield "meta"
    if is_upset(plain):
        yield "emotion"


def _by_record(text: str, change: Change, asked: str) -> Iterator[str]:
    told = {**change.facts, **change.events}
    if asked and asked in told:
        yield "answer"
    if told.keys() - {asked}:
        yield "tell"
    if change.denied:
        yield "deny"
    if told and any(word in text for word in word_lists("flow_words")["corrections"]):
        yield "correct"
