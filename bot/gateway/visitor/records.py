"""What is kept of a visitor's case: shown, changed and removed line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.errors import existing
from bot.gateway.bodies.json import json_reply, read_body
from bot.gateway.keys import CONVERSATION, GATEWAY
from bot.gateway.visitor.schemas import RecordChange
from bot.gateway.work.pool import in_pool


async def show(request: web.Request) -> web.Response:
    """Return the record in words."""
    services = request.app[GATEWAY].services
    row = existing(await services.conversations.get(request[CONVERSATION]), "conversation")
    return json_reply(await in_pool(request, services.records.shown, row["context"]))


async def change(request: web.Request) -> web.Response:
    """Change a line and return the record as it is then."""
    body = await read_body(request, RecordChange)
    return await _amended(request, request.app[GATEWAY].services.records.changed, body.given)


async def remove(request: web.Request) -> web.Response:
    """Remove a line and return the record as it is then."""
    return await _amended(request, request.app[GATEWAY].services.records.removed)


async def _amended(request: web.Request, work: Callable[..., Any], *more: Any) -> web.Response:
    gateway, name = request.app[GATEWAY], request.match_info["fact"]

    async def amend(row: Mapping[str, Any]) -> Mapping[str, Any]:
        changed: Mapping[str, Any] = await in_pool(request, work, row, name, *more)
        return changed

    context = await gateway.turns.amend(request[CONVERSATION], amend)
    return json_reply(await in_pool(request, gateway.services.records.shown, context))
