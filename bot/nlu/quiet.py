"""Makes the engine's logs tell errors by kind and place, and drop what Rasa logs of messages."""

from __future__ import annotations

import logging
from typing import Any

import structlog

from bot.traces import quieten, told, without_numbers

KEPT = ("event", "event_info", "level", "logger", "timestamp", "action_name", "sender_id", "status")
"""What a structured record of Rasa may say; everything else may hold messages, slots or whole requests."""
LOUD = ("", "rasa", "sanic.root", "sanic.error", "sanic.access")


def quieten_engine() -> None:
    """Apply it to this process; doing it twice changes nothing.

    Rasa's loggers keep the list of processors they were made with, so the list itself is changed.
    """
    logging.raiseExceptions = False
    logging.getLogger("bot").setLevel(logging.INFO)
    quieten([handler for name in LOUD for handler in logging.getLogger(name).handlers])
    processors: list[Any] = structlog.get_config()["processors"]
    if _only_kept not in processors:
        processors.insert(0, _only_kept)


def _only_kept(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    error = event.get("exc_info")
    kept = {key: value for key, value in event.items() if key in KEPT}
    kept["event"] = without_numbers(str(kept.get("event", "")))
    if isinstance(error, BaseException):
        kept["error"] = told(error)
    return kept
