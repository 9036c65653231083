"""Guided flows as data: what is asked, which routes follow, what is warned of; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from bot.core.knowledge.entry import STRICT, Citation

KINDS = ("choice", "multi", "text", "date", "number", "money", "region")


@dataclass(frozen=True)
class Option:
    """One answer a visitor may pick; `words` are what people say instead of the label."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    label: str
    words: tuple[str, ...] = ()
    gives_way: bool = False
    """Counts only when the words name no other option: “none of these”, “a patent, not sure which”."""


@dataclass(frozen=True)
class Slot:
    """One thing a flow needs to know."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    label: str
    """How the sheet names it."""
    question: str
    kind: str = "choice"
    options: tuple[Option, ...] = ()
    ask_when: Mapping[str, Any] = field(default_factory=dict)
    """Asked only when this holds and the slot is still empty."""
    required: bool = False
    """Cannot be skipped; `unknown` is still an answer."""
    help: str = ""
    """Said when the visitor asks what is meant or fails twice."""
    near: tuple[str, ...] = ()
    """Words beside a date, number or amount in a free text that say it belongs to this slot."""
    personal: bool = False
    """Personal data: shown to the visitor as stored, deletable, purged after the retention."""
    future: bool | None = None
    """For dates: False refuses a future date, True a past one."""
    unit: str = ""
    """For numbers that are a length of time: 年 or 个月."""
    min: float | None = None
    """For numbers and amounts (yuan): what is less is asked back."""
    max: float | None = None
    """For numbers and amounts (yuan): what is more is asked back."""
    pattern: str = ""
    """For texts: what the answer must hold, as a regular expression; what matches is the value."""
    anyones: bool = False
    """For places: the other side's place answers too, as where something happened."""
    leads: tuple[str, ...] = ()
    """For texts: words before the answer that do not belong to it, such as “我叫”."""


@dataclass(frozen=True)
class Reason:
    """A condition with what it adds to a route's score and the sentence that tells why."""

    __pydantic_config__: ClassVar = STRICT

    when: Mapping[str, Any]
    add: int
    because: str


@dataclass(frozen=True)
class Evidence:
    """One item of a checklist; `have` tells when the visitor has said that it is in hand."""

    __pydantic_config__: ClassVar = STRICT

    label: str
    have: Mapping[str, Any] = field(default_factory=dict)
    when: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DatedDeadline:
    """A deadline row and the slot that holds the date of its event."""

    __pydantic_config__: ClassVar = STRICT

    deadline: str
    event: str = ""
    when: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """One way to go, with all that a firm needs to choose and start it."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    name: str
    flows: tuple[str, ...]
    decides: str
    """Who decides."""
    risk: str
    cost: str = ""
    """Empty where no source says it."""
    time: str = ""
    when: Mapping[str, Any] = field(default_factory=dict)
    """Offered only when this holds."""
    base: int = 0
    reasons: tuple[Reason, ...] = ()
    steps: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    deadlines: tuple[DatedDeadline, ...] = ()
    offices: tuple[str, ...] = ()
    entry: str = ""
    """The entry that tells more."""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Warning:  # noqa: A001  the word users of the sheet see
    """A contradiction or danger in what was told."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    when: Mapping[str, Any]
    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Section:
    """A further part of the sheet: first 48 hours, what not to do, order of steps, a draft's paragraph."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    title: str
    when: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    """May hold {slot} placeholders, filled with the answers' labels."""
    checklist: bool = False
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class WayIn:
    """A situation offered at a greeting; the lowest rank comes first."""

    __pydantic_config__: ClassVar = STRICT

    label: str
    rank: int


@dataclass(frozen=True)
class HandIn:
    """The slot in which a visitor agrees, and the kind of what is handed in then."""

    __pydantic_config__: ClassVar = STRICT

    slot: str
    kind: str


@dataclass(frozen=True)
class Flow:
    """One guided flow."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    title: str
    opening: str
    slots: tuple[Slot, ...]
    """In the order of asking."""
    max_questions: int = 6
    button: str = ""
    """What a button that starts it says; its title when empty."""
    subject: str = ""
    """What a question in its middle leaves out."""
    ways_in: tuple[WayIn, ...] = ()
    """Situations in which a greeting offers it."""
    hands_in: HandIn | None = None
    """What staff get when the visitor agrees."""
    warnings: tuple[Warning, ...] = ()
    sections: tuple[Section, ...] = ()
    deadlines: tuple[DatedDeadline, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    offices: tuple[str, ...] = ()
    draft: tuple[Section, ...] = ()
    """Paragraphs of a filled draft (complaint, application, 12345 work order)."""
    citations: tuple[Citation, ...] = ()
    checked_on: str = ""
    reviewer: str = ""

    @property
    def name(self) -> str:
        """What people read on a button that starts it."""
        return self.button or self.title
