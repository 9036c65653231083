"""The hotline desk."""

from __future__ import annotations

from aiohttp import web

from bot.gateway.bodies.json import json_reply, read_body
from bot.gateway.keys import GATEWAY
from bot.gateway.visitor.schemas import SuggestionQuery
from bot.gateway.work.pool import in_pool


async def suggestions(request: web.Request) -> web.Response:
    """Return the entries that may answer the caller, with their scripts."""
    gateway = request.app[GATEWAY]
    body = await read_body(request, SuggestionQuery)
    found = await in_pool(request, gateway.services.suggestions.for_text, body.text, body.region)
    return json_reply({"suggestions": found})
