"""What staff write into a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from bot.core.envelope import Envelope


class StaffAnswers:
    """Stores answers of staff: once per client id, and only by who holds the conversation."""

    def __init__(self, submit: Callable[[Any], Future[Envelope]], job: Callable[[str, str, Envelope], Any]) -> None:
        """`submit` runs a job in a shared transaction; `job` appends an answer to a place's conversation."""
        self._submit = submit
        self._job = job

    async def write(self, handoff_id: str, account: str, envelope: Envelope) -> Envelope:
        """Store an answer and return it as stored.

        Raises:
            NotFound, Conflict: there is no such place, or somebody else holds it.
        """
        return await asyncio.wrap_future(self._submit(self._job(handoff_id, account, envelope)))
