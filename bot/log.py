"""Structured logs: ids and outcomes, never message texts, telephone numbers or tokens."""

from __future__ import annotations

import logging
import sys

import structlog

QUIET = ("httpx", "httpcore", "telegram", "aiohttp.access")
"""Libraries whose request lines would carry tokens or texts."""


def configure_logging(level: str = "INFO") -> None:
    """Send structured lines to standard error and quieten libraries that log request details."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
