"""The outermost middleware: turns errors into replies, once, and sets headers and counters on every reply."""

from __future__ import annotations

import time

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import Busy, EngineUnavailable, ProductError, TooManyRequests
from bot.gateway.bodies.json import json_reply
from bot.gateway.keys import GATEWAY, ROUTE_NAME
from bot.gateway.parts import Gateway
from bot.gateway.security import HEADERS

log = structlog.get_logger("bot.gateway")

HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "text_too_long", 415: "encoding_unknown"}


@web.middleware
async def edge(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every request, whatever happens inside."""
    started = time.perf_counter()
    try:
        response = await handler(request)
    except ProductError as error:
        response = _failure(request, error.status, error.code, error.message)
        if isinstance(error, Busy | EngineUnavailable | TooManyRequests):
            response.headers["Retry-After"] = "2" if error.status == 503 else "30"
    except web.HTTPRedirection as redirect:
        response = web.Response(status=redirect.status, headers={"Location": redirect.headers["Location"]})
    except web.HTTPException as error:
        response = _failure(request, error.status, _code(error.status), "")
        if isinstance(error, web.HTTPMethodNotAllowed):
            response.headers["Allow"] = error.headers["Allow"]
    except Exception:
        log.exception("request failed", route=request.get(ROUTE_NAME, ""))
        response = _failure(request, 500, "error", "")
    _finish(request, response, started)
    return response


def _finish(request: web.Request, response: web.StreamResponse, started: float) -> None:
    gateway = request.app[GATEWAY]
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if gateway.settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    route = request.get(ROUTE_NAME, "unmatched")
    seconds = time.perf_counter() - started
    gateway.metrics.observe(route, response.status, seconds)
    if response.status >= 400:
        log.info("refused", route=route, method=request.method, status=response.status, ms=round(seconds * 1000, 1))


def refuse(app: web.Application, path: str, status: int) -> web.Response:
    """Return the reply to a request that reached no route."""
    gateway = app[GATEWAY]
    gateway.metrics.observe("unmatched", status, 0)
    response = _shown(gateway, path, status, _code(status), "")
    response.headers.update(HEADERS)
    return response


def _failure(request: web.Request, status: int, code: str, detail: str) -> web.Response:
    return _shown(request.app[GATEWAY], request.path, status, code, detail)


def _shown(gateway: Gateway, path: str, status: int, code: str, detail: str) -> web.Response:
    """Return an error as programs or people read it: JSON under /api, a page elsewhere."""
    message = gateway.services.say(f"utter_error_{code}")
    if path == "/api" or path.startswith(("/api/", "/api?", "/api ")):
        shown = f"{message}（{detail}）" if detail and detail != code else message
        return json_reply({"error": {"code": code, "message": shown}}, status)
    page = gateway.pages.render("error.html", title=message, status=status)
    return web.Response(text=page, status=status, content_type="text/html")


def _code(status: int) -> str:
    return HTTP_CODES.get(status, "input_invalid" if status < 500 else "error")
