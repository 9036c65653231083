"""The real gateway with a stand-in at the engine's port, served from a thread for tests that block."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

from bot.bootstrap import Services, build
from bot.config import Settings
from bot.db.schema import migrate
from bot.gateway.app import create_app
from tests.support.engine import StandInEngine
from tests.support.system import free_port


@dataclasses.dataclass
class Served:
    """A gateway that runs: its address, and the services to prepare things with."""

    base: str
    services: Services
    app: web.Application


@contextmanager
def serving(state: Path) -> Iterator[Served]:
    """Serve until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    served, stop = asyncio.run_coroutine_threadsafe(_start(state), loop).result(60)
    try:
        yield served
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        served.services.database.close()


async def _start(state: Path):
    engine = await StandInEngine().start()
    settings = Settings(state_dir=state, rate_limit=0, engine_port=engine.port, actions_port=engine.port)
    services = build(settings)
    migrate(services.database)
    app = create_app(services)
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()

    async def stop() -> None:
        await runner.cleanup()
        await engine.stop()

    return Served(f"http://127.0.0.1:{port}", services, app), stop
