"""Whether everything an answer states stands in a source: citations, quotations, articles, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.knowledge.entry import Citation, Entry, Variant
from bot.core.knowledge.fact import CONFIDENCES
from bot.knowledge.checks.around import Surroundings
from bot.knowledge.checks.numbers import numbers_in
from bot.knowledge.library import Library
from bot.knowledge.yamlfile import Problem

QUOTE_LIMIT = 60


def variants_are_cited(library: Library, _: Surroundings) -> Iterator[Problem]:
    """Every variant has a citation; sources and facts it names exist."""
    for entry, index, variant in all_variants(library):
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
    for entry, index, variant in all_variants(library):
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
    for entry, index, variant in all_variants(library):
        for number, citation in enumerate(variant.citations):
            law = around.laws.get(citation.source)
            if law is not None and (missing := law.lacks(citation.section)):
                message = f"{citation.source} has no article {', '.join(missing)}"
                yield library.problem("entry", entry.id, ("answers", index, "citations", number), "article", message)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def numbers_are_cited(library: Library, around: Surroundings) -> Iterator[Problem]:
    """Every number of an answer stands in a fact, quotation or deadline that the answer cites."""
    for entry, index, variant in all_variants(library):
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
    for entry, index, variant in all_variants(library):
        facts = [library.facts[c.fact] for c in variant.citations if c.fact in library.facts]
        shown = "".join(text for _, text in _shown_texts(variant))
        if any(fact.confidence == "中" for fact in facts) and "为准" not in shown:
            yield library.problem(
                "entry", entry.id, ("answers", index, "text"), "not-hedged", "rests on a fact marked 中: say …为准"
            )


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


def all_variants(library: Library) -> Iterator[tuple[Entry, int, Variant]]:
    """Yield every variant with its entry and place."""
    for entry in library.entries.values():
        for index, variant in enumerate(entry.answers):
            yield entry, index, variant
