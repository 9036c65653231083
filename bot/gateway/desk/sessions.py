"""Signing in and out."""

from __future__ import annotations

from aiohttp import web

from bot.errors import InvalidInput, NotSignedIn
from bot.gateway.bodies.json import json_reply, read_body
from bot.gateway.keys import GATEWAY, STAFF
from bot.gateway.security import SESSION_COOKIE, require_same_origin, session_cookie
from bot.gateway.visitor.schemas import SignIn
from bot.gateway.work.pool import in_pool
from bot.services.admin.accounts import SESSION_HOURS, StaffSession


async def sign_in(request: web.Request) -> web.Response:
    """Open a session; the cookie is its secret."""
    gateway = request.app[GATEWAY]
    require_same_origin(request)
    if request.content_type != "application/json":
        raise InvalidInput("Content-Type")
    body = await read_body(request, SignIn)
    address = gateway.addresses.of(request)
    gateway.limits.sign_in_address.check(address)
    gateway.limits.sign_in_name.check(f"{address} {body.name}")
    token, session = await gateway.passwords.run(gateway.services.accounts.sign_in, body.name, body.password)
    response = json_reply(_view(session))
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=SESSION_HOURS * 3600,
        httponly=True,
        samesite="Strict",
        secure=gateway.settings.secure_cookies or gateway.settings.env == "production",
    )
    return response


async def show(request: web.Request) -> web.Response:
    """Say who is signed in."""
    return json_reply(_view(request[STAFF]))


async def sign_out(request: web.Request) -> web.Response:
    """End the session."""
    token = session_cookie(request)
    if not token:
        raise NotSignedIn("no session")
    await in_pool(request, request.app[GATEWAY].services.accounts.sign_out, token)
    response = json_reply({"ok": True})
    response.del_cookie(SESSION_COOKIE)
    return response


def _view(session: StaffSession) -> dict[str, str]:
    return {"name": session.name, "role": session.role, "csrf_token": session.csrf_token}
