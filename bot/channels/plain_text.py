"""Messages as plain text, for terminals and messengers without cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.channels.base import SentMessage
from bot.services.wording import say

FIELDS = ("address", "phone", "hours", "note")


class PlainText:
    """Renders replies as lines of text; choices are numbered, so that a number chooses."""

    name = "plain"

    def render(self, messages: Sequence[SentMessage]) -> str:
        """Return the replies of one turn, one block each."""
        return "\n\n".join("\n".join(_lines(message)) for message in messages)


def offered(messages: Sequence[SentMessage]) -> list[SentMessage]:
    """Return the choices of the last reply that has any, in the order of their numbers."""
    for message in reversed(messages):
        if message.get("choices"):
            return list(message["choices"])
    return []


def _lines(message: SentMessage) -> Iterable[str]:
    if message.get("progress"):
        step, most = (str(message["progress"][name]) for name in ("step", "of"))
        yield say("utter_plain_progress", step=step, most=most)
    yield str(message["text"])
    for station in message.get("stations", ()):
        yield from _station(station)
    yield from _sources(message.get("citations", ()))
    if message.get("entry_id"):
        yield _footing(message)
    for number, choice in enumerate(message.get("choices", ()), 1):
        yield f"  [{number}] {choice['label']}"


def _station(station: SentMessage) -> Iterable[str]:
    yield f"· {station['name']}"
    for field in FIELDS:
        if station.get(field):
            yield "    " + say(f"utter_plain_{field}", value=str(station[field]))


def _sources(citations: Sequence[SentMessage]) -> Iterable[str]:
    for citation in citations:
        yield say("utter_plain_source", source=citation["words"])


def _footing(message: SentMessage) -> str:
    details: dict[str, Any] = message.get("details") or {}
    region, reviewer = message.get("region") or {}, details.get("reviewer")
    parts = [
        say("utter_plain_as_of", date=message["as_of"]) if message.get("as_of") else "",
        str(region.get("name", "")),
        say("utter_plain_reviewer", name=reviewer) if reviewer else say("utter_plain_not_reviewed"),
    ]
    return "（" + "；".join(part for part in parts if part) + "）"
