"""Knowledge entries and the rules by which one variant is served; standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

NATIONAL = "national"
STRICT: dict[str, Any] = {"extra": "forbid"}
"""Read by the knowledge schema: a field that is not declared here is an error, not ignored."""
STATUSES = ("draft", "in_review", "published", "retired")


@dataclass(frozen=True)
class Citation:
    """Where a statement comes from: source, section or article, short verbatim quotation, fact id."""

    __pydantic_config__: ClassVar = STRICT

    source: str
    section: str = ""
    quote: str = ""
    fact: str = ""


@dataclass(frozen=True)
class Variant:
    """One answer for one region and one period; both dates inclusive, None is unbounded."""

    __pydantic_config__: ClassVar = STRICT

    text: str
    region: str = NATIONAL
    valid_from: date | None = None
    valid_to: date | None = None
    steps: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    fees: str = ""
    time: str = ""
    offices: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()

    def covers(self, day: date) -> bool:
        """Say whether the variant may be served as of this day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True)
class Script:
    """What a hotline operator says."""

    __pydantic_config__: ClassVar = STRICT

    opening: str = ""
    ask_next: tuple[str, ...] = ()
    read_aloud: str = ""
    caution: str = ""
    transfer_when: str = ""


@dataclass(frozen=True)
class Lookalike:
    """A question that looks like this entry's and belongs to another entry."""

    __pydantic_config__: ClassVar = STRICT

    text: str
    entry: str = ""


@dataclass(frozen=True)
class Entry:
    """The answer to one question, in one or more variants."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    title: str
    status: str = "draft"
    checked_on: date | None = None
    review_by: date | None = None
    reviewer: str = ""
    questions: tuple[str, ...] = ()
    not_questions: tuple[Lookalike, ...] = ()
    answers: tuple[Variant, ...] = ()
    script: Script = field(default_factory=Script)

    @property
    def topic_id(self) -> str:
        """The topic this entry belongs to: its id up to the first dot."""
        return self.id.split(".", 1)[0]


@dataclass(frozen=True)
class Served:
    """The variant chosen for a reader, with how it was chosen."""

    variant: Variant
    requested: str
    widened: bool
    upcoming: Variant | None = None
    """The variant that replaces this one within the notice period, if any."""


@dataclass(frozen=True)
class NotYetKnown:
    """Nothing may be served for so early a date; knowledge starts on `starts`."""

    starts: date | None


def select_variant(
    entry: Entry, as_of: date, region_chain: Sequence[str], notice_days: int = 60
) -> Served | NotYetKnown:
    """Choose the valid variant of the narrowest region that covers the reader.

    Args:
        region_chain: region codes from narrowest to widest, without "national"; empty when unknown.
        notice_days: how long before a change of answer the successor is announced.
    """
    requested = region_chain[0] if region_chain else NATIONAL
    for region in (*region_chain, NATIONAL):
        scoped = [v for v in entry.answers if v.region == region]
        valid = [v for v in scoped if v.covers(as_of)]
        if valid:
            chosen = max(valid, key=lambda v: v.valid_from or date.min)
            return Served(chosen, requested, region != requested, _successor(scoped, chosen, as_of, notice_days))
    starts = [v.valid_from for v in entry.answers if v.valid_from and v.valid_from > as_of]
    return NotYetKnown(min(starts) if starts else None)


def _successor(scoped: Sequence[Variant], chosen: Variant, as_of: date, notice_days: int) -> Variant | None:
    if chosen.valid_to is None or chosen.valid_to > as_of + timedelta(days=notice_days):
        return None
    later = [v for v in scoped if v.valid_from and v.valid_from > chosen.valid_to]
    return min(later, key=lambda v: v.valid_from or date.max) if later else None
