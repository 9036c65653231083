"""Puts the guard of its row in front of every handler: rate limit, then token or session with role."""

from __future__ import annotations

from aiohttp import web

from bot.errors import Forbidden, NotFound
from bot.gateway.keys import CONVERSATION, GATEWAY, ROUTE_NAME, STAFF
from bot.gateway.pool import in_pool
from bot.gateway.routing import PUBLIC, VISITOR, Handler, Route
from bot.gateway.security import SAFE_METHODS, SESSION_COOKIE, require_csrf_token, require_same_origin


def guarded(route: Route) -> Handler:
    """Return the handler with its guard."""

    async def handle(request: web.Request) -> web.StreamResponse:
        request[ROUTE_NAME] = route.name
        if "\0" in request.path:
            raise NotFound("path")
        gateway = request.app[GATEWAY]
        if route.limited:
            gateway.limiter.check(gateway.addresses.of(request))
        if route.access == VISITOR:
            _require_conversation(request)
        elif route.access != PUBLIC:
            await _require_role(request, route.access)
        return await route.handler(request)

    return handle


def _require_conversation(request: web.Request) -> None:
    conversation_id = request.app[GATEWAY].tokens.conversation(request.headers.get("Authorization", ""))
    if conversation_id != request.match_info["id"]:
        raise NotFound("conversation")
    request[CONVERSATION] = conversation_id


async def _require_role(request: web.Request, roles: str | tuple[str, ...]) -> None:
    token = request.cookies.get(SESSION_COOKIE, "")
    session = await in_pool(request, request.app[GATEWAY].accounts.session, token)
    if session.role not in roles:
        raise Forbidden("role")
    if request.method not in SAFE_METHODS:
        require_same_origin(request)
        require_csrf_token(request, session.csrf_token)
    request[STAFF] = session
