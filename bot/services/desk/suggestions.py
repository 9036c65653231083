"""What the hotline desk is offered while a caller speaks: entries by meaning, with their scripts."""

from __future__ import annotations

import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.core.clock import Clock
from bot.core.knowledge.entry import Entry, Served, select_variant
from bot.matching.match import Matcher
from bot.matching.snapshots import SnapshotFolder
from bot.services import ports
from bot.text.normalise import clean

MOST = 5


class Suggestions:
    """Matches what is said against the current snapshot."""

    def __init__(self, published: ports.Published, regions: ports.Regions, clock: Clock, snapshots: Path) -> None:
        self._published = published
        self._regions = regions
        self._clock = clock
        self._snapshots = SnapshotFolder(snapshots)
        self._lock = threading.Lock()
        self._asked_for = 0
        self._loaded: tuple[int, Matcher] | None = None

    def for_text(self, text: str, region: str | None = None) -> list[dict[str, Any]]:
        """Return up to five entries that may answer, best first; none for an empty text or without a snapshot."""
        said = clean(text)
        version = self._published.current_version()
        loaded = self._matcher(version) if said and version else None
        if loaded is None:
            return []
        version, matcher = loaded
        chain = self._chain(region, said)
        found = []
        for ranked in matcher.match(said).ranking:
            entry = self._published.entry(version, ranked.entry_id)
            if entry is not None:
                found.append(self._view(entry, ranked.score, chain))
        return found[:MOST]

    def _matcher(self, version: int) -> tuple[int, Matcher] | None:
        """Return the matcher of the current snapshot, or of the newest sound one, with its number."""
        if self._asked_for != version:
            with self._lock:
                if self._asked_for != version:
                    found = self._snapshots.load()
                    self._loaded = (found[0], Matcher(found[1])) if found else None
                    self._asked_for = version
        return self._loaded

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
            "answer": served.variant.text + served.local if isinstance(served, Served) else "",
        }
