"""The aiohttp application."""

from __future__ import annotations

from functools import partial
from typing import Any

from aiohttp import web

from bot.bootstrap import Services
from bot.gateway.keys import GATEWAY
from bot.gateway.middleware import edge, refuse
from bot.gateway.parts import assemble
from bot.gateway.protocol import Listener
from bot.gateway.routes import add_routes
from bot.gateway.work.background import run_background

MAX_BODY = 64 * 1024


class App(web.Application):
    """An application whose every error has the product's form, even below its middlewares."""

    def _make_handler(self, **settings: Any) -> web.Server:
        return Listener(super()._make_handler(**settings), partial(refuse, self))


def create_app(services: Services) -> web.Application:
    """Build the application over the product's services."""
    app = App(middlewares=[edge], client_max_size=MAX_BODY)
    app[GATEWAY] = assemble(services)
    add_routes(app)
    app.cleanup_ctx.append(run_background)
    return app
