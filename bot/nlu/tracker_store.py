"""Short trackers on disk: of each conversation only what the next turn needs (active loop and slots), one small row."""

# ruff: noqa: ARG002  Rasa passes what endpoints.yml says
from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.config import read_settings
from bot.private import private_file

_SCHEMA = "CREATE TABLE IF NOT EXISTS tracker (sender TEXT PRIMARY KEY, state TEXT NOT NULL, saved REAL NOT NULL) WITHOUT ROWID"
_SAVE = "INSERT INTO tracker VALUES (?, ?, ?) ON CONFLICT (sender) DO UPDATE SET state = excluded.state, saved = excluded.saved"


class ShortTrackerStore(TrackerStore):  # type: ignore[misc]
    """Keeps each conversation's active loop and slots in SQLite; what was said stays with the gateway."""

    def __init__(
        self, domain: Domain | None = None, event_broker: EventBroker | None = None, path: str = "", **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker)
        settings = read_settings()
        self._path = Path(path) if path else settings.state_dir / "engine.db"
        self._keep_seconds = settings.retention_days * 86_400
        self._open: sqlite3.Connection | None = None

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """Return the conversation as it stands; an unknown one is at its start."""
        row = self._database().execute("SELECT state FROM tracker WHERE sender = ?", (sender_id,)).fetchone()
        tracker = self.init_tracker(sender_id)
        for event in _events(json.loads(row[0]) if row else {}):
            tracker.update(event, self.domain)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what the next turn needs before the reply is sent."""
        state = json.dumps(_state(tracker), ensure_ascii=False, separators=(",", ":"))
        with self._database() as database:
            database.execute(_SAVE, (tracker.sender_id, state, time.time()))

    async def exists(self, conversation_id: str) -> bool:
        """Say whether the conversation had a turn."""
        found = self._database().execute("SELECT 1 FROM tracker WHERE sender = ?", (conversation_id,))
        return found.fetchone() is not None

    async def keys(self) -> Iterable[str]:
        """Return the conversations that had a turn."""
        return [row[0] for row in self._database().execute("SELECT sender FROM tracker")]

    async def delete(self, sender_id: str) -> None:
        """Forget a conversation."""
        with self._database() as database:
            database.execute("DELETE FROM tracker WHERE sender = ?", (sender_id,))

    def _database(self) -> sqlite3.Connection:
        if self._open is None:
            self._open = sqlite3.connect(private_file(self._path), timeout=10, check_same_thread=False)
            self._open.execute("PRAGMA journal_mode = WAL")
            self._open.execute("PRAGMA synchronous = NORMAL")
            self._open.execute("PRAGMA secure_delete = ON")
            with self._open as database:
                database.execute(_SCHEMA)
                database.execute("DELETE FROM tracker WHERE saved < ?", (time.time() - self._keep_seconds,))
        return self._open


def _state(tracker: DialogueStateTracker) -> dict[str, Any]:
    slots = {slot.name: slot.value for slot in tracker.slots.values() if slot.value != slot.initial_value}
    slots.pop("session_started_metadata", None)
    state = {"slots": slots, "loop": tracker.active_loop_name}
    return {key: value for key, value in state.items() if value}


def _events(state: dict[str, Any]) -> Iterable[Event]:
    """Yield the fewest events that put a tracker into this state, listening."""
    yield ActionExecuted(ACTION_SESSION_START_NAME)
    yield SessionStarted()
    yield ActionExecuted(ACTION_LISTEN_NAME)
    if not state:
        return
    if loop := state.get("loop"):
        yield ActionExecuted(loop)
        yield ActiveLoop(loop)
    for name, value in state.get("slots", {}).items():
        yield SlotSet(name, value)
    if loop:
        yield ActionExecuted(ACTION_LISTEN_NAME)
