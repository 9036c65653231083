"""What the gateway does beside answering: open turns are recovered, old conversations purged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import web

from bot.errors import EngineUnavailable
from bot.gateway.keys import GATEWAY
from bot.gateway.parts import Gateway
from bot.log_age import set_apart_and_drop

RECOVER_EVERY = 5.0
PURGE_EVERY = 6 * 3600.0

log = structlog.get_logger("bot.gateway")


async def run_background(app: web.Application) -> AsyncIterator[None]:
    """Open the engine's session, run the chores while the app lives, and close everything in order."""
    gateway = app[GATEWAY]
    async with gateway.engine:
        tasks = [
            asyncio.create_task(_repeat(lambda: recover(gateway), RECOVER_EVERY)),
            asyncio.create_task(_repeat(lambda: purge(gateway), PURGE_EVERY)),
            asyncio.create_task(_repeat(lambda: age_logs(gateway), PURGE_EVERY)),
        ]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    await asyncio.to_thread(gateway.services.writer.close)
    for work in (gateway.passwords, gateway.drawing):
        await asyncio.to_thread(work.close)
    gateway.services.pool.shutdown()


async def recover(gateway: Gateway) -> None:
    """Answer the turns that a crash or the engine's absence left open; turns in progress hold their conversation's lock."""
    await gateway.services.conversations.settle_deletions()
    settled = datetime.now(UTC) - timedelta(seconds=1)
    with suppress(EngineUnavailable):
        answered = await gateway.turns.recover(settled)
        if answered:
            gateway.metrics.recovered.inc(answered)
            log.info("open turns answered", count=answered)


async def purge(gateway: Gateway) -> None:
    """Delete the conversations that are older than the retention time."""
    unused_since = datetime.now(UTC) - timedelta(days=gateway.settings.retention_days)
    purged = await gateway.services.conversations.purge(unused_since)
    if purged:
        log.info("old conversations deleted", count=purged)


async def age_logs(gateway: Gateway) -> None:
    """Set the day's log lines apart and delete those past their time."""
    folder, days = gateway.settings.state_dir / "logs", gateway.settings.log_days
    await asyncio.to_thread(set_apart_and_drop, folder, days, datetime.now(UTC).date())


async def _repeat(chore: Callable[[], Awaitable[None]], pause: float) -> None:
    while True:
        try:
            await chore()
        except Exception:
            log.exception("background work failed")
        await asyncio.sleep(pause)
