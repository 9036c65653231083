"""Waiting for something to become true, with a limit and without a fixed pause."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
BETWEEN = 0.1
"""Seconds between two looks."""


def until(look: Callable[[], Value | None], within: float = 120, what: str = "") -> Value:
    """Return the first truthy result of `look`."""
    deadline = time.monotonic() + within
    never = threading.Event()
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {within} s: {what or look}"
        never.wait(BETWEEN)
    return found
