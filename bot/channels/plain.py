"""Messages as plain text, for terminals and messengers without cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.channels.base import Reply

STATUS = {
    "amended": "已修改",
    "draft_for_comment": "征求意见稿",
    "repealed": "已废止",
    "not_yet_in_force": "尚未施行",
    "plan_period_over": "规划期已结束",
}


class PlainText:
    """Renders replies as lines of text; choices are numbered, so that a number chooses."""

    name = "plain"

    def render(self, messages: Sequence[Reply]) -> str:
        """Return the replies of one turn, one block each."""
        return "\n\n".join("\n".join(_lines(message)) for message in messages)


def offered(messages: Sequence[Reply]) -> list[Reply]:
    """Return the choices of the last reply that has any, in the order of their numbers."""
    for message in reversed(messages):
        if message.get("choices"):
            return list(message["choices"])
    return []


def _lines(message: Reply) -> Iterable[str]:
    if message.get("progress"):
        yield f"（第 {message['progress']['step']} 步，最多 {message['progress']['of']} 步）"
    yield str(message["text"])
    for station in message.get("stations", ()):
        yield from _station(station)
    yield from _sources(message.get("citations", ()))
    if message.get("entry_id"):
        yield _footing(message)
    for number, choice in enumerate(message.get("choices", ()), 1):
        yield f"  [{number}] {choice['label']}"


def _station(station: Reply) -> Iterable[str]:
    yield f"· {station['name']}"
    for label, field in (("地址", "address"), ("电话", "phone"), ("时间", "hours"), ("说明", "note")):
        if station.get(field):
            yield f"    {label}：{station[field]}"


def _sources(citations: Sequence[Reply]) -> Iterable[str]:
    for citation in citations:
        status = STATUS.get(citation.get("status", ""), "")
        yield f"依据：{citation['title']}{citation.get('section', '')}" + (f"（{status}）" if status else "")


def _footing(message: Reply) -> str:
    details: dict[str, Any] = message.get("details") or {}
    region = message.get("region") or {}
    parts = [f"按 {message['as_of']} 的规定" if message.get("as_of") else "", str(region.get("name", ""))]
    parts.append(f"审核：{details['reviewer']}" if details.get("reviewer") else "没有人工审核过")
    return "（" + "；".join(part for part in parts if part) + "）"
