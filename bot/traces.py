"""Errors as logs may tell them: which kind, and where in the code; never their words, which may hold what people wrote."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

DEEPEST = 12
"""Places told of one error, the innermost ones."""
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|\d{17}[0-9Xx])(?![0-9A-Za-z])")
"""Telephone and identity numbers that a library's own message brings."""

log = logging.getLogger(__name__)


def told(error: BaseException) -> str:
    """Return an error and what caused it as one line: kinds and places."""
    parts, seen = [], set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        parts.append(_one(cause))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return " < ".join(parts)


def _one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    places = ", ".join(f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__module__}.{type(error).__qualname__} at {places or 'no place'}"


def without_numbers(text: str) -> str:
    """Return the text without telephone and identity numbers."""
    return _NUMBERS.sub("[…]", text)


class QuietFormatter(logging.Formatter):
    """Writes a record in one line, an error by its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        words = record.getMessage()
        if record.name == "asyncio":
            words = re.split(r"[\n<(]", words, maxsplit=1)[0]
        error = record.exc_info[1] if record.exc_info else None
        return without_numbers(f"{words} | {told(error)}" if error is not None else words)


def quieten(handlers: list[logging.Handler]) -> None:
    """Let these handlers, and whatever ends a thread or the process, tell errors by kind and place only."""
    for handler in handlers:
        handler.setFormatter(QuietFormatter())
    sys.excepthook = _at_the_end
    threading.excepthook = _in_a_thread


def _at_the_end(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if not isinstance(error, KeyboardInterrupt):
        log.critical("the process ended: %s", told(error))


def _in_a_thread(given: Any) -> None:
    if given.exc_value is not None and not isinstance(given.exc_value, SystemExit):
        log.error("a thread ended: %s", told(given.exc_value))
