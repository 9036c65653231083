"""Values that only fit one question, such as a telephone number: whole, and the visitor's own."""

from __future__ import annotations

import re

from bot.core.knowledge.flow import Slot
from bot.text.lexicon import word_lists
from bot.text.patterns import Pattern

_BEFORE, _AFTER = 14, 8
_BREAK = Pattern("flow_words", r"[。；;！!？?\n]|{turns}")
_COMMA = re.compile(r"[，,]")
_UNMISTAKABLE = 10
"""Digits of a telephone number that needs no word beside it to be one."""


def own_match(slot: Slot, text: str, *, is_open: bool) -> re.Match[str] | None:
    """Return where a text holds what a slot's pattern asks for, unless it is said to be somebody else's.

    A short number counts only as the answer to the question, or beside a word such as 电话.
    """
    words = word_lists("flow_words")
    for match in re.finditer(slot.pattern, text):
        before, after = _beside(text, match)
        mine = any(word in before + after for word in words["own_number"])
        others = any(word in before for word in words["others"]) or any(after.startswith(w) for w in words["is_others"])
        named = is_open or any(word in before for word in words["phone_names"])
        long = sum(map(str.isdigit, match.group())) >= _UNMISTAKABLE
        if (mine or not others) and (named or long):
            return match
    return None


def _beside(text: str, match: re.Match[str]) -> tuple[str, str]:
    """Return the words that belong to a match: of its clause, or of the clause that announces it."""
    before = _BREAK.split(text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    clauses = _COMMA.split(before)
    said = clauses[-1] if clauses[-1].strip(" ：:") else "".join(clauses[-2:])
    after = _COMMA.split(_BREAK.split(text[match.end() : match.end() + _AFTER])[0])[0]
    return said, after.lstrip(" ")
