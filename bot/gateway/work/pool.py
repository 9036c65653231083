"""Runs what blocks, such as the database, in the gateway's bounded pool."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from aiohttp import web

from bot.gateway.keys import GATEWAY


async def in_pool[T](request: web.Request, work: Callable[..., T], *arguments: Any) -> T:
    """Return what the work returns, or raise what it raises."""
    pool = request.app[GATEWAY].services.pool
    return await asyncio.get_running_loop().run_in_executor(pool, partial(work, *arguments))
