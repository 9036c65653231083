"""A visitor's conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from aiohttp import web

from bot.core.envelope import Envelope
from bot.dialogue.record import Record
from bot.errors import InvalidInput, NotFound
from bot.gateway.bodies.json import json_reply, read_after, read_body
from bot.gateway.keys import CONVERSATION, GATEWAY
from bot.gateway.visitor.schemas import NewConversation, NewFeedback, NewMessage
from bot.gateway.visitor.shared_sheets import with_sheets
from bot.services.turns import TurnInput


async def start(request: web.Request) -> web.Response:
    """Open a conversation."""
    gateway = request.app[GATEWAY]
    body = await read_body(request, NewConversation, may_be_empty=True)
    if body.as_of is not None and gateway.settings.env == "production":
        raise InvalidInput("as_of")
    as_of = date.fromisoformat(body.as_of) if body.as_of else None
    conversation_id = await gateway.turns.start(body.channel, body.region, as_of)
    return json_reply({"conversation_id": conversation_id, "token": gateway.tokens.issue(conversation_id)})


async def send(request: web.Request) -> web.Response:
    """Run one turn and return its replies."""
    gateway = request.app[GATEWAY]
    body = await read_body(request, NewMessage)
    location = (body.location.lat, body.location.lon) if body.location else None
    turn = TurnInput(body.text or "", body.choice or "", body.client_id or "", body.message_id or "", location)
    messages = await gateway.turns.submit(request[CONVERSATION], turn)
    for message in messages:
        gateway.metrics.messages.labels(message["type"]).inc()
    return await _reply(request, messages)


async def transcript(request: web.Request) -> web.Response:
    """Return the messages after a sequence number."""
    store = request.app[GATEWAY].services.conversations
    messages = await store.transcript(request[CONVERSATION], read_after(request))
    if not messages and await store.get(request[CONVERSATION]) is None:
        raise NotFound("conversation")
    return await _reply(request, messages)


async def _reply(request: web.Request, messages: Sequence[Envelope]) -> web.Response:
    """Return messages as this reader may see them, and how much is kept of the case."""
    services = request.app[GATEWAY].services
    shown: dict[str, Any] = {"messages": await with_sheets(request, request[CONVERSATION], messages)}
    row = await services.conversations.get(request[CONVERSATION])
    record = Record.from_dict(row["context"].get("record") if row else None)
    if lines := len(services.records.lines.names(record)):
        shown["record_lines"] = lines
    return json_reply(shown)


async def feedback(request: web.Request) -> web.Response:
    """Store a thumb on a message."""
    gateway = request.app[GATEWAY]
    body = await read_body(request, NewFeedback)
    await gateway.services.conversations.add_feedback(
        request[CONVERSATION], body.message_id, body.thumb, gateway.mask(body.clean_reason)
    )
    gateway.metrics.feedback.labels(body.thumb).inc()
    return json_reply({"ok": True})


async def delete(request: web.Request) -> web.Response:
    """Delete everything the conversation holds."""
    if not await request.app[GATEWAY].services.conversations.delete(request[CONVERSATION]):
        raise NotFound("conversation")
    return json_reply({"ok": True})
