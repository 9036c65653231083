"""The record of a case: facts and dated events, how each is known, and what takes each back; standard library only.

A value is `said` by the visitor, `rough` (said as a guess) or `inferred`. What was said is never overwritten by what is
inferred; whoever takes a value back takes along what was inferred from it; what was denied is not inferred again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

SAID, ROUGH, INFERRED = "said", "rough", "inferred"


@dataclass(frozen=True)
class Known:
    """One value of a record."""

    value: Any
    how: str = SAID
    turn: str = ""
    """The turn in which it was told."""
    words: str = ""
    """The visitor's own words for it."""
    of: tuple[str, ...] = ()
    """For inferred values: the facts or events it rests on."""


@dataclass(frozen=True)
class Change:
    """What one message adds to the record and takes from it."""

    facts: Mapping[str, Known] = field(default_factory=dict)
    events: Mapping[str, Known] = field(default_factory=dict)
    denied: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """Values of facts that do not hold; an empty tuple takes back whatever was known."""

    def __bool__(self) -> bool:
        """Say whether it tells anything."""
        return bool(self.facts or self.events or self.denied)

    def as_dict(self) -> dict[str, Any]:
        """Return it as a message carries it."""
        return Record(self.facts, self.events, self.denied).as_dict()

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any] | None) -> Change:
        """Return what `as_dict` wrote; nothing is no change."""
        record = Record.from_dict(kept)
        return cls(record.facts, record.events, record.denied)


@dataclass(frozen=True)
class Record:
    """What is known of one visitor's case."""

    facts: Mapping[str, Known] = field(default_factory=dict)
    events: Mapping[str, Known] = field(default_factory=dict)
    denied: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def tell(self, told: Change) -> Record:
        """Return the record with what a message told; a said value replaces an older one and what rested on it."""
        record = self
        for name, values in told.denied.items():
            record = record.deny(name, values)
        for name, known in told.facts.items():
            record = _with(record, name, known, "facts")
        for name, known in told.events.items():
            record = _with(record, name, known, "events")
        return record

    def deny(self, name: str, values: Iterable[Any] = ()) -> Record:
        """Return the record without a value that does not hold, remembering that it does not."""
        refused = tuple(values)
        known = self.facts.get(name) or self.events.get(name)
        hit = known is not None and (not refused or bool(set(refused) & set(_as_tuple(known.value))))
        record = self.remove(name) if hit else self
        kept = dict.fromkeys(
            (*record.denied.get(name, ()), *refused, *(_as_tuple(known.value) if hit and known else ()))
        )
        return replace(record, denied={**record.denied, name: tuple(kept)})

    def remove(self, name: str) -> Record:
        """Return the record without a fact or event and without everything inferred from it."""
        gone, grown = {name}, True
        while grown:
            rests = {
                n for n, k in (*self.facts.items(), *self.events.items()) if k.how == INFERRED and gone & set(k.of)
            }
            grown = not rests <= gone
            gone |= rests
        return replace(self, facts=_without(self.facts, gone), events=_without(self.events, gone))

    def value(self, name: str, *, sure: bool = False) -> Any:
        """Return the value of a fact, or the ISO date of an event; None when it is unknown, or only inferred though a sure one is wanted."""
        known = self.facts.get(name) or self.events.get(name)
        return None if known is None or (sure and known.how == INFERRED) else known.value

    def answers(self, *, sure: bool = False) -> dict[str, Any]:
        """Return facts and events as conditions and flows read them."""
        everything = {**self.facts, **self.events}
        return {name: known.value for name, known in everything.items() if not sure or known.how != INFERRED}

    def as_dict(self) -> dict[str, Any]:
        """Return it as the conversation keeps it."""
        kept: dict[str, Any] = {}
        for part in ("facts", "events"):
            if values := {name: _known_as_list(known) for name, known in getattr(self, part).items()}:
                kept[part] = values
        if self.denied:
            kept["denied"] = {name: list(values) for name, values in self.denied.items()}
        return kept

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any] | None) -> Record:
        """Return what `as_dict` wrote; nothing is an empty record."""
        kept = kept or {}
        return cls(
            {name: _known_from_list(item) for name, item in kept.get("facts", {}).items()},
            {name: _known_from_list(item) for name, item in kept.get("events", {}).items()},
            {name: tuple(values) for name, values in kept.get("denied", {}).items()},
        )


def _with(record: Record, name: str, known: Known, part: str) -> Record:
    """Return the record with one value, if nothing surer stands against it."""
    old = getattr(record, part).get(name)
    if known.how == INFERRED and (old is not None or set(_as_tuple(known.value)) & set(record.denied.get(name, ()))):
        return record
    if old is not None and old.value != known.value:
        record = record.remove(name)
    again = tuple(value for value in record.denied.get(name, ()) if value not in _as_tuple(known.value))
    denied = {**record.denied, name: again} if name in record.denied else record.denied
    if part == "facts":
        return Record({**record.facts, name: known}, record.events, denied)
    return Record(record.facts, {**record.events, name: known}, denied)


def _without(group: Mapping[str, Known], gone: set[str]) -> dict[str, Known]:
    return {name: known for name, known in group.items() if name not in gone}


def _as_tuple(value: Any) -> tuple[Any, ...]:
    """Return the single values of a value; a sum with two ends is none that could be denied."""
    if isinstance(value, Mapping):
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _known_as_list(known: Known) -> list[Any]:
    item = [known.value, known.how, known.turn, known.words, list(known.of)]
    while len(item) > 1 and not item[-1]:
        item.pop()
    return item


def _known_from_list(item: list[Any]) -> Known:
    value, *more = item
    defaults: tuple[Any, ...] = (SAID, "", "", ())
    how, turn, words, of = (*more, *defaults[len(more) :])
    return Known(value, how, turn, words, tuple(of))
