"""What the matcher learns from: questions with their class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.knowledge.entry import Entry

ASK = "ask"
ASK_PREFIX = "ask/"
START_FLOW = "start_flow"
OUT_OF_SCOPE = "out_of_scope"
_TOLD_APART = (ASK_PREFIX, f"{START_FLOW}/")
_SUPPORT_LENGTH = 160
OUTSIDE = frozenset({OUT_OF_SCOPE, "abuse", "unsafe_request"})
"""Intents that are understood and are not ours to answer; a kind may follow, as in `out_of_scope/chitchat`."""


@dataclass(frozen=True)
class Example:
    """One question and its class: a flow intent (`greet`) or `ask/<topic_id>`, then with its entry."""

    text: str
    label: str
    entry_id: str = ""
    support: bool = False
    """A text that describes the class and is not a question people ask."""

    @property
    def topic_id(self) -> str:
        """The topic of a service question, empty for a flow intent."""
        return self.label.removeprefix(ASK_PREFIX) if self.label.startswith(ASK_PREFIX) else ""


def intent_of(label: str) -> str:
    """Return the intent that a class counts as: kinds of one intent are one, topics and flows are told apart."""
    return label if label.startswith(_TOLD_APART) else label.partition("/")[0]


def is_outside(label: str) -> bool:
    """Say whether a class or intent is not ours to answer."""
    return label.partition("/")[0] in OUTSIDE


def examples_of(entries: Iterable[Entry]) -> list[Example]:
    """Return every question of the entries, their titles, and the look-alikes under the entry they belong to."""
    entries = list(entries)
    known = {entry.id for entry in entries}
    own = [_ask(text, entry.id) for entry in entries for text in (entry.title, *entry.questions)]
    others = [
        _ask(look.text, look.entry) if look.entry in known else Example(look.text, OUT_OF_SCOPE)
        for entry in entries
        for look in entry.not_questions
        if look.entry in known or not look.entry
    ]
    return unique([*own, *others, *_supporting(entries)])


def unique(examples: Sequence[Example]) -> list[Example]:
    """Drop examples whose text was given before, keeping the first."""
    seen: dict[str, Example] = {}
    for example in examples:
        seen.setdefault(example.text, example)
    return list(seen.values())


def _supporting(entries: Iterable[Entry]) -> list[Example]:
    """Return answers, steps and the hotline's opening: they hold words that questions use."""
    found = []
    for entry in entries:
        texts = [entry.script.opening]
        for variant in entry.answers[:1]:
            texts += [variant.text, "。".join(variant.steps)]
        found += [Example(text[:_SUPPORT_LENGTH], _label(entry.id), entry.id, support=True) for text in texts if text]
    return found


def _label(entry_id: str) -> str:
    return ASK_PREFIX + entry_id.split(".", 1)[0]


def _ask(text: str, entry_id: str) -> Example:
    return Example(text, _label(entry_id), entry_id)
