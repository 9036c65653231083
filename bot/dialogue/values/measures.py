"""Sums and lengths of time that a message tells a flow: stored, or left out because unread or beyond the bounds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.core.knowledge.flow import Flow, Slot
from bot.core.quantity import Quantity
from bot.text.lengths import find_length
from bot.text.lexicon import word_lists
from bot.text.money import find_sum
from bot.text.patterns import Pattern

CLAUSE = Pattern("flow_words", r"(?<!\d)[，,]|(?<=\d{4})[，,](?! ?\d{3}(?!\d))|[，,](?! ?\d)|[。；;！!？?\n]|{turns}")
"""Where a text is split; a comma that groups the digits of one number, well or badly, does not split."""
MEASURED = ("money", "number")
UNREAD, BEYOND = "unread", "beyond"
_LONGEST_BESIDE = 5
"""Characters beside a sum in a clause that is nothing but a sum."""


@dataclass(frozen=True)
class LeftOut:
    """Words that tell a sum or a length which is not taken, and why: `unread` or `beyond`."""

    words: str
    reason: str


@dataclass(frozen=True)
class ToldMeasures:
    """What a message tells of a flow's sums and lengths."""

    values: dict[str, Any] = field(default_factory=dict)
    left_out: dict[str, LeftOut] = field(default_factory=dict)


class FlowMeasures:
    """Reads a message, as written and not cut, for the slots of a flow that are sums or lengths."""

    def __init__(self, flow: Flow, today: date) -> None:
        self._flow = flow
        self._slots = [slot for slot in flow.slots if slot.kind in MEASURED]
        self._today = today
        self._named = word_lists("flow_words")["number_names"]

    def read(self, text: str, open_slot: str, known: Collection[str]) -> ToldMeasures:
        """Return what a text tells of the slots that are not known; the first clause that tells something counts."""
        told = ToldMeasures()
        for slot in self._slots:
            if slot.id not in known:
                found = (self.one(slot, c, is_open=slot.id == open_slot) for c in self._clauses(slot, open_slot, text))
                value = next((one for one in found if one is not None), None)
                if isinstance(value, Quantity):
                    told.values[slot.id] = value.stored
                elif value is not None:
                    told.left_out[slot.id] = value
        return told

    def one(self, slot: Slot, clause: str, *, is_open: bool) -> Quantity | LeftOut | None:
        """Return the sum or length a clause tells a slot, or what of it cannot be taken."""
        found = self._sum(slot, clause, is_open) if slot.kind == "money" else self._length(slot, clause, is_open)
        if isinstance(found, Quantity) and not found.fits(slot.min, slot.max):
            return LeftOut(clause.strip(), BEYOND)
        return found

    def _sum(self, slot: Slot, clause: str, is_open: bool) -> Quantity | LeftOut | None:
        found = find_sum(clause, bare=is_open or any(word in clause for word in slot.near))
        if found is None or (not found.sure and any(word in clause for word in self._named)):
            return None
        if found.low is None or found.high is None:
            return LeftOut(clause[found.start : found.end].strip(), UNREAD)
        return Quantity(found.low, found.high, found.rough, found.currency)

    def _length(self, slot: Slot, clause: str, is_open: bool) -> Quantity | None:
        found = find_length(clause, slot.unit, self._today, bare=is_open)
        return Quantity(found.low, found.high, found.rough, said=found.said) if found else None

    def _clauses(self, slot: Slot, open_slot: str, text: str) -> Sequence[str]:
        clauses = clauses_of(text)
        if slot.id != open_slot:
            near = [clause for clause in clauses if any(word in clause for word in slot.near)]
            return [*near, *self._bare_sums(slot, clauses)]
        others = [other for other in self._slots if other.kind == slot.kind and other.id != slot.id]
        return best_clause(clauses, slot.near, [word for other in others for word in other.near])

    def _bare_sums(self, slot: Slot, clauses: Iterable[str]) -> list[str]:
        """Return clauses that are nothing but a sum of money, for the flow's only question about one."""
        if [one.id for one in self._slots if one.kind == "money"] != [slot.id]:
            return []
        return [clause for clause in clauses if _is_only_a_sum(clause)]


def clauses_of(text: str) -> list[str]:
    """Return the clauses of a text that say something."""
    return [clause for clause in CLAUSE.split(text) if clause.strip()]


def best_clause(clauses: Sequence[str], near: Sequence[str], elsewhere: Sequence[str]) -> list[str]:
    """Return the clauses in the order in which a value that belongs to the `near` words is to be looked for."""
    beside = [clause for clause in clauses if any(word in clause for word in near)]
    neutral = [c for c in clauses if c not in beside and not any(word in c for word in elsewhere)]
    rest = [c for c in clauses if c not in beside and c not in neutral]
    return [*beside, *neutral, *rest]


def _is_only_a_sum(clause: str) -> bool:
    found = find_sum(clause, bare=False)
    return found is not None and len(clause.strip()) - (found.end - found.start) <= _LONGEST_BESIDE
