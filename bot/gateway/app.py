"""The aiohttp application."""

from __future__ import annotations

from aiohttp import web

from bot.bootstrap import Services
from bot.gateway.background import run_background
from bot.gateway.edge import edge
from bot.gateway.keys import GATEWAY
from bot.gateway.routes import add_routes
from bot.gateway.wiring import wire

MAX_BODY = 64 * 1024


def create_app(services: Services) -> web.Application:
    """Build the application over the product's services."""
    app = web.Application(middlewares=[edge], client_max_size=MAX_BODY)
    app[GATEWAY] = wire(services)
    add_routes(app)
    app.cleanup_ctx.append(run_background)
    return app
