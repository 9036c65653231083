"""What must be true of the knowledge before anybody is served from it; every rule has a name and a failing test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from bot.core.knowledge.entry import NATIONAL, STATUSES, Entry, Variant
from bot.core.knowledge.source import STATUSES as SOURCE_STATUSES
from bot.knowledge.checks.around import Surroundings
from bot.knowledge.checks.citations import (
    all_variants,
    articles_exist,
    facts_are_sourced,
    medium_facts_are_hedged,
    numbers_are_cited,
    quotes_are_verbatim,
    variants_are_cited,
)
from bot.knowledge.checks.flows import flow_numbers_are_cited, flows_are_sound, routes_are_sound
from bot.knowledge.checks.vocabulary import (
    entries_speak_the_vocabulary,
    flows_speak_the_vocabulary,
    what_must_be_said_is_said,
)
from bot.knowledge.library import Library
from bot.knowledge.yamlfile import Problem
from bot.text.normalise import normalise

LEAD_LIMIT = 180
QUESTIONS_BY_RANK = {"P1": 20, "P2": 12, "P3": 8}
QUESTIONS_OF_FACT_ENTRY = 8


Rule = Callable[[Library, Surroundings], Iterable[Problem]]


def check(library: Library, surroundings: Surroundings) -> list[Problem]:
    """Return every problem of the knowledge, in file order."""
    problems = list(library.problems)
    for rule in RULES:
        problems.extend(rule(library, surroundings))
    return sorted(set(problems))


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


def references_exist(library: Library, around: Surroundings) -> Iterator[Problem]:
    """Deadlines, office kinds, flows, entries and regions that an entry names exist."""
    for entry, index, variant in all_variants(library):
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
        known = library.flows if kind == "flow" else {**library.entries, **library.topics} if kind == "entry" else ()
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
    for entry, index, variant in all_variants(library):
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
