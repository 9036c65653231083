"""Whether everything a turn needs works, asked at most once a half-second."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from bot.bootstrap import Services
from bot.gateway.work.engine_client import EngineClient, State
from bot.gateway.work.metrics import Metrics
from bot.text.lexicon import sample

KEPT_FOR = 0.5
BUSY_AT_MOST = 30.0
"""Seconds after which a part that is still too busy to answer counts as one that does not work."""


@dataclass(frozen=True)
class Ready:
    """Each part with whether it works; `busy` when all do and one has no time to answer right now."""

    status: Literal["ready", "busy", "not_ready"] = "not_ready"
    checks: tuple[tuple[str, bool], ...] = ()


class Readiness:
    """Asks database, snapshot and action server whether they answer, and lets the engine read a text."""

    def __init__(self, services: Services, engine: EngineClient, pool: ThreadPoolExecutor, metrics: Metrics) -> None:
        self._services = services
        self._engine = engine
        self._pool = pool
        self._metrics = metrics
        self._asked_at = float("-inf")
        self._busy_since: dict[str, float] = {}
        self._ready = Ready()
        self._lock = asyncio.Lock()

    async def check(self) -> Ready:
        """Return how everything is."""
        async with self._lock:
            if time.monotonic() - self._asked_at >= KEPT_FOR:
                self._ready = await self._ask()
                self._asked_at = time.monotonic()
            return self._ready

    async def _ask(self) -> Ready:
        loop = asyncio.get_running_loop()
        actions = f"http://127.0.0.1:{self._services.settings.actions_port}/health"
        database, snapshot, engine, action_server = await asyncio.gather(
            loop.run_in_executor(self._pool, self._services.database.answers),
            loop.run_in_executor(self._pool, self._snapshot_version),
            self._engine.reads(sample("question")),
            self._engine.state(actions),
        )
        self._metrics.snapshot.set(snapshot)
        states = {"engine": self._settle("engine", engine), "actions": self._settle("actions", action_server)}
        checks = {"database": database, "snapshot": snapshot > 0, **{name: s != "down" for name, s in states.items()}}
        status: Literal["ready", "busy"] = "busy" if "busy" in states.values() else "ready"
        return Ready(status if all(checks.values()) else "not_ready", tuple(checks.items()))

    def _settle(self, part: str, state: State) -> State:
        """Take a part that has been busy for too long as down."""
        if state != "busy":
            self._busy_since.pop(part, None)
            return state
        since = self._busy_since.setdefault(part, time.monotonic())
        return "busy" if time.monotonic() - since < BUSY_AT_MOST else "down"

    def _snapshot_version(self) -> int:
        try:
            return self._services.published.current_version()
        except Exception:
            return 0
