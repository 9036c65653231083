"""Financing needs and overseas reports for staff: look through, move on, match, export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from aiohttp import web

from bot.core.submission import NEED, Submission
from bot.errors import InvalidInput
from bot.gateway.bodies.json import json_reply, read_body
from bot.gateway.desk.schemas import SubmissionChange
from bot.gateway.keys import GATEWAY, STAFF
from bot.gateway.work.pool import in_pool
from bot.services.desk.submission_files import to_csv, to_xlsx
from bot.services.desk.submissions import products_for

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

log = structlog.get_logger("bot.gateway")


async def listed(request: web.Request) -> web.Response:
    """Return the submissions of a kind and a status."""
    return json_reply({"submissions": [_view(one) for one in await _found(request)]})


async def show(request: web.Request) -> web.Response:
    """Return one submission."""
    found = await in_pool(request, request.app[GATEWAY].services.submissions.get, request.match_info["id"])
    return json_reply({"submission": _view(found)})


async def change(request: web.Request) -> web.Response:
    """Move a submission on, or note something."""
    body = await read_body(request, SubmissionChange)
    work = request.app[GATEWAY].services.submissions.change
    arguments = (request.match_info["id"], request[STAFF].name, body.status, body.note, body.revision)
    return json_reply({"submission": _view(await in_pool(request, work, *arguments))})


async def products(request: web.Request) -> web.Response:
    """Return the products that a need fits; an empty list says why it is empty."""
    services = request.app[GATEWAY].services
    need = await in_pool(request, services.submissions.get, request.match_info["id"])
    if need.kind != NEED:
        raise InvalidInput("kind")
    found = products_for(need, services.products, services.clock.today())
    key = "matched" if found else "no_match" if services.products else "no_products"
    return json_reply({"text": services.say(f"utter_submission_{key}"), "products": found})


async def as_csv(request: web.Request) -> web.Response:
    """Return the submissions as CSV."""
    return await _export(request, to_csv, "csv", "text/csv")


async def as_xlsx(request: web.Request) -> web.Response:
    """Return the submissions as a workbook."""
    return await _export(request, to_xlsx, "xlsx", WORKBOOK)


async def _export(request: web.Request, make: Callable[..., bytes], ending: str, media_type: str) -> web.Response:
    found = await _found(request)
    body = await in_pool(request, make, found, request.app[GATEWAY].services.say)
    log.info("submissions exported", account=request[STAFF].name, count=len(found), form=ending)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="submissions.{ending}"'}
    return web.Response(body=body, content_type=media_type, headers=headers)


async def _found(request: web.Request) -> list[Submission]:
    query = (request.query.get("kind", ""), request.query.get("status", ""))
    return list(await in_pool(request, request.app[GATEWAY].services.submissions.search, *query))


def _view(one: Submission) -> dict[str, Any]:
    return {
        "id": one.id,
        "code": one.code,
        "kind": one.kind,
        "status": one.status,
        "region": one.region,
        "facts": list(one.facts),
        "draft": list(one.draft),
        "note": one.note,
        "handled_by": one.handled_by,
        "revision": one.revision,
        "created_at": one.created_at.isoformat() if one.created_at else "",
        "updated_at": one.updated_at.isoformat() if one.updated_at else "",
    }
