"""The conversation repository for the gateway's event loop: writes share commits, reads run in a bounded pool."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from bot.core.envelope import Envelope
from bot.db.base import Database
from bot.db.conversations import feedback, jobs, offered_choices, removal
from bot.db.write_queue import BatchWriter, Job
from bot.dialogue.past_choices import Offer

CACHED = 20_000


class AsyncConversations:
    """Implements `services.turns.TurnStore`.

    On the embedded database this process is the only writer of conversations, so their rows are kept in memory;
    on a shared database every row is read anew.
    """

    def __init__(self, database: Database, writer: BatchWriter, pool: ThreadPoolExecutor) -> None:
        self._database = database
        self._writer = writer
        self._pool = pool
        self._cache: OrderedDict[str, Mapping[str, Any]] | None = OrderedDict() if database.is_sqlite else None
        self._bytes_left = False
        """Whether the write-ahead log may hold what was deleted."""
        self._changes = 0
        """Counts changes to rows that are not kept: what was read before one may be old."""

    async def create(self, channel: str, region: str | None, as_of: str | None) -> str:
        """Store a new conversation and return its id."""
        return await self._write(jobs.create(channel, region, as_of))

    async def get(self, conversation_id: str) -> Mapping[str, Any] | None:
        """Return {"id", "channel", "as_of", "context", "closed"} or None."""
        if self._cache is not None and (row := self._cache.get(conversation_id)) is not None:
            self._cache.move_to_end(conversation_id)
            return row
        changes = self._changes
        row = await self._read(jobs.get, conversation_id)
        known = self._cache is not None and conversation_id in self._cache
        if row is not None and not known and changes == self._changes:
            self._keep(conversation_id, row)
        return row

    async def accept(
        self, conversation_id: str, client_id: str, envelope: Envelope, payload: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Store the visitor's message and open a turn, or return the turn with that client_id."""
        try:
            return await self._write(jobs.accept(conversation_id, client_id, envelope, payload))
        except Exception:
            self._forget(conversation_id)
            raise

    async def find_turn(self, conversation_id: str, client_id: str) -> Mapping[str, Any] | None:
        """Return the turn with that client_id in the form of `accept`, or None."""
        return await self._read(jobs.find_turn, conversation_id, client_id)

    async def complete(
        self,
        conversation_id: str,
        turn_id: str,
        envelopes: Sequence[Envelope],
        context: Mapping[str, Any],
        unanswered: tuple[str, str, Sequence[Any]] | None = None,
    ) -> Sequence[Envelope]:
        """Store the replies and the context and close the turn; a closed turn returns what was stored."""
        try:
            replies = await self._write(jobs.complete(turn_id, envelopes, context, unanswered))
        except Exception:
            self._forget(conversation_id)
            raise
        self._know(conversation_id, context)
        return replies

    async def remember(self, conversation_id: str, context: Mapping[str, Any]) -> None:
        """Replace what a conversation remembers; nothing happens when it is gone."""
        try:
            await self._write(jobs.remember(conversation_id, context))
        except Exception:
            self._forget(conversation_id)
            raise
        self._know(conversation_id, context)

    async def count_attempt(self, turn_id: str) -> int:
        """Note that the engine refused this turn and return how often it did."""
        return await self._write(jobs.count_attempt(turn_id))

    async def open_turns(self, older_than: datetime) -> Sequence[Mapping[str, Any]]:
        """Return turns that were accepted and never completed, oldest first."""
        return await self._read(jobs.open_turns, older_than)

    async def transcript(self, conversation_id: str, after: int) -> Sequence[Envelope]:
        """Return the messages with a seq greater than `after`."""
        return await self._read(jobs.transcript, conversation_id, after)

    async def offer(self, conversation_id: str, choice_id: str, message_id: str = "") -> Offer | None:
        """Return a choice as a message offered it, the latest if none is named; None when none did."""
        return await self._read(offered_choices.offer, conversation_id, choice_id, message_id)

    async def last_reply(self, conversation_id: str) -> Envelope | None:
        """Return the assistant's latest message."""
        return await self._read(offered_choices.last_reply, conversation_id)

    async def add_feedback(self, conversation_id: str, message_id: str, value: str, reason: str) -> None:
        """Store a thumb on a message of this conversation."""
        await self._write(feedback.add_feedback(conversation_id, message_id, value, reason))

    async def delete(self, conversation_id: str) -> bool:
        """Delete a conversation with everything in it; False when there was none."""
        try:
            deleted = await self._write(removal.delete(conversation_id))
        finally:
            self._forget(conversation_id)
        await self._leave_no_bytes()
        return deleted

    async def purge(self, unused_since: datetime) -> int:
        """Delete conversations not used since then and return how many there were."""
        try:
            purged = await self._write(removal.purge(unused_since))
        finally:
            self._changes += 1
            if self._cache is not None:
                self._cache.clear()
        await self._leave_no_bytes()
        return purged

    async def settle_deletions(self) -> None:
        """Empty the write-ahead log when a reader was in the way after a deletion."""
        if self._bytes_left:
            await self._leave_no_bytes()

    async def _leave_no_bytes(self) -> None:
        self._bytes_left = True
        try:
            emptied = await asyncio.get_running_loop().run_in_executor(self._pool, self._database.empty_log)
        except sqlite3.Error:
            return
        self._bytes_left = not emptied

    def _know(self, conversation_id: str, context: Mapping[str, Any]) -> None:
        """Note in memory what the stored row says now."""
        row = self._cache.get(conversation_id) if self._cache is not None else None
        if row is not None:
            self._keep(conversation_id, {**row, "context": context})
        else:
            self._changes += 1

    def _keep(self, conversation_id: str, row: Mapping[str, Any]) -> None:
        if self._cache is None:
            return
        self._cache[conversation_id] = row
        self._cache.move_to_end(conversation_id)
        if len(self._cache) > CACHED:
            self._cache.popitem(last=False)

    def _forget(self, conversation_id: str) -> None:
        self._changes += 1
        if self._cache is not None:
            self._cache.pop(conversation_id, None)

    async def _write[T](self, job: Job[T]) -> T:
        return await self._writer.write(job)

    async def _read[T](self, query: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._query, query, arguments)

    def _query[T](self, query: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        with self._database.read() as session:
            return query(session, *arguments)
