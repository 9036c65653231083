"""What must be true of the knowledge before anybody is served from it; every rule has a name and a failing test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from bot.core.knowledge.entry import NATIONAL, STATUSES, Citation, Entry, Variant
from bot.core.knowledge.fact import CONFIDENCES
from bot.core.knowledge.source import STATUSES as SOURCE_STATUSES
from bot.knowledge.checks.flows import flow_numbers_are_cited, flows_are_sound, routes_are_sound
from bot.knowledge.checks.laws import Law
from bot.knowledge.checks.numbers import numbers_in
from bot.knowledge.checks.vocabulary import (
    entries_speak_the_vocabulary,
    flows_speak_the_vocabulary,
    what_must_be_said_is_said,
)
from bot.knowledge.library import Library
from bot.knowledge.yamlfile import Problem
from bot.text.normalise import normalise

FLOWS = ("triage", "mediation", "pledge", "overseas", "complaint")
QUOTE_LIMIT = 60
LEAD_LIMIT = 180
QUESTIONS_BY_RANK = {"P1": 20, "P2": 12, "P3": 8}
QUESTIONS_OF_FACT_ENTRY = 8


@dataclass(frozen=True)
class Surroundings:
    """What the entries are held against besides the knowledge itself; empty parts are not checked."""

    station_kinds: frozenset[str] = frozenset()
    region_codes: frozenset[str] = frozenset()
    hotline_numbers: frozenset[str] = frozenset()
    banned_contacts: tuple[str, ...] = ()
    document_texts: dict[str, str] = field(default_factory=dict)
    """Texts of the policy documents by source id, white space removed."""
    laws: Mapping[str, Law] = field(default_factory=dict)
    """Texts of laws by source id."""
    flow_examples: tuple[str, ...] = ()
    holdout: tuple[tuple[str, str], ...] = ()
    """Hold-out questions as (file:line, text)."""


Rule = Callable[[Library, Surroundings], Iterable[Problem]]


def check(library: Library, surroundings: Surroundings) -> list[Problem]:
    """Return every problem of the knowledge, in file order."""
    problems = list(library.problems)
    for rule in RULES:
        problems.extend(rule(library, surroundings))
    return sorted(set(problems))


def _variants(library: Library) -> Iterator[tuple[Entry, int, Variant]]:
    for entry in library.entries.values():
        for index, variant in enumerate(entry.answers):
            yield entry, index, variant


def topics_have_entries(library: Library, _: Surroundings) -> Iterator[Problem]:
    """Every topic has an entry that answers its title, and every entry a topic and its area's folder."""
    topics_with_entries = {entry.topic_id for entry in library.entries.values()}
    for topic_id, topic in library.topics.items():
        if topic_id not in topics_with_entries:
            yield library.problem(
                "topic", topic_id, ("id",), "topic-without-entry", f"{topic_id} ({topic.rank}) has no entry"
            )
    for entry in library.entries.values():
        topic = library.topics.get(entry.topic_id)  # type: ignore[assignment]
        folder = library.origins["entry", entry.id].file.path.parent.name
        if topic is None:
            yield library.problem("entry", entry.id, ("id",), "unknown-topic", f"no topic {entry.topic_id}")
        elif topic.area_code != folder:
            yield library.problem(
                "entry", entry.id, ("id",), "wrong-folder", f"belongs in {topic.area_code}, not {folder}"
            )


def entries_are_complete(library: Library, _: Surroundings) -> Iterator[Problem]:
    """Published entries have answers, enough questions for their rank, dates and a script."""
    for entry in library.entries.values():
        if entry.status not in STATUSES:
            yield library.problem("entry", entry.id, ("status",), "schema", f"unknown status {entry.status}")
        if entry.status != "published":
            continue
        for location, message in _missing(library, entry):
            yield library.problem("entry", entry.id, location, "incomplete", message)


def _missing(library: Library, entry: Entry) -> Iterator[tuple[tuple[int | str, ...], str]]:
    if not entry.answers:
        yield ("answers",), "a published entry needs an answer"
    elif not any(variant.region == NATIONAL for variant in entry.answers):
        yield ("answers",), "a national variant is needed"
    if entry.checked_on is None or entry.review_by is None:
        yield ("checked_on",), "checked_on and review_by are needed"
    elif entry.review_by < entry.checked_on:
        yield ("review_by",), "review_by is before checked_on"
    topic = library.topics.get(entry.topic_id)
    needed = QUESTIONS_BY_RANK[topic.rank] if topic and topic.id == entry.id else QUESTIONS_OF_FACT_ENTRY
    if len(entry.questions) < needed:
        yield ("questions",), f"{len(entry.questions)} questions, at least {needed} are needed"
    if topic and topic.rank == "P1" and topic.id == entry.id:
        for name in ("opening", "ask_next", "read_aloud", "caution", "transfer_when"):
            if not getattr(entry.script, name):
                yield ("script",), f"script.{name} is empty"


def variants_are_cited(library: Library, _: Surroundings) -> Iterator[Problem]:
    """Every variant has a citation; sources and facts it names exist."""
    for entry, index, variant in _variants(library):
        at: tuple[int | str, ...] = ("answers", index)
        if not variant.text.strip():
            yield library.problem("entry", entry.id, at, "empty-answer", "the answer has no text")
        if not variant.citations:
            yield library.problem("entry", entry.id, at, "no-citation", "the answer cites nothing")
        for number, citation in enumerate(variant.citations):
            where = (*at, "citations", number)
            if citation.source not in library.sources:
                yield library.problem("entry", entry.id, where, "unknown-source", f"no source {citation.source}")
            if citation.fact and citation.fact not in library.facts:
                yield library.problem("entry", entry.id, where, "unknown-fact", f"no fact {citation.fact}")


def quotes_are_verbatim(library: Library, around: Surroundings) -> Iterator[Problem]:
    """Quotations are short, come from a text that was read, and are verbatim where the text is at hand."""
    for entry, index, variant in _variants(library):
        for number, citation in enumerate(variant.citations):
            message = _quote_error(library, around, citation)
            if message:
                yield library.problem("entry", entry.id, ("answers", index, "citations", number), "quote", message)
    for topic in library.topics.values():
        for number, citation in enumerate(topic.quotes):
            message = _quote_error(library, around, citation)
            if message:
                yield library.problem("topic", topic.id, ("quotes", number), "quote", message)


def _quote_error(library: Library, around: Surroundings, citation: Citation) -> str:
    source, quote = library.sources.get(citation.source), citation.quote
    if not quote or source is None:
        return ""
    if len(quote) > QUOTE_LIMIT:
        return f"the quotation has {len(quote)} characters, at most {QUOTE_LIMIT}"
    law, text = around.laws.get(source.id), around.document_texts.get(source.id)
    if law is not None:
        return "" if law.holds(quote, citation.section) else f"not verbatim in {source.id} {citation.section}: {quote}"
    if not source.read_at and text is None:
        return f"quoted, but the text of {source.id} was not read (read_at is empty)"
    return "" if text is None or _squeeze(quote) in text else f"not verbatim in {source.id}: {quote}"


def articles_exist(library: Library, around: Surroundings) -> Iterator[Problem]:
    """An article that a citation of a law at hand names is in its text."""
    for entry, index, variant in _variants(library):
        for number, citation in enumerate(variant.citations):
            law = around.laws.get(citation.source)
            if law is not None and (missing := law.lacks(citation.section)):
                message = f"{citation.source} has no article {', '.join(missing)}"
                yield library.problem("entry", entry.id, ("answers", index, "citations", number), "article", message)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def dates_fit(library: Library, _: Surroundings) -> Iterator[Problem]:
    """Dates are ordered; the variants of one region neither overlap nor leave a gap."""
    for entry in library.entries.values():
        for region in {variant.region for variant in entry.answers}:
            scoped = [(i, v) for i, v in enumerate(entry.answers) if v.region == region]
            for index, message in _date_errors(scoped):
                yield library.problem("entry", entry.id, ("answers", index), "dates", message)


def _date_errors(scoped: list[tuple[int, Variant]]) -> Iterator[tuple[int, str]]:
    for index, variant in scoped:
        if variant.valid_from and variant.valid_to and variant.valid_to < variant.valid_from:
            yield index, "valid_to is before valid_from"
    ordered = sorted(scoped, key=lambda pair: str(pair[1].valid_from or ""))
    for (_, earlier), (index, later) in pairwise(ordered):
        if earlier.valid_to is None or later.valid_from is None or later.valid_from <= earlier.valid_to:
            yield index, "overlaps another variant of the same region"
        elif later.valid_from > earlier.valid_to + timedelta(days=1):
            yield index, "leaves a gap after the variant before it"


def numbers_are_cited(library: Library, around: Surroundings) -> Iterator[Problem]:
    """Every number of an answer stands in a fact, quotation or deadline that the answer cites."""
    for entry, index, variant in _variants(library):
        known = _numbers_known(library, variant, around)
        for name, text in _shown_texts(variant):
            unknown = numbers_in(text, around.hotline_numbers) - known
            if unknown:
                listed = ", ".join(sorted(unknown))
                yield library.problem(
                    "entry", entry.id, ("answers", index, *name), "number-without-fact", f"no cited fact has {listed}"
                )


def _shown_texts(variant: Variant) -> Iterator[tuple[tuple[int | str, ...], str]]:
    for name in ("text", "explain", "risk", "fees", "time"):
        yield (name,), getattr(variant, name)
    for position, case in enumerate(variant.cases):
        yield ("cases", position), case.text
    for name in ("steps", "materials"):
        for position, text in enumerate(getattr(variant, name)):
            yield (name, position), text


def _numbers_known(library: Library, variant: Variant, around: Surroundings) -> set[str]:
    texts = [citation.quote for citation in variant.citations]
    texts += [library.facts[c.fact].statement for c in variant.citations if c.fact in library.facts]
    known = {number for text in texts for number in numbers_in(text, around.hotline_numbers)}
    for deadline_id in variant.deadlines:
        deadline = library.deadlines.get(deadline_id)
        known |= {str(version.amount) for version in deadline.versions} if deadline else set()
    return known


def medium_facts_are_hedged(library: Library, _: Surroundings) -> Iterator[Problem]:
    """An answer that rests on a fact of middling confidence says that the local rule decides."""
    for entry, index, variant in _variants(library):
        facts = [library.facts[c.fact] for c in variant.citations if c.fact in library.facts]
        shown = "".join(text for _, text in _shown_texts(variant))
        if any(fact.confidence == "中" for fact in facts) and "为准" not in shown:
            yield library.problem(
                "entry", entry.id, ("answers", index, "text"), "not-hedged", "rests on a fact marked 中: say …为准"
            )


def references_exist(library: Library, around: Surroundings) -> Iterator[Problem]:
    """Deadlines, office kinds, flows, entries and regions that an entry names exist."""
    for entry, index, variant in _variants(library):
        for name, value in _broken_references(library, around, variant):
            yield library.problem(
                "entry", entry.id, ("answers", index, name), "unknown-reference", f"no such thing: {value}"
            )
    for entry in library.entries.values():
        for number, lookalike in enumerate(entry.not_questions):
            if lookalike.entry and lookalike.entry not in library.entries and lookalike.entry not in library.topics:
                yield library.problem(
                    "entry", entry.id, ("not_questions", number), "unknown-reference", f"no entry {lookalike.entry}"
                )


def _broken_references(library: Library, around: Surroundings, variant: Variant) -> Iterator[tuple[str, str]]:
    for deadline in variant.deadlines:
        if deadline not in library.deadlines:
            yield "deadlines", deadline
    for kind in variant.offices:
        if around.station_kinds and kind not in around.station_kinds:
            yield "offices", kind
    for target in variant.next:
        kind, _, name = target.partition(":")
        known = FLOWS if kind == "flow" else {**library.entries, **library.topics} if kind == "entry" else ()
        if name not in known:
            yield "next", target
    if variant.region != NATIONAL and around.region_codes and variant.region not in around.region_codes:
        yield "region", variant.region


def questions_are_unique(library: Library, around: Surroundings) -> Iterator[Problem]:
    """No question stands in two entries, nor in an entry and the flow intents, nor in the hold-outs."""
    owners = {normalise(text): "data/nlu" for text in around.flow_examples}
    for entry in library.entries.values():
        for number, text in enumerate(entry.questions):
            key = normalise(text)
            if not key:
                yield library.problem(
                    "entry", entry.id, ("questions", number), "duplicate-question", "the question is empty"
                )
            elif key in owners:
                yield library.problem(
                    "entry", entry.id, ("questions", number), "duplicate-question", f"also in {owners[key]}: {text}"
                )
            owners.setdefault(key, entry.id)
    for place, text in around.holdout:
        owner = owners.get(normalise(text))
        if owner:
            file, _, line = place.rpartition(":")
            yield Problem(file, int(line), "text", "holdout-in-training", f"also in {owner}: {text}")


def banned_contacts_are_absent(library: Library, around: Surroundings) -> Iterator[Problem]:
    """Contacts known to be wrong or hijacked appear nowhere."""
    for (kind, item_id), origin in library.origins.items():
        if kind != "entry":
            continue
        shown = origin.file.path.read_text(encoding="utf-8")
        for contact in around.banned_contacts:
            if contact in shown:
                yield library.problem(kind, item_id, (), "banned-contact", f"must not be shown: {contact}")


def facts_are_sourced(library: Library, _: Surroundings) -> Iterator[Problem]:
    """Facts name existing sources and a confidence that may be used."""
    for fact in library.facts.values():
        if fact.confidence not in CONFIDENCES:
            yield library.problem("fact", fact.id, ("confidence",), "confidence", f"{fact.confidence} may not be used")
        if not fact.sources:
            yield library.problem("fact", fact.id, (), "no-citation", "the fact names no source")
        for citation in fact.sources:
            if citation.source not in library.sources:
                yield library.problem("fact", fact.id, ("sources",), "unknown-source", f"no source {citation.source}")


def statuses_and_deadlines_are_known(library: Library, _: Surroundings) -> Iterator[Problem]:
    """Source statuses are known ones, and every version of a deadline names an existing source."""
    for source in library.sources.values():
        if source.status not in SOURCE_STATUSES:
            yield library.problem("source", source.id, ("status",), "schema", f"unknown status {source.status}")
    for deadline in library.deadlines.values():
        for number, period in enumerate(deadline.versions):
            broken = [c.source for c in period.sources if c.source not in library.sources]
            if broken or not period.sources:
                yield library.problem(
                    "deadline", deadline.id, ("versions", number), "unknown-source", f"no source {broken}"
                )


def flows_and_routes_are_sound(library: Library, around: Surroundings) -> Iterator[Problem]:
    """The guided flows hold together: see flow_checks."""
    yield from flows_are_sound(library, around.station_kinds)
    yield from routes_are_sound(library, around.station_kinds)
    yield from flow_numbers_are_cited(library, around.hotline_numbers)


def one_vocabulary_is_spoken(library: Library, _: Surroundings) -> Iterator[Problem]:
    """Entries and flows name sides, rights, facts and events of case_facts.yml only."""
    yield from entries_speak_the_vocabulary(library)
    yield from flows_speak_the_vocabulary(library)


def leads_are_short(library: Library, _: Surroundings) -> Iterator[Problem]:
    """What is shown before anything folded fits one phone screen, where an answer was written for it."""
    for entry, index, variant in _variants(library):
        for name, text in (("text", variant.text), *((f"cases.{n}", c.text) for n, c in enumerate(variant.cases))):
            if entry.must_say and len(text) > LEAD_LIMIT:
                message = f"{len(text)} characters, at most {LEAD_LIMIT}"
                yield library.problem("entry", entry.id, ("answers", index, name), "too-long", message)


def required_things_are_said(library: Library, _: Surroundings) -> Iterator[Problem]:
    """What an answer must hold was listed before it was written, and is there."""
    yield from what_must_be_said_is_said(library)


RULES: tuple[Rule, ...] = (
    topics_have_entries,
    entries_are_complete,
    variants_are_cited,
    quotes_are_verbatim,
    dates_fit,
    numbers_are_cited,
    medium_facts_are_hedged,
    references_exist,
    questions_are_unique,
    banned_contacts_are_absent,
    facts_are_sourced,
    statuses_and_deadlines_are_known,
    flows_and_routes_are_sound,
    articles_exist,
    one_vocabulary_is_spoken,
    required_things_are_said,
    leads_are_short,
)
