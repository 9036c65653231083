"""What a conversation remembers from turn to turn, by name; what was said stands in the transcript alone. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

Meaning = Mapping[str, Any]
"""What a choice does when it is clicked."""


@dataclass(frozen=True)
class Memory:
    """The memory of one conversation; every name is optional where it is stored."""

    region: str = ""
    """Code of the visitor's place."""
    record: Mapping[str, Any] = field(default_factory=dict)
    """The case, as `bot.dialogue.record` keeps it."""
    last_intent: str = ""
    last_question: str = ""
    last_entry: str = ""
    answered: tuple[str, ...] = ()
    """Entries answered, the latest first."""
    asked: str = ""
    """The fact or event asked for last."""
    put: tuple[str, ...] = ()
    """Facts and events that were asked for before."""
    steps_said: int = 0
    """Steps of the last answer that were told one by one."""
    choices: Mapping[str, Meaning] = field(default_factory=dict)
    past_choices: Mapping[str, Meaning] = field(default_factory=dict)
    flow: Mapping[str, Any] = field(default_factory=dict)
    handoff: Mapping[str, Any] = field(default_factory=dict)
    call_back: Mapping[str, Any] = field(default_factory=dict)
    pending: Mapping[str, Any] = field(default_factory=dict)
    """What to go on with when the place is known."""
    service: str = ""
    """The kind of office looked for last."""
    noticed: bool = False
    """Whether the fixed notice was shown."""
    cared: bool = False
    """Whether somebody upset was comforted."""

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Memory:
        """Return what a conversation keeps; names of other versions of the program are left out."""
        known = {name: value for name, value in (kept or {}).items() if name in NAMES and value is not None}
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in known.items()}
        return cls(**values)


NAMES = frozenset(one.name for one in fields(Memory))


def unknown(names: Iterable[str]) -> list[str]:
    """Return the names that no memory has."""
    return sorted(set(names) - NAMES)
