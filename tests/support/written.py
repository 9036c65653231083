"""Tests written as data: a key that nobody reads is refused, for a slip would make a test pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def known_only(value: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
    """Refuse a mapping with a key that nobody reads.

    Raises:
        ValueError: the place and the key.
    """
    if unknown := sorted(set(value) - set(keys)):
        raise ValueError(f"{where}: nobody reads {', '.join(unknown)}")
