"""What the hotline desk is offered while a caller speaks: entries by meaning, with their scripts."""

from __future__ import annotations

import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.core.clock import Clock
from bot.core.entry import Entry, Served, select_variant
from bot.matching.match import Matcher
from bot.matching.model import load
from bot.services import ports
from bot.text.normalise import clean

MOST = 5


class Suggestions:
    """Matches what is said against the current snapshot."""

    def __init__(self, published: ports.Published, regions: ports.Regions, clock: Clock, snapshots: Path) -> None:
        self._published = published
        self._regions = regions
        self._clock = clock
        self._snapshots = snapshots
        self._lock = threading.Lock()
        self._current: tuple[int, Matcher] | None = None

    def for_text(self, text: str, region: str | None = None) -> list[dict[str, Any]]:
        """Return up to five entries that may answer, best first; none for an empty text or without a snapshot."""
        said = clean(text)
        version = self._published.current_version()
        if not said or version == 0:
            return []
        chain = self._chain(region, said)
        found = []
        for ranked in self._matcher(version).match(said).ranking:
            entry = self._published.entry(version, ranked.entry_id)
            if entry is not None:
                found.append(self._view(entry, ranked.score, chain))
        return found[:MOST]

    def _matcher(self, version: int) -> Matcher:
        current = self._current
        if current is not None and current[0] == version:
            return current[1]
        with self._lock:
            if self._current is None or self._current[0] != version:
                self._current = (version, Matcher(load(self._snapshots / str(version))))
            return self._current[1]

    def _chain(self, region: str | None, said: str) -> tuple[str, ...]:
        found = self._regions.get(region) if region else None
        found = found or self._regions.resolve(clean(region) if region else said).region
        return found.chain if found else ()

    def _view(self, entry: Entry, score: float, chain: tuple[str, ...]) -> dict[str, Any]:
        served = select_variant(entry, self._clock.today(), chain)
        return {
            "entry_id": entry.id,
            "topic_id": entry.topic_id,
            "score": score,
            "title": entry.title,
            "script": asdict(entry.script),
            "answer": served.variant.text if isinstance(served, Served) else "",
        }
