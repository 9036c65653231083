"""Case sheets under their code: as page, JSON, document and image."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.core.case import DELETED, Case, is_code
from bot.core.handoff import Handoff
from bot.core.submission import Submission
from bot.errors import NotFound, NotSignedIn, SheetNotReady
from bot.gateway.bodies.json import json_reply
from bot.gateway.keys import GATEWAY
from bot.gateway.parts import Gateway
from bot.gateway.roles import DESK
from bot.gateway.security import session_cookie
from bot.gateway.work.pool import in_pool
from bot.services.desk.submissions import consents
from bot.services.sheets.files import to_docx, to_png
from bot.services.sheets.outline import outline
from bot.services.sheets.paper import on_paper
from bot.services.sheets.view import counted, has_personal, without_personal

PRIVATE = {"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex, nofollow, noarchive"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Opened:
    """A case as this caller may see it."""

    case: Case
    sheet: Mapping[str, Any]
    today: date
    personal: str
    submission: Submission | None
    handoff: Handoff | None


async def show(request: web.Request) -> web.Response:
    """Return a sheet and its status."""
    opened = await _open(request)
    case = opened.case
    reply = json_reply(
        {
            "code": case.code,
            "flow": case.flow,
            "status": case.status,
            "updated_at": case.updated_at.isoformat() if case.updated_at else "",
            "today": opened.today.isoformat(),
            "personal": opened.personal,
            "sheet": opened.sheet,
            "submission": _kind_and_status(opened.submission),
            "handoff": {"state": opened.handoff.state} if opened.handoff else None,
        }
    )
    reply.headers.update(PRIVATE)
    return reply


async def page(request: web.Request) -> web.Response:
    """Show a sheet as a page to read, tick and print."""
    opened, gateway = await _open(request), request.app[GATEWAY]
    say = gateway.services.say
    text = gateway.pages.render(
        "case.html",
        code=opened.case.code,
        title=opened.sheet.get("title") or say("utter_case_untitled"),
        as_of=opened.sheet.get("as_of", ""),
        parts=outline(opened.sheet, say),
        paper=on_paper(opened.sheet, say),
        more=say("utter_sheet_more", code=opened.case.code),
        status=say(f"utter_case_status_{opened.case.status}"),
        submission=_submission_words(opened.submission, say),
        personal=opened.personal,
        notice=say("utter_sheet_notice"),
    )
    return web.Response(text=text, content_type="text/html", headers=PRIVATE)


async def document(request: web.Request) -> web.Response:
    """Return a sheet as a Word document."""
    return await _file(request, to_docx, "docx", WORD, "attachment")


async def image(request: web.Request) -> web.Response:
    """Return a sheet as an image for a messenger."""
    return await _file(request, to_png, "png", "image/png", "inline")


async def _file(
    request: web.Request, make: Callable[..., bytes], ending: str, media_type: str, disposition: str
) -> web.Response:
    gateway = request.app[GATEWAY]
    gateway.limits.files.check(gateway.addresses.of(request))
    opened = await _open(request)
    if not opened.sheet:
        raise SheetNotReady
    body = await _made(gateway, opened, make)
    name = quote(f"{opened.sheet['title']}-{opened.case.code}.{ending}")
    named = f"{disposition}; filename=\"{opened.case.code}.{ending}\"; filename*=UTF-8''{name}"
    return web.Response(body=body, content_type=media_type, headers={**PRIVATE, "Content-Disposition": named})


async def _made(gateway: Gateway, opened: Opened, make: Callable[..., bytes]) -> bytes:
    """Return the file, kept for a day while the case stays as it is; one with personal facts is kept nowhere."""
    if opened.personal == "shown":
        return await gateway.drawing.run(make, opened.sheet, gateway.services.say)
    key = (opened.case.id, opened.case.revision, opened.today, make.__name__)
    return await gateway.drawings.get(key, make, opened.sheet, gateway.services.say)


async def _open(request: web.Request) -> Opened:
    gateway = request.app[GATEWAY]
    services = gateway.services
    code = request.match_info["code"].upper()
    case = await in_pool(request, services.cases.by_code, code) if is_code(code) else None
    if case is None or case.status == DELETED:
        raise NotFound("case")
    handoff = await in_pool(request, services.handoffs.of_conversation, case.conversation_id)
    submission = await in_pool(request, services.submissions.of_case, case.id)
    conversation = await gateway.services.conversations.get(case.conversation_id)
    fixed = (conversation or {}).get("as_of")
    today = date.fromisoformat(fixed) if fixed else services.clock.today()
    sheet = counted(case.sheet, today) if case.sheet else {}
    secret = has_personal(sheet, services.say)
    full = secret and await _may_see_all(request, case, handoff)
    shown = sheet if full else without_personal(sheet, services.say)
    personal = "none" if not secret else "shown" if full else "hidden"
    return Opened(case, shown, today, personal, submission, handoff)


async def _may_see_all(request: web.Request, case: Case, handoff: Handoff | None) -> bool:
    """Say whether the caller is the visitor, or staff with whom the visitor agreed to work."""
    if header := request.headers.get("Authorization", ""):
        return request.app[GATEWAY].tokens.conversation(header) in (case.conversation_id, case.origin_id)
    cookie = session_cookie(request)
    if not cookie or not (consents(case) or handoff):
        return False
    try:
        session = await in_pool(request, request.app[GATEWAY].services.accounts.session, cookie)
    except NotSignedIn:
        return False
    return session.role in DESK


def _kind_and_status(submission: Submission | None) -> dict[str, str] | None:
    return {"kind": submission.kind, "status": submission.status} if submission else None


def _submission_words(submission: Submission | None, say: Callable[..., str]) -> str:
    if submission is None:
        return ""
    kind, status = (f"utter_submission_{key}" for key in (f"kind_{submission.kind}", f"status_{submission.status}"))
    return f"{say(kind)}：{say(status)}"
