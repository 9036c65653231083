"""Whether everything a turn needs is up, asked at most once a half-second."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from bot.bootstrap import Services
from bot.gateway.engine_client import EngineClient
from bot.gateway.metrics import Metrics

KEPT_FOR = 0.5


class Readiness:
    """Asks database, snapshot, engine and action server whether they answer."""

    def __init__(self, services: Services, engine: EngineClient, pool: ThreadPoolExecutor, metrics: Metrics) -> None:
        self._services = services
        self._engine = engine
        self._pool = pool
        self._metrics = metrics
        self._asked_at = 0.0
        self._checks: dict[str, bool] = {}
        self._lock = asyncio.Lock()

    async def check(self) -> dict[str, bool]:
        """Return each part with whether it answers."""
        async with self._lock:
            if time.monotonic() - self._asked_at >= KEPT_FOR:
                self._checks = await self._ask()
                self._asked_at = time.monotonic()
            return self._checks

    async def _ask(self) -> dict[str, bool]:
        loop = asyncio.get_running_loop()
        actions = f"http://127.0.0.1:{self._services.settings.actions_port}/health"
        database, snapshot, engine, action_server = await asyncio.gather(
            loop.run_in_executor(self._pool, self._database_answers),
            loop.run_in_executor(self._pool, self._snapshot_version),
            self._engine.answers(),
            self._engine.answers(actions),
        )
        self._metrics.snapshot.set(snapshot)
        return {"database": database, "snapshot": snapshot > 0, "engine": engine, "actions": action_server}

    def _database_answers(self) -> bool:
        return self._services.database.answers()

    def _snapshot_version(self) -> int:
        try:
            return self._services.published.current_version()
        except Exception:
            return 0
