"""Halves of a sign: what a client leaves that cuts a text in the middle of one; standard library only."""

from __future__ import annotations

from typing import Any


def whole(text: str) -> str:
    """Return the text with two halves joined and lone ones left out; every other sign stays."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def whole_value(value: Any) -> Any:
    """Return a JSON value whose texts and names are whole.

    Raises:
        RecursionError: it is nested too deeply to be read.
    """
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [whole_value(item) for item in value]
    if isinstance(value, dict):
        return {whole(name): whole_value(item) for name, item in value.items()}
    return value
