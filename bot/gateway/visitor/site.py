"""Pages for people, and the API's own description."""

from __future__ import annotations

from aiohttp import web

from bot.gateway.bodies.json import json_reply
from bot.gateway.keys import GATEWAY, TABLE
from bot.gateway.openapi import describe


async def chat(request: web.Request) -> web.Response:
    """Show the web chat."""
    return _page(request, "chat.html")


async def about(request: web.Request) -> web.Response:
    """Say who runs this, what is stored and what the answers are worth."""
    return _page(request, "about.html")


async def static_file(request: web.Request) -> web.Response:
    """Send a script, a style sheet or an icon."""
    return request.app[GATEWAY].pages.serve(request)


async def icon(request: web.Request) -> web.Response:
    """Lead browsers that look in the usual place to the icon."""
    raise web.HTTPFound(request.app[GATEWAY].pages.address("icon.svg"))


async def openapi(request: web.Request) -> web.Response:
    """Describe the API."""
    return json_reply(describe(request.app[TABLE]))


def _page(request: web.Request, template: str) -> web.Response:
    text = request.app[GATEWAY].pages.render(template)
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-cache"})
