"""What a line of the record may be changed to, by the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.core.knowledge.vocabulary import ANY, EventKind, FactKind
from bot.errors import InvalidInput
from bot.services.ports import Regions
from bot.text.as_written import own_words

LONGEST_TEXT = 200
MOST = 1e13
"""Yuan, years or months beyond which a figure is a slip."""
FIRST_YEAR = 1950


def checked_day(kind: EventKind, value: Any, today: date) -> str:
    """Return the ISO date of an event.

    Raises:
        InvalidInput: it is no date, or one that this event cannot have.
    """
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InvalidInput("date") from error
    if day.year < FIRST_YEAR or (day > today and not kind.future):
        raise InvalidInput("date")
    return day.isoformat()


def checked_value(kind: FactKind, value: Any, regions: Regions) -> Any:
    """Return a fact's value as the record keeps it.

    Raises:
        InvalidInput: the vocabulary has no such value.
    """
    readers: Mapping[str, Callable[[], Any]] = {
        "choice": lambda: _one(kind, value),
        "multi": lambda: _several(kind, value),
        "text": lambda: _text(value),
        "number": lambda: _figure(value),
        "money": lambda: _figure(value),
        "region": lambda: _region(value, regions),
    }
    return readers[kind.kind]()


def _one(kind: FactKind, value: Any) -> str:
    if not isinstance(value, str) or value == ANY or value not in {term.id for term in kind.options}:
        raise InvalidInput("value")
    return value


def _several(kind: FactKind, value: Any) -> list[str]:
    if not isinstance(value, list) or not value:
        raise InvalidInput("value")
    return list(dict.fromkeys(_one(kind, item) for item in value))


def _text(value: Any) -> str:
    kept = own_words(value) if isinstance(value, str) else ""
    if not 0 < len(kept) <= LONGEST_TEXT:
        raise InvalidInput("value")
    return kept


def _figure(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= MOST:
        raise InvalidInput("value")
    return float(value)


def _region(value: Any, regions: Regions) -> str:
    found = regions.find(value) if isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT else None
    if found is None:
        raise InvalidInput("value")
    return found.code
