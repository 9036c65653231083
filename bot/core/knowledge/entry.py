"""Knowledge entries and the rules by which one variant is served; standard library only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce
from typing import Any, ClassVar

NATIONAL = "national"
STRICT: dict[str, Any] = {"extra": "forbid"}
"""Read by the knowledge schema: a field that is not declared here is an error, not ignored."""
STATUSES = ("draft", "in_review", "published", "retired")
LEAD, FOLD = "lead", "fold"


def _without_underscore(name: str) -> str:
    """Name a field in files as it is meant where Python keeps the word for itself (in, from)."""
    return name.rstrip("_")


@dataclass(frozen=True)
class Citation:
    """Where a statement comes from: source, section or article, short verbatim quotation, fact id."""

    __pydantic_config__: ClassVar = STRICT

    source: str
    section: str = ""
    quote: str = ""
    fact: str = ""


@dataclass(frozen=True)
class CaseText:
    """What the answer's first sentences become when the visitor's case fulfils a condition over facts."""

    __pydantic_config__: ClassVar = STRICT

    when: Mapping[str, Any]
    text: str


@dataclass(frozen=True)
class Ask:
    """A question back: the fact that changes the answer, and how it is asked for."""

    __pydantic_config__: ClassVar = STRICT

    fact: str
    """A fact or an event of the vocabulary."""
    question: str


@dataclass(frozen=True)
class Variant:
    """One answer for one region and one period; both dates inclusive, None is unbounded."""

    __pydantic_config__: ClassVar = STRICT

    text: str
    """The conclusion with its condition, and the number that is asked for; what a screen shows before anything folded."""
    region: str = NATIONAL
    valid_from: date | None = None
    valid_to: date | None = None
    explain: str = ""
    """Further rules, folded."""
    risk: str = ""
    """What could go wrong soon, in one sentence."""
    cases: tuple[CaseText, ...] = ()
    """Other conclusions by what the visitor told; the first that holds takes the place of `text`."""
    ask: tuple[Ask, ...] = ()
    """What changes the answer, the most informative first."""
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
class MustSay:
    """One thing an answer has to hold, taken from the catalogue before the answer was written."""

    __pydantic_config__: ClassVar = {**STRICT, "alias_generator": _without_underscore}

    any: tuple[str, ...] = ()
    """Strings of which one must be there."""
    in_: str = LEAD
    """`lead` (before anything folded) or `fold` (anywhere in the answer)."""
    from_: str = ""
    """The catalogue's line it stands for."""
    declined: str = ""
    """Why that line is not said."""


@dataclass(frozen=True)
class Policy:
    """What a policy document says about the matter: background for visitors of its region, never the answer."""

    __pydantic_config__: ClassVar = STRICT

    source: str
    region: str
    section: str = ""
    quote: str = ""
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """The answer to one question, in one or more variants."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    title: str
    title_en: str = ""
    side: str = "any"
    rights: tuple[str, ...] = ()
    """Rights of the vocabulary the answer holds for; empty means all."""
    status: str = "draft"
    checked_on: date | None = None
    review_by: date | None = None
    reviewer: str = ""
    questions: tuple[str, ...] = ()
    not_questions: tuple[Lookalike, ...] = ()
    answers: tuple[Variant, ...] = ()
    script: Script = field(default_factory=Script)
    must_say: tuple[MustSay, ...] = ()
    policy: tuple[Policy, ...] = ()

    @property
    def topic_id(self) -> str:
        """The topic this entry belongs to: its id up to the first dot."""
        return self.id.split(".", 1)[0]


@dataclass(frozen=True)
class Served:
    """What is said to a reader: the variant of the widest region, and what the narrowest that covers him adds."""

    variant: Variant
    """Its text is the wider one; its lists hold what is local first."""
    requested: str
    widened: bool
    upcoming: Variant | None = None
    """The variant that replaces this one within the notice period, if any."""
    local: str = ""
    """The sentence that a narrower variant adds to the text."""


@dataclass(frozen=True)
class NotYetKnown:
    """Nothing may be served for so early a date; knowledge starts on `starts`."""

    starts: date | None


def select_variant(
    entry: Entry, as_of: date, region_chain: Sequence[str], notice_days: int = 60
) -> Served | NotYetKnown:
    """Choose what holds on a day for a reader's region: a regional variant adds to the wider ones that are valid.

    Args:
        region_chain: region codes from narrowest to widest, without "national"; empty when unknown.
        notice_days: how long before a change of answer the successor is announced.
    """
    requested = region_chain[0] if region_chain else NATIONAL
    layers = [found for region in (*region_chain, NATIONAL) if (found := _valid(entry, region, as_of))]
    if not layers:
        starts = [v.valid_from for v in entry.answers if v.valid_from and v.valid_from > as_of]
        return NotYetKnown(min(starts) if starts else None)
    narrow, wide = layers[0], layers[-1]
    added = "".join(layer.text for layer in reversed(layers[:-1]))
    joined = reduce(_adding, reversed(layers[:-1]), wide)
    scoped = [v for v in entry.answers if v.region == wide.region]
    upcoming = _successor(scoped, wide, as_of, notice_days)
    return Served(joined, requested, narrow.region != requested, upcoming, added)


def _valid(entry: Entry, region: str, day: date) -> Variant | None:
    valid = [v for v in entry.answers if v.region == region and v.covers(day)]
    return max(valid, key=lambda v: v.valid_from or date.min) if valid else None


def _adding(wide: Variant, local: Variant) -> Variant:
    """Return a wider variant with what a narrower one adds: its lists first, its fee and time instead."""
    lists: dict[str, Any] = {
        name: tuple(dict.fromkeys((*getattr(local, name), *getattr(wide, name)))) for name in _LISTS
    }
    return replace(
        wide,
        **lists,
        region=local.region,
        cases=(*local.cases, *wide.cases),
        ask=(*local.ask, *wide.ask),
        explain=f"{wide.explain}{local.explain}",
        risk=wide.risk or local.risk,
        fees=local.fees or wide.fees,
        time=local.time or wide.time,
        valid_from=max(filter(None, (wide.valid_from, local.valid_from)), default=None),
        valid_to=min(filter(None, (wide.valid_to, local.valid_to)), default=None),
    )


_LISTS = ("steps", "materials", "deadlines", "offices", "next", "citations")


def _successor(scoped: Sequence[Variant], chosen: Variant, as_of: date, notice_days: int) -> Variant | None:
    if chosen.valid_to is None or chosen.valid_to > as_of + timedelta(days=notice_days):
        return None
    later = [v for v in scoped if v.valid_from and v.valid_from > chosen.valid_to]
    return min(later, key=lambda v: v.valid_from or date.max) if later else None
