"""Stored conversations for tests that block; the gateway uses `AsyncConversations` over the same jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.envelope import Envelope
from bot.db.base import Database
from bot.db.conversations import feedback, jobs, removal
from bot.db.write_queue import BatchWriter, Job


class StoredConversations:
    """Every method is one transaction."""

    def __init__(self, database: Database, writer: BatchWriter) -> None:
        self._database = database
        self._writer = writer

    def create(self, channel: str, region: str | None, as_of: str | None) -> str:
        """Store a new conversation and return its id."""
        return self._run(jobs.create(channel, region, as_of))

    def get(self, conversation_id: str) -> Mapping[str, Any] | None:
        """Return {"id", "channel", "as_of", "context", "closed", "created_at"} or None."""
        with self._database.read() as session:
            return jobs.get(session, conversation_id)

    def accept(
        self, conversation_id: str, client_id: str, envelope: Envelope, payload: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Store the visitor's message and open a turn, or return the turn with that client_id."""
        return self._run(jobs.accept(conversation_id, client_id, envelope, payload))

    def complete(self, turn_id: str, envelopes: Sequence[Envelope], context: Mapping[str, Any]) -> Sequence[Envelope]:
        """Store the replies and the context and close the turn; a closed turn returns what was stored."""
        return self._run(jobs.complete(turn_id, envelopes, context))

    def open_turns(self, older_than: datetime) -> Sequence[Mapping[str, Any]]:
        """Return turns that were accepted and never completed, oldest first."""
        with self._database.read() as session:
            return jobs.open_turns(session, older_than)

    def transcript(self, conversation_id: str, after: int) -> Sequence[Envelope]:
        """Return the messages with a seq greater than `after`."""
        with self._database.read() as session:
            return jobs.transcript(session, conversation_id, after)

    def append(self, conversation_id: str, envelope: Envelope) -> Envelope:
        """Store a message that no turn asked for, such as one written by staff."""
        return self._run(jobs.append(conversation_id, envelope))

    def add_feedback(self, conversation_id: str, message_id: str, value: str, reason: str) -> None:
        """Store a thumb on a message of this conversation."""
        self._run(feedback.add_feedback(conversation_id, message_id, value, reason))

    def record_unanswered(self, conversation_id: str, masked_text: str, intent: str, ranking: Sequence[Any]) -> None:
        """Keep a question that was not answered, personal data masked."""
        self._run(jobs.record_unanswered(conversation_id, masked_text, intent, ranking))

    def delete(self, conversation_id: str) -> bool:
        """Delete a conversation with everything in it; False when there was none."""
        return self._run(removal.delete(conversation_id))

    def purge(self, unused_since: datetime) -> int:
        """Delete conversations not used since then and return how many there were."""
        return self._run(removal.purge(unused_since))

    def _run[T](self, job: Job[T]) -> T:
        return self._writer.submit(job).result()
