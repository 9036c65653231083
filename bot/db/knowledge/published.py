"""The published knowledge, read from the database version by version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.core.knowledge.deadline import Deadline
from bot.core.knowledge.entry import Entry
from bot.core.knowledge.flow import Flow, Route
from bot.core.knowledge.source import Source
from bot.db.base import Database
from bot.db.knowledge.codec import from_body
from bot.db.knowledge.revisions import snapshot_bodies
from bot.matching.snapshots import SnapshotFolder


def _nothing(_kind: str) -> Mapping[str, Any]:
    return {}


class PublishedKnowledge:
    """Implements `ports.Published`; what was read of a version is kept, because a version never changes."""

    def __init__(
        self, database: Database, snapshots_dir: Path, unpublished: Callable[[str], Mapping[str, Any]] = _nothing
    ) -> None:
        """Read from a database.

        Args:
            unpublished: gives the items of one kind that version 0 serves, which is in use until something is published.
        """
        self._database = database
        self._snapshots = SnapshotFolder(snapshots_dir)
        self._unpublished = unpublished
        self._entry = lru_cache(maxsize=4096)(self._read_entry)
        self._all = lru_cache(maxsize=16)(self._read_all)

    def current_version(self) -> int:
        """Return the number of the current snapshot, 0 when nothing whole was published."""
        return self._snapshots.current()

    def entry(self, version: int, entry_id: str) -> Entry | None:
        """Return one entry exactly as published in that version."""
        return self._entry(version, entry_id)

    def sources(self, version: int) -> Mapping[str, Source]:
        """Return the sources of that version by id."""
        return self._all(version, "source")

    def deadlines(self, version: int) -> Mapping[str, Deadline]:
        """Return the deadlines of that version by id."""
        return self._all(version, "deadline")

    def flows(self, version: int) -> Mapping[str, Flow]:
        """Return the guided flows of that version by id."""
        return self._all(version, "flow")

    def routes(self, version: int) -> Mapping[str, Route]:
        """Return the routes of that version by id."""
        return self._all(version, "route")

    def _read_entry(self, version: int, entry_id: str) -> Entry | None:
        if not version:
            return self._unpublished("entry").get(entry_id)
        with self._database.read() as session:
            body = snapshot_bodies(session, version, "entry", [entry_id]).get(entry_id)
        return from_body("entry", body) if body is not None else None

    def _read_all(self, version: int, kind: str) -> Mapping[str, Any]:
        if not version:
            return self._unpublished(kind)
        with self._database.read() as session:
            return {key: from_body(kind, body) for key, body in snapshot_bodies(session, version, kind).items()}
