"""How often one address may ask: a sliding minute, kept in memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil

from bot.errors import TooManyRequests

MINUTE = 60.0
MOST_ADDRESSES = 50_000


class RateLimiter:
    """Counts requests of the present and the previous minute per key; a limit of 0 switches it off."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._limit = per_minute
        self._now = now
        self._minute = 0
        self._present: dict[str, int] = {}
        self._previous: dict[str, int] = {}

    def check(self, key: str) -> None:
        """Count one request.

        Raises:
            TooManyRequests: the key has used its share of the last sixty seconds.
        """
        if self._limit <= 0:
            return
        minute, seconds = divmod(self._now(), MINUTE)
        self._turn_over(int(minute))
        weighted = self._present.get(key, 0) + ceil(self._previous.get(key, 0) * (1 - seconds / MINUTE))
        if weighted >= self._limit:
            raise TooManyRequests
        if len(self._present) < MOST_ADDRESSES or key in self._present:
            self._present[key] = self._present.get(key, 0) + 1

    def _turn_over(self, minute: int) -> None:
        if minute == self._minute:
            return
        self._previous = self._present if minute == self._minute + 1 else {}
        self._present = {}
        self._minute = minute
