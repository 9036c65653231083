"""What the knowledge holds, what changes soon and what is honest about its gaps, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.knowledge.entry import NATIONAL, Entry
from bot.core.knowledge.fact import FLAT
from bot.knowledge.library import Library
from bot.text.lexicon import word_lists

WEAK_STATUSES = ("draft_for_comment", "plan_period_over")


@dataclass(frozen=True)
class Due:
    """One thing to look at: when, which item, and why."""

    day: date
    item: str
    why: str


def due(library: Library, today: date, days: int = 180) -> list[Due]:
    """Return what switches, ends or is to be reviewed within some days, the soonest first."""
    until = today + timedelta(days=days)
    found = [*_switches(library), *_reviews(library), *_sources(library)]
    return sorted((item for item in found if item.day <= until), key=lambda item: (item.day, item.item))


def resting_on_weak_sources(library: Library) -> list[tuple[str, str]]:
    """Return (entry, source) where every citation of an answer is a draft or a plan whose period is over."""
    found = []
    for entry in library.entries.values():
        for variant in entry.answers:
            names = [c.source for c in variant.citations if c.source in library.sources]
            if names and all(library.sources[name].status in WEAK_STATUSES for name in names):
                found.append((entry.id, "、".join(dict.fromkeys(names))))
    return sorted(set(found))


def _switches(library: Library) -> Iterator[Due]:
    for entry in library.entries.values():
        for variant in entry.answers:
            if variant.valid_to is not None:
                yield Due(variant.valid_to + timedelta(days=1), entry.id, f"answer for {variant.region} switches")


def _reviews(library: Library) -> Iterator[Due]:
    for entry in library.entries.values():
        if entry.review_by is not None:
            yield Due(entry.review_by, entry.id, "review is due")


def _sources(library: Library) -> Iterator[Due]:
    for source in library.sources.values():
        if source.status == "not_yet_in_force" and source.valid_from is not None:
            yield Due(source.valid_from, source.id, "source comes into force")
        if source.valid_to is not None and source.status == "in_force":
            yield Due(source.valid_to + timedelta(days=1), source.id, "source ends")


def markdown(library: Library, today: date) -> str:
    """Return the report that stands in docs/knowledge.md."""
    entries = list(library.entries.values())
    parts = [
        f"# Knowledge report\n\nMade by `bot knowledge report` as of {today}.\n",
        _totals(library, entries),
        _table("By area", ("area", "topics", "entries", "answers", "questions"), _areas(library)),
        _table("Topics by rank", ("rank", "topics", "entries of their own", "median questions"), _ranks(library)),
        _table("Answers by region", ("region", "answers"), _regions(entries).most_common()),
        _table("Citations by confidence of the fact", ("confidence", "citations"), _confidences(library).items()),
        _table("Citations by status of the source today", ("status", "citations"), _statuses(library, today).items()),
        _table("Switches ahead", ("day", "item", "what"), ((d.day, d.item, d.why) for d in due(library, today, 400) if "review" not in d.why)),
        _table("Rests on drafts or ended plans only", ("entry", "sources"), resting_on_weak_sources(library)),
        _table("Honest gaps: answers that say what is not verified", ("entry", "says"), _gaps(entries)),
    ]  # fmt: skip
    return "\n".join(parts)


def _totals(library: Library, entries: Sequence[Entry]) -> str:
    unreviewed = sum(not entry.reviewer for entry in entries)
    return (
        f"{len(library.topics)} topics, {len(entries)} entries with {sum(len(e.answers) for e in entries)} answers and "
        f"{sum(len(e.questions) for e in entries)} questions; {len(library.facts)} facts, {len(library.sources)} sources, "
        f"{len(library.deadlines)} deadlines, {len(library.flows)} guided flows, {len(library.routes)} routes. "
        f"{unreviewed} entries have not been reviewed by a person.\n"
    )


def _areas(library: Library) -> Iterator[tuple[object, ...]]:
    names = {topic.area_code: topic.area for topic in library.topics.values()}
    for code, name in sorted(names.items()):
        topics = {topic.id for topic in library.topics.values() if topic.area_code == code}
        own = [entry for entry in library.entries.values() if entry.topic_id in topics]
        yield (
            f"{code} {name}",
            len(topics),
            len(own),
            sum(len(e.answers) for e in own),
            sum(len(e.questions) for e in own),
        )


def _ranks(library: Library) -> Iterator[tuple[object, ...]]:
    for rank in ("P1", "P2", "P3"):
        topics = [topic.id for topic in library.topics.values() if topic.rank == rank]
        counts = sorted(len(library.entries[t].questions) for t in topics if t in library.entries)
        yield rank, len(topics), len(counts), counts[len(counts) // 2] if counts else 0


def _regions(entries: Iterable[Entry]) -> Counter[str]:
    return Counter("national" if v.region == NATIONAL else v.region for entry in entries for v in entry.answers)


def _confidences(library: Library) -> Counter[str]:
    citations = [c for e in library.entries.values() for v in e.answers for c in v.citations]
    kinds = (library.facts[c.fact].confidence if c.fact in library.facts else "source only" for c in citations)
    return Counter(f"{kind} (stated flatly)" if kind in FLAT else kind for kind in kinds)


def _statuses(library: Library, today: date) -> Counter[str]:
    citations = [c for e in library.entries.values() for v in e.answers for c in v.citations]
    return Counter(library.sources[c.source].status_on(today) for c in citations if c.source in library.sources)


def _gaps(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    gaps = word_lists("marks")["gaps"]
    for entry in sorted(entries, key=lambda e: e.id):
        for variant in entry.answers:
            sentence = next((s for s in variant.text.split("。") if any(word in s for word in gaps)), "")
            if sentence:
                yield entry.id, sentence.strip()
                break


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"## {title}\n", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
