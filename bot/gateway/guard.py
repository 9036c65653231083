"""Puts the guard of its row in front of every handler: the limits, and token or session with role."""

from __future__ import annotations

from aiohttp import web

from bot.errors import Forbidden, NotFound, NotSignedIn
from bot.gateway.keys import CONVERSATION, GATEWAY, ROUTE_NAME, STAFF
from bot.gateway.routing import PUBLIC, VISITOR, Handler, Route
from bot.gateway.security import SAFE_METHODS, require_csrf_token, require_same_origin, session_cookie
from bot.gateway.work.pool import in_pool


def guarded(route: Route) -> Handler:
    """Return the handler with its guard."""

    async def handle(request: web.Request) -> web.StreamResponse:
        request[ROUTE_NAME] = route.name
        if "\0" in request.path:
            raise NotFound("path")
        gateway = request.app[GATEWAY]
        address = gateway.addresses.of(request)
        if route.limited:
            gateway.limits.address.check(address)
        try:
            await _let_in(request, route)
        except NotSignedIn:
            gateway.limits.stranger.check(address)
            raise
        if route.limited:
            _count(request, address)
        return await route.handler(request)

    return handle


async def _let_in(request: web.Request, route: Route) -> None:
    if route.access == VISITOR:
        _require_conversation(request)
    elif route.access != PUBLIC:
        await _require_role(request, route.access)


def _count(request: web.Request, address: str) -> None:
    """Count a request for its conversation, its account, or else its address."""
    limits = request.app[GATEWAY].limits
    if CONVERSATION in request:
        limits.conversation.check(request[CONVERSATION])
    elif STAFF in request:
        limits.account.check(request[STAFF].account_id)
    else:
        limits.stranger.check(address)


def _require_conversation(request: web.Request) -> None:
    conversation_id = request.app[GATEWAY].tokens.conversation(request.headers.get("Authorization", ""))
    if conversation_id != request.match_info["id"]:
        raise NotFound("conversation")
    request[CONVERSATION] = conversation_id


async def _require_role(request: web.Request, roles: str | tuple[str, ...]) -> None:
    token = session_cookie(request)
    session = await in_pool(request, request.app[GATEWAY].services.accounts.session, token)
    if session.role not in roles:
        raise Forbidden("role")
    if request.method not in SAFE_METHODS:
        require_same_origin(request)
        require_csrf_token(request, session.csrf_token)
    request[STAFF] = session
