"""The one vocabulary of a case: sides, rights, facts and events that flows, entries and deadlines refer to; standard library only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from bot.core.knowledge.condition import holds
from bot.core.knowledge.entry import STRICT

ANY = "any"
"""The side of an answer that is the same for everybody."""


@dataclass(frozen=True)
class Term:
    """One value of a fact, a side or a right, with the words people use for it."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    label: str
    label_en: str = ""
    words: tuple[str, ...] = ()
    within: str = ""
    """The wider term, as `patent` is for `design`."""
    implies: Mapping[str, str] = field(default_factory=dict)
    """Facts that whoever says this need not say: whose mark is copied is an owner."""
    received: str = ""
    """For what happened: the event that receiving something is then, as a summons for who was sued."""


@dataclass(frozen=True)
class FactKind:
    """One thing a case may tell; `kind` says how its value is read."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    label: str
    kind: str = "choice"
    """choice, multi, text, number, money or region."""
    options: tuple[Term, ...] = ()
    unit: str = ""
    personal: bool = False
    ranked: bool = False
    """Of several values told at once the first of the options counts."""


@dataclass(frozen=True)
class EventKind:
    """One thing that happens on a day; a date belongs to the event it was said of."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    label: str
    label_en: str = ""
    near: tuple[str, ...] = ()
    seen: str = ""
    """The event that today is the day of instead: what was published is seen, as a rule, on a later day."""
    """Words in the clause of a date that say it is this event's."""
    receipt: bool = False
    """Whether something is received on that day."""
    future: bool = False
    """Whether the day may lie ahead."""


@dataclass(frozen=True)
class Opening:
    """The answer that a told story begins with, when nothing was asked."""

    __pydantic_config__: ClassVar = STRICT

    when: Mapping[str, Any]
    entry: str


@dataclass(frozen=True)
class Vocabulary:
    """Every side, right, fact and event."""

    __pydantic_config__: ClassVar = STRICT

    sides: tuple[Term, ...] = ()
    rights: tuple[Term, ...] = ()
    facts: tuple[FactKind, ...] = ()
    events: tuple[EventKind, ...] = ()
    receipts: tuple[str, ...] = ()
    """Words that only say that something was received, not what."""
    unasked: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Facts of other flows that are looked for in any message, like those of the diagnosis, with what must be known for it."""
    only_asked: tuple[str, ...] = ()
    """Facts of the diagnosis that are told too seldom in words that nothing else uses."""
    openings: tuple[Opening, ...] = ()
    """The first whose condition holds counts."""

    def fact(self, name: str) -> FactKind | None:
        """Return a fact by its id; `side` and `right` are facts too."""
        return self._facts().get(name)

    def event(self, name: str) -> EventKind | None:
        """Return an event by its id."""
        return next((event for event in self.events if event.id == name), None)

    def opening(self, known: Mapping[str, Any]) -> str:
        """Return the entry that a story with these facts begins with, if there is one."""
        return next((one.entry for one in self.openings if holds(one.when, known)), "")

    def covers(self, wide: str, right: str) -> bool:
        """Say whether one right is another or lies within it."""
        wider = {term.id: term.within for term in self.rights}
        while right:
            if right == wide:
                return True
            right = wider.get(right, "")
        return False

    def values(self, name: str) -> frozenset[str]:
        """Return the values a fact of choices may have."""
        fact = self.fact(name)
        return frozenset(term.id for term in fact.options) if fact else frozenset()

    def implied(self, name: str, value: object) -> Mapping[str, str]:
        """Return the facts that go without saying once a fact has this value."""
        fact = self.fact(name)
        return next((term.implies for term in (fact.options if fact else ()) if term.id == value), {})

    def _facts(self) -> Mapping[str, FactKind]:
        return {fact.id: fact for fact in self.all_facts()}

    def all_facts(self) -> Iterator[FactKind]:
        """Yield every fact, side and right first."""
        yield FactKind("side", "哪一方", options=self.sides)
        yield FactKind("right", "权利", options=self.rights)
        yield from self.facts
