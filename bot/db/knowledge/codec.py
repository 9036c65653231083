"""Core values to plain dictionaries and back, by the kinds of items the database keeps."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from bot.core.knowledge.deadline import Deadline
from bot.core.knowledge.entry import Entry
from bot.core.knowledge.fact import Fact
from bot.core.knowledge.flow import Flow, Route
from bot.core.knowledge.source import Source
from bot.core.knowledge.topic import Topic
from bot.core.knowledge.vocabulary import Vocabulary

CLASSES: dict[str, type[Any]] = {
    "topic": Topic,
    "source": Source,
    "fact": Fact,
    "deadline": Deadline,
    "entry": Entry,
    "flow": Flow,
    "route": Route,
    "vocabulary": Vocabulary,
}


def to_body(kind: str, item: Any) -> dict[str, Any]:
    """Return an item as JSON-ready data, fields that keep their default left out."""
    body: dict[str, Any] = _adapter(kind).dump_python(item, mode="json", exclude_defaults=True, by_alias=True)
    return body


def from_body(kind: str, body: dict[str, Any]) -> Any:
    """Return the core value of a stored item."""
    return _adapter(kind).validate_python(body)


@lru_cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(CLASSES[kind])
