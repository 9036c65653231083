"""What every action server gets, ours and the SDK's own command: it answers only who shows the secret, errors tell nothing."""

from __future__ import annotations

import logging
from typing import Any

import pluggy
import structlog
from sanic import Sanic
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.config import read_settings
from bot.inner import HEADER, inner_secret, shows
from bot.traces import told

hook = pluggy.HookimplMarker("rasa_sdk")
log = structlog.get_logger(__name__)


class TellingNothing(ErrorHandler):
    """Answers an error by its status alone; the SDK's own handler sends the whole request back, for others to log."""

    def response(self, request: Request | None, exception: Exception) -> HTTPResponse:  # noqa: ARG002
        """Return the answer and log where it went wrong."""
        status = int(getattr(exception, "status_code", 500))
        if status >= 500:
            log.error("action failed", error=told(exception))
        return json({"error": "failed"}, status=status)


def _below_errors(record: logging.LogRecord) -> bool:
    """Leave out what the SDK says of errors: it repeats what was asked for; they are logged above."""
    return record.levelno < logging.ERROR


@hook
def attach_sanic_app_extensions(app: Sanic[Any, Any]) -> None:
    """Guard a server that the SDK has built."""
    secret = inner_secret(read_settings())

    async def refuse_strangers(request: Request) -> HTTPResponse | None:
        return None if shows(request.headers.get(HEADER, ""), secret) else json({"error": "not allowed"}, status=401)

    logging.getLogger("rasa_sdk.endpoint").addFilter(_below_errors)
    app.register_middleware(refuse_strangers, "request")
    app.error_handler = TellingNothing()
