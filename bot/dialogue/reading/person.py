"""What a message has to do with a wish for a person: the wish, consent, contact, its state, its end; imports text and core only."""

from __future__ import annotations

import re

from bot.core.memory import Memory
from bot.dialogue.reading.commands import stripped
from bot.dialogue.reading.contact import breaks_off, contact_in
from bot.text.lexicon import word_lists
from bot.text.normalise import uncut
from bot.text.patterns import Pattern

WISH, AGREE, REFUSE, CONTACT, WITHDRAW, STATE, SCRIPT = (
    "wish", "agree", "refuse", "contact", "withdraw", "state", "script",
)  # fmt: skip
INTENT = "request_human"
ACTS = (WISH, AGREE, REFUSE, CONTACT, WITHDRAW, STATE, SCRIPT)
PERSONAL = ("contact_phone", "contact_name", "company")
"""Questions of a flow that ask for the same as we do: their answers are theirs."""
_WISH = Pattern("person", "{wish}", re.IGNORECASE)
_UNWANTED = Pattern("person", "{unwanted}{reach}?{human}?$")
_WITHDRAWING = Pattern("person", "{withdrawing}")
_WITHDRAWING_SHORTLY = Pattern("person", "{withdrawing_short}")
_STATE = Pattern("person", "{state}|{number}")
_STATE_WAITING = Pattern("person", "{state_waiting}")
_OTHERS = Pattern("person", "{of_others}")
_BEFORE = 5
"""Characters before a wish in which somebody else may be named."""
_SCRIPT = Pattern("person", "{script}")
_LEAVES_NONE = Pattern("person", "{leaves_none}")
_LONGEST_ANSWER = 60
"""Characters of a message that only answers whether and how to call."""


def person_act(text: str, memory: Memory) -> str:
    """Return what a message says of a person answering, one of ACTS, or an empty string."""
    plain = uncut(text)
    waits = bool(memory.handoff)
    if _SCRIPT.search(plain):
        return SCRIPT
    if _WITHDRAWING.search(plain) or (waits and _WITHDRAWING_SHORTLY.search(plain)):
        return WITHDRAW
    if _STATE.search(plain) or (waits and _ours(_STATE_WAITING.search(plain), plain)):
        return STATE
    wish = _WISH.search(plain)
    if _ours(wish, plain) and wish and not _UNWANTED.search(plain[: wish.end()]):
        return WISH
    return _answer(text, plain, memory)


def _ours(found: re.Match[str] | None, plain: str) -> bool:
    """Say whether something was found that is not said of somebody else."""
    return found is not None and not _OTHERS.search(plain[max(0, found.start() - _BEFORE) : found.end()])


def _answer(text: str, plain: str, memory: Memory) -> str:
    """Return what a message says to our question whether and how to call back."""
    call_back, flow = memory.call_back, memory.flow
    collecting = flow.get("status") == "collecting"
    if not call_back or (collecting and flow.get("slot") in PERSONAL) or len(text) > _LONGEST_ANSWER:
        return ""
    asked = was_asked(memory)
    if contact_in(text, asked=asked).value:
        return CONTACT
    if not asked:
        return ""
    words, whole = word_lists("person"), {plain.strip("。.!！~～ "), stripped(plain)}
    if whole & {*words["refuses"], *(() if collecting else words["refuses_shortly"])}:
        return REFUSE
    if whole & {*words["agrees"], *(() if collecting else words["agrees_shortly"])}:
        return AGREE
    return CONTACT if contact_in(text, asked=True) or breaks_off(text) else ""


def leaves_none(text: str) -> bool:
    """Say whether somebody who wants a person says at once that no number will be left."""
    return bool(_LEAVES_NONE.search(uncut(text)))


def was_asked(memory: Memory) -> bool:
    """Say whether the last reply asked whether and how to call back, so that a bare time, name, yes or no answers it."""
    call_back = memory.call_back
    return bool(call_back.get("asks")) and memory.last_intent == INTENT
