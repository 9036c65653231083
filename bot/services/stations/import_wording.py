"""The words of the station import: column titles, reasons and errors, kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from bot.config import ROOT


@lru_cache
def import_words() -> Mapping[str, Any]:
    """Return the content of knowledge/station_import.yml."""
    words: Mapping[str, Any] = yaml.safe_load((ROOT / "knowledge" / "station_import.yml").read_text(encoding="utf-8"))
    return words


def error_text(key: str, **values: object) -> str:
    """Return what is wrong with a whole file."""
    return str(import_words()["errors"][key]).format(**values)


def refusal_text(key: str, **values: object) -> str:
    """Return why a row is refused."""
    return str(import_words()["refusals"][key]).format(**values)


def title_of(column: str) -> str:
    """Return a column's Chinese title."""
    return str(import_words()["columns"][column])
