"""Structured logs: ids and outcomes, never message texts, telephone numbers or tokens."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict

from bot.traces import quieten, told, without_numbers

QUIET = ("httpx", "httpcore", "telegram", "aiohttp.access")
"""Libraries whose request lines would carry tokens or texts."""


def configure_logging(level: str = "INFO") -> None:
    """Send structured lines to standard error and quieten libraries that log request details."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(message)s")
    quieten(logging.getLogger().handlers)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _error_told,
            structlog.processors.JSONRenderer(ensure_ascii=False),
            lambda _logger, _method, line: without_numbers(str(line)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _error_told(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Put an error's kind and place where its words and its trace would stand."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["error"] = told(error)
    return event
