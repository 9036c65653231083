"""Going on with a case in another conversation: a link its visitor makes, the link used, and staff with a spoken consent."""

from __future__ import annotations

import structlog
from aiohttp import web

from bot.gateway.bodies.json import json_reply, read_body
from bot.gateway.desk.schemas import Consent, LinkKey
from bot.gateway.keys import CONVERSATION, GATEWAY, STAFF
from bot.gateway.work.pool import in_pool

CHANNEL = "desk"
log = structlog.get_logger("bot.gateway")


async def make_link(request: web.Request) -> web.Response:
    """Make a link with which somebody goes on with a case of this conversation, once."""
    gateway = request.app[GATEWAY]
    code = request.match_info["code"].upper()
    case = await in_pool(request, gateway.services.continuing.own, code, request[CONVERSATION])
    key, ends = gateway.links.make(case.id)
    return json_reply({"key": key, "path": f"/#continue={key}", "expires_at": ends.isoformat(timespec="seconds")})


async def go_on(request: web.Request) -> web.Response:
    """Let this conversation go on with the case of a link; saying its code takes it up."""
    gateway = request.app[GATEWAY]
    case_id, number = gateway.links.read((await read_body(request, LinkKey)).key)
    case = await in_pool(request, gateway.services.continuing.by_link, case_id, number, request[CONVERSATION])
    return json_reply({"code": case.code})


async def go_on_for_visitor(request: web.Request) -> web.Response:
    """Open a conversation in which staff go on with a case; the spoken consent is noted and logged."""
    gateway, account = request.app[GATEWAY], request[STAFF].name
    consent = await read_body(request, Consent)
    code = request.match_info["code"].upper()
    conversation_id = await gateway.turns.start(CHANNEL, None, None)
    try:
        work = gateway.services.continuing.by_consent
        case = await in_pool(request, work, code, conversation_id, account, consent.note)
    except Exception:
        await gateway.services.conversations.delete(conversation_id)
        raise
    log.info("staff go on with a case", account=account, case_id=case.id, conversation_id=conversation_id)
    return json_reply({"conversation_id": conversation_id, "token": gateway.tokens.issue(conversation_id)})
