"""Whether the system lives, whether it can work, and what it counted."""

from __future__ import annotations

from aiohttp import web

from bot.gateway.bodies.json import json_reply
from bot.gateway.keys import GATEWAY


async def alive(_: web.Request) -> web.Response:
    """Say that the process is up."""
    return json_reply({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """Say whether a question would be answered now; a busy system is to be asked again, not to be restarted."""
    ready = await request.app[GATEWAY].readiness.check()
    status = 200 if ready.status == "ready" else 503
    return json_reply({"status": ready.status, "checks": dict(ready.checks)}, status)


async def metrics(request: web.Request) -> web.Response:
    """Return the counters."""
    body = request.app[GATEWAY].metrics.render()
    return web.Response(body=body, content_type="text/plain", charset="utf-8")
