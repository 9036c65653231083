"""Whether entries and flows speak the one vocabulary of a case."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.knowledge.condition import UNKNOWN, slots_of
from bot.core.knowledge.entry import FOLD, LEAD, Entry
from bot.core.knowledge.vocabulary import Vocabulary
from bot.knowledge.library import Library
from bot.knowledge.yamlfile import Problem


def entries_speak_the_vocabulary(library: Library) -> Iterator[Problem]:
    """Sides, rights, facts and events that an entry or a topic names are in the vocabulary."""
    if library.vocabulary is None:
        return
    for topic in library.topics.values():
        for field, value in _unknown_terms(library.vocabulary, topic.side, topic.rights):
            yield library.problem("topic", topic.id, (field,), "unknown-term", f"not in case_facts.yml: {value}")
    for entry in library.entries.values():
        for location, message in (
            *(((f,), f"not in case_facts.yml: {v}") for f, v in _unknown_terms(library.vocabulary, entry.side, entry.rights)),
            *_unknown_facts(library.vocabulary, entry),
            *_misplaced(entry),
        ):  # fmt: skip
            yield library.problem("entry", entry.id, location, "unknown-term", message)


def what_must_be_said_is_said(library: Library) -> Iterator[Problem]:
    """An entry that is offered for review says all that its list demands, before or after the fold."""
    for entry in library.entries.values():
        if entry.status not in ("in_review", "published"):
            continue
        lead, whole = "\n".join(_leads(entry)), "\n".join((*_leads(entry), *_folds(entry)))
        for number, item in enumerate(entry.must_say):
            missing = (
                bool(item.any)
                and not item.declined
                and not any(words in (lead if item.in_ == LEAD else whole) for words in item.any)
            )
            if missing:
                message = f"none of {' / '.join(item.any)} is said ({item.in_}): {item.from_}"
                yield library.problem("entry", entry.id, ("must_say", number), "not-said", message)


def _leads(entry: Entry) -> Iterator[str]:
    """Yield what stands before the fold; what a regional variant adds is beside the point."""
    for variant in entry.answers:
        yield variant.text
        yield from (case.text for case in variant.cases)


def _folds(entry: Entry) -> Iterator[str]:
    for variant in entry.answers:
        yield from (variant.explain, variant.risk, variant.fees, variant.time, *variant.steps, *variant.materials)


def flows_speak_the_vocabulary(library: Library) -> Iterator[Problem]:
    """Slots are facts or events, and their options values of the fact."""
    if library.vocabulary is None:
        return
    for flow in library.flows.values():
        for number, slot in enumerate(flow.slots):
            fact = library.vocabulary.fact(slot.id)
            if fact is None and library.vocabulary.event(slot.id) is None:
                message = f"{slot.id} is no fact or event of case_facts.yml"
                yield library.problem("flow", flow.id, ("slots", number), "unknown-term", message)
            values = library.vocabulary.values(slot.id)
            for option in slot.options:
                if option.id not in values:
                    message = f"{option.id} is no value of {slot.id} in case_facts.yml"
                    yield library.problem("flow", flow.id, ("slots", number), "unknown-term", message)


def _unknown_terms(vocabulary: Vocabulary, side: str, rights: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if side not in {term.id for term in vocabulary.sides}:
        yield "side", side
    known = {term.id for term in vocabulary.rights}
    yield from (("rights", right) for right in rights if right not in known)


def _unknown_facts(vocabulary: Vocabulary, entry: Entry) -> Iterator[tuple[tuple[int | str, ...], str]]:
    for index, variant in enumerate(entry.answers):
        for number, ask in enumerate(variant.ask):
            if vocabulary.fact(ask.fact) is None and vocabulary.event(ask.fact) is None:
                yield ("answers", index, "ask", number), f"not in case_facts.yml: {ask.fact}"
        for number, case in enumerate(variant.cases):
            for name, values in slots_of(case.when):
                fact = vocabulary.fact(name)
                if fact is None and vocabulary.event(name) is None:
                    yield ("answers", index, "cases", number), f"not in case_facts.yml: {name}"
                for value in set(values) - vocabulary.values(name) - {UNKNOWN} if fact and fact.options else ():
                    yield ("answers", index, "cases", number), f"{value} is no value of {name}"


def _misplaced(entry: Entry) -> Iterator[tuple[tuple[int | str, ...], str]]:
    for number, item in enumerate(entry.must_say):
        if item.in_ not in (LEAD, FOLD):
            yield ("must_say", number), f"in is lead or fold, not {item.in_}"
        if not item.any and not item.declined:
            yield ("must_say", number), "any or declined is needed"
