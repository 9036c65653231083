"""Typed keys under which the app and its requests keep things."""

from __future__ import annotations

from aiohttp import web

from bot.gateway.parts import Gateway
from bot.gateway.routing import Route
from bot.services.admin.accounts import StaffSession

GATEWAY: web.AppKey[Gateway] = web.AppKey("gateway", Gateway)
TABLE: web.AppKey[tuple[Route, ...]] = web.AppKey("table", tuple)
"""The table of routes."""
CONVERSATION: web.RequestKey[str] = web.RequestKey("conversation", str)
STAFF: web.RequestKey[StaffSession] = web.RequestKey("staff", StaffSession)
ROUTE_NAME: web.RequestKey[str] = web.RequestKey("route_name", str)
