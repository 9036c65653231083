"""Sheets shown in other conversations than their own: put in when somebody reads, so that no copy outlives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from aiohttp import web

from bot.core.case import DELETED, Case
from bot.core.envelope import Envelope
from bot.gateway.keys import GATEWAY
from bot.gateway.visitor.shown import shown
from bot.gateway.work.pool import in_pool
from bot.services.sheets.view import counted, without_personal


async def with_sheets(request: web.Request, reader: str, messages: Sequence[Envelope]) -> list[Envelope]:
    """Return messages in words, with the sheets they refer to, as this conversation may see them now."""
    whole = [await _with_sheet(request, reader, one) if "sheet_code" in one else one for one in messages]
    return [shown(one, request.app[GATEWAY].services.say) for one in whole]


async def _with_sheet(request: web.Request, reader: str, message: Envelope) -> Envelope:
    services = request.app[GATEWAY].services
    case = await in_pool(request, services.cases.by_code, message["sheet_code"])
    if case is None or case.status == DELETED or not case.sheet:
        gone = services.say("utter_sheet_gone", code=message["sheet_code"])
        kept = {name: value for name, value in message.items() if name not in ("sheet_code", "choices")}
        return cast("Envelope", {**kept, "type": "notice", "text": gone})
    sheet = counted(case.sheet, services.clock.today())
    if not _owns(case, reader):
        sheet = without_personal(sheet, services.say)
    return {**message, "text": f"{message['text']}\n{services.gist(sheet)}", "sheet": sheet}


def _owns(case: Case, reader: str) -> bool:
    return case.is_held_by(reader)
