"""The queue for people: look, claim, answer, hand back, close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog
from aiohttp import web

from bot.core.envelope import Envelope
from bot.core.handoff import OPEN, Handoff
from bot.gateway.bodies.json import json_reply, read_after, read_body
from bot.gateway.desk.schemas import StaffAnswer
from bot.gateway.keys import GATEWAY, STAFF
from bot.gateway.roles import LEADING
from bot.gateway.work.pool import in_pool
from bot.services.desk.handoffs import as_agreed, card_shown, written
from bot.services.sheets.continuing import READ, Access

log = structlog.get_logger("bot.gateway")


async def queue(request: web.Request) -> web.Response:
    """Return who waits, is being answered, or wants a call back."""
    found, after = await in_pool(request, request.app[GATEWAY].services.handoffs.page, request.query.get("after", ""))
    shown = [_view(one, await _case(request, one)) for one in found]
    return json_reply({"handoffs": shown, **({"next": after} if after else {})})


async def show(request: web.Request) -> web.Response:
    """Return one place in the queue; while it is open with what was said, which is recorded."""
    gateway, after = request.app[GATEWAY], read_after(request)
    handoff = await in_pool(request, gateway.services.handoffs.get, request.match_info["id"])
    messages = await _read(request, handoff, after) if handoff.state in OPEN else []
    return json_reply({"handoff": _view(handoff, await _case(request, handoff)), "messages": messages})


async def _case(request: web.Request, handoff: Handoff) -> dict[str, Any]:
    """Return what the visitor told, as the record has it now; nothing once the place is closed."""
    services = request.app[GATEWAY].services
    row = await services.conversations.get(handoff.conversation_id) if handoff.state in OPEN else None
    return await in_pool(request, services.records.card, row["context"]) if row else {}


async def _read(request: web.Request, handoff: Handoff, after: int) -> Sequence[Envelope]:
    gateway, account = request.app[GATEWAY], request[STAFF].name
    await in_pool(request, gateway.services.accesses.note, Access(READ, handoff.conversation_id, account=account))
    log.info("conversation read", account=account, handoff=handoff.id, conversation_id=handoff.conversation_id)
    messages = await gateway.services.conversations.transcript(handoff.conversation_id, after)
    return [as_agreed(message, handoff) for message in messages]


async def claim(request: web.Request) -> web.Response:
    """Take a conversation; the assistant is silent in it from now on."""
    return await _move(request, request.app[GATEWAY].services.handoffs.claim)


async def hand_back(request: web.Request) -> web.Response:
    """Give a conversation back to the assistant."""
    return await _move(request, request.app[GATEWAY].services.handoffs.hand_back, request[STAFF].role in LEADING)


async def close(request: web.Request) -> web.Response:
    """Close a place in the queue."""
    return await _move(request, request.app[GATEWAY].services.handoffs.close, request[STAFF].role in LEADING)


async def answer(request: web.Request) -> web.Response:
    """Write to the visitor."""
    gateway = request.app[GATEWAY]
    body = await read_body(request, StaffAnswer)
    envelope: Envelope = {"type": "staff_message", "author": "staff", "text": written(body.text)}
    if body.client_id:
        envelope["client_id"] = body.client_id
    message = await gateway.services.staff_answers.write(request.match_info["id"], request[STAFF].name, envelope)
    gateway.metrics.messages.labels("staff_message").inc()
    return json_reply({"message": message})


async def _move(request: web.Request, work: Callable[..., Handoff], *more: bool) -> web.Response:
    handoff = await in_pool(request, work, request.match_info["id"], request[STAFF].name, *more)
    return json_reply({"handoff": _view(handoff, await _case(request, handoff))})


def _view(handoff: Handoff, case: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": handoff.id,
        "number": handoff.number,
        "conversation_id": handoff.conversation_id,
        "state": handoff.state,
        "reason": handoff.reason,
        "claimed_by": handoff.claimed_by,
        "card": {**card_shown(handoff), **case},
        "created_at": handoff.created_at.isoformat() if handoff.created_at else "",
        "updated_at": handoff.updated_at.isoformat() if handoff.updated_at else "",
    }
