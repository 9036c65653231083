"""What kind of thing is said, judged from the base reading and what was told: an answer, a shrug, a statement, or something of its own."""

from __future__ import annotations

from bot.core.memory import Memory
from bot.dialogue.reading.acts import lacks_its_words
from bot.dialogue.reading.commands import command_in
from bot.dialogue.reading.message import Reading, wishes
from bot.dialogue.record import Change
from bot.matching.example import START_FLOW
from bot.text.normalise import normalise

ASK, FOLLOW_UP, OUT_OF_SCOPE, UNSAFE = "ask", "follow_up", "out_of_scope", "unsafe_request"
PERSON = "request_human"
SMALL_TALK = ("chitchat", "gibberish", "injection", "government")
LONGEST_ANSWER = 24
"""Characters of a message that only answers what was asked."""
LONGEST_SHRUG = 10
LONGEST_PLACE = 10
"""Characters of a message that only names another place."""
SHORTEST_STORY = 6


def keeps(base: Reading, text: str, memory: Memory) -> bool:
    """Say whether a message is surely one of the conversation's own intents, which need no case."""
    if base.intent == PERSON and base.kind:
        return True
    if base.intent in ("affirm", "deny") and memory.asked:
        return False
    if base.intent in (ASK, FOLLOW_UP, OUT_OF_SCOPE):
        return False
    if base.intent == UNSAFE:
        return True
    if base.intent == "inform_region" and memory.answered:
        return len(text) <= LONGEST_PLACE
    return base.zone == "answer" and not lacks_its_words(base.intent, text)


def is_misread(base: Reading) -> bool:
    """Say whether a statement in a case was taken for something that no statement is, small talk apart."""
    beside = base.intent == OUT_OF_SCOPE and base.kind not in SMALL_TALK
    return beside or base.intent in ("inform_region", "delete_my_data", "cancel", PERSON)


def shrugs(text: str, base: Reading, change: Change, memory: Memory, *, asking: bool) -> bool:
    """Say whether a message answers what was asked with no more than a yes, a no, or not knowing."""
    if not memory.asked or change or asking or len(text) > LONGEST_SHRUG:
        return False
    return command_in(normalise(text)) == "unknown" or base.intent in ("affirm", "deny")


def is_no_wish(base: Reading, text: str, change: Change) -> bool:
    """Say whether a message that looks like a place or a wish to be led says neither in words."""
    tells_of_it = bool(change.facts or change.events)
    return base.intent == "inform_region" or (base.intent == START_FLOW and tells_of_it and not wishes(text))


def answers_only(memory: Memory, change: Change, text: str) -> bool:
    """Say whether a message does nothing but answer what was asked."""
    asked = memory.asked
    return bool(asked) and asked in {**change.facts, **change.events} and len(text) <= LONGEST_ANSWER


def only_tells(
    text: str, base: Reading, acts: tuple[str, ...], change: Change, memory: Memory, *, asking: bool
) -> bool:
    """Say whether a message tells something and asks nothing."""
    if not change or (base.intent == ASK and base.zone == "answer" and not memory.last_entry):
        return False
    if answers_only(memory, change, text) and not asking:
        return True
    return len(text) >= SHORTEST_STORY and not asking and bool({"tell", "deny", "correct"} & set(acts))
