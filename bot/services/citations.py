"""Citations as views and in words: the only place that spells a source's title, section and status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.core.envelope import CitationView
from bot.core.knowledge.entry import Citation
from bot.core.knowledge.source import Source

Say = Callable[..., str]
IN_FORCE = "in_force"
_CITING = ("warnings", "routes", "sections", "deadlines")
"""Parts of a sheet that carry citations of their own."""


def views(citations: Iterable[Citation], sources: Mapping[str, Source], day: date) -> list[CitationView]:
    """Return citations as messages carry them, each once, with the status of their sources on a day."""
    known = [(citation, sources[citation.source]) for citation in citations if citation.source in sources]
    made = [
        CitationView(
            source_id=source.id, title=source.title, section=citation.section, quote=citation.quote,
            url=source.url, status=source.status_on(day),
        )
        for citation, source in known
    ]  # fmt: skip
    return once(made)


def once(citations: Iterable[Any]) -> list[Any]:
    """Return citations without those of the same section of the same source; the first of them stays."""
    found: dict[tuple[str, str], Any] = {}
    for citation in citations:
        found.setdefault((citation["source_id"], citation["section"]), citation)
    return list(found.values())


def of_sheet(sheet: Mapping[str, Any]) -> list[Any]:
    """Return every citation of a sheet once."""
    parts = [item for part in _CITING for item in sheet.get(part, ())]
    return once([*sheet.get("citations", ()), *(one for item in parts for one in item.get("citations", ()))])


def title_of(citation: Mapping[str, Any]) -> str:
    """Return the title of a citation's source between its marks."""
    return f"《{str(citation['title']).strip('《》')}》"


def status_of(citation: Mapping[str, Any], say: Say) -> str:
    """Return the status of a citation's source in words."""
    return say(f"utter_source_status_{citation['status']}")


def warning_of(citation: Mapping[str, Any], say: Say) -> str:
    """Return the status of a source that is not simply in force, or nothing."""
    return "" if citation.get("status", IN_FORCE) == IN_FORCE else status_of(citation, say)


def in_words(citation: Mapping[str, Any], say: Say, status: str | None = None) -> str:
    """Return a citation as it stands in a text; `status` replaces the warning behind it."""
    return joined(
        title_of(citation), [citation.get("section", "")], warning_of(citation, say) if status is None else status
    )


def joined(title: str, sections: Sequence[str], status: str) -> str:
    """Return a title with its sections and a status in brackets."""
    return title + "、".join(filter(None, sections)) + (f"（{status}）" if status else "")


def spelt(citation: CitationView, say: Say) -> CitationView:
    """Return a citation with its words, for doors that show no structure, and with its warning."""
    return {**citation, "words": in_words(citation, say), "status_words": warning_of(citation, say)}
