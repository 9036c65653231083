"""Case sheets under their code: who sees what, as page, JSON, document and image."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document

from bot.core.case import Case
from bot.db.cases import CaseRepository
from bot.gateway.work.costly import OneThread
from bot.services.sheets import files as sheet_files
from tests.integration.api.support import use_workers
from tests.support.database_state import COMPANY, PERSON, PHONE, PLEDGE, ask_for_person, conclude, correct, staff

SECRETS = (COMPANY, PERSON, PHONE)
COMPLAINT = {"draft_wanted": "yes", "contact_name": PERSON, "contact_phone": PHONE}


async def fetch(api, path: str, **headers: str) -> tuple[int, dict, bytes]:
    async with api.client.get(path, headers=headers) as reply:
        return reply.status, dict(reply.headers), await reply.read()


async def sheet_of(api, case, token: str = "") -> tuple[int, dict]:
    headers = {"Authorization": f"Bearer {token}"} if token else {"Authorization": ""}
    return await api.call("GET", f"/api/v1/cases/{case.code}", **headers)


async def test_a_stranger_with_the_code_sees_everything_but_personal_data(visitor):
    case = conclude(visitor)
    status, body = await sheet_of(visitor, case)
    assert (status, body["status"], body["personal"]) == (200, "concluded", "hidden")
    assert not [secret for secret in SECRETS if secret in str(body)]
    assert body["submission"] == {"kind": "need", "status": "received"}
    assert any(fact["value"] == "注册商标" for fact in body["sheet"]["facts"])


async def test_the_visitor_sees_all_of_it(visitor):
    case = conclude(visitor)
    _, body = await sheet_of(visitor, case, visitor.token)
    assert body["personal"] == "shown"
    assert all(secret in str(body["sheet"]["draft"]) for secret in SECRETS)


async def test_another_visitor_is_a_stranger_and_a_forged_token_is_refused(visitor):
    case = conclude(visitor)
    other = await visitor.open()
    assert (await sheet_of(visitor, case, other.token))[1]["personal"] == "hidden"
    assert (await sheet_of(visitor, case, "forged"))[0] == 401


async def test_staff_see_personal_data_only_when_the_visitor_agreed(visitor):
    agreed = conclude(visitor)
    silent = conclude(await visitor.open(), COMPLAINT, "complaint")
    operator = await staff(visitor)
    assert (await operator.case(agreed.code))["personal"] == "shown"
    assert (await operator.case(silent.code))["personal"] == "hidden"


async def test_a_wish_for_a_person_lets_staff_read(visitor):
    case = conclude(visitor, COMPLAINT, "complaint")
    operator = await staff(visitor)
    ask_for_person(visitor)
    body = await operator.case(case.code)
    assert (body["personal"], body["handoff"]["state"] in ("waiting", "call_back")) == ("shown", True)


async def test_a_role_without_the_desk_sees_what_strangers_see(visitor):
    case = conclude(visitor)
    editor = await staff(visitor, "li", "editor")
    assert (await editor.case(case.code))["personal"] == "hidden"


@pytest.mark.parametrize("path", ["/case/{}", "/case/{}.docx", "/case/{}.png", "/api/v1/cases/{}"])
async def test_an_unknown_code_is_not_found(visitor, path):
    for code in ("ABCDEFGH23", "x", "ABCDEFGH23ABCDEFGH23"):
        assert (await fetch(visitor, path.format(code)))[0] == 404


@pytest.mark.parametrize("path", ["/case/{}", "/case/{}.docx", "/case/{}.png", "/api/v1/cases/{}"])
async def test_nothing_keeps_or_indexes_a_sheet(visitor, path):
    status, headers, _ = await fetch(visitor, path.format(conclude(visitor).code))
    assert status == 200
    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]


async def test_guessing_codes_is_slowed_down(serve):
    api = await serve(rate_limit=5)
    statuses = [(await fetch(api, "/case/ABCDEFGH23"))[0] for _ in range(6)]
    assert statuses == [404] * 5 + [429]


async def test_the_page_holds_text_only_as_text(visitor):
    case = conclude(visitor, {**PLEDGE, "need_consent": "no", "company": "x"})
    case = CaseRepository(visitor.services.database).get(case.id)
    hostile = "<script>alert(1)</script>"
    sheet = {**case.sheet, "title": hostile, "warnings": [{"text": hostile, "citations": []}]}
    CaseRepository(visitor.services.database).save(replace(case, sheet=sheet))
    _, headers, body = await fetch(visitor, f"/case/{case.code}")
    assert b"<script>alert" not in body
    assert body.count(b"&lt;script&gt;alert") >= 2
    assert "script-src 'self'" in headers["Content-Security-Policy"]


async def test_the_page_has_boxes_to_tick_and_hides_personal_data(visitor):
    _, _, body = await fetch(visitor, f"/case/{conclude(visitor).code.lower()}")
    page = body.decode()
    assert page.count('type="checkbox"') > 10
    assert "checked" in page
    assert not [secret for secret in SECRETS if secret in page]
    assert "融资需求：已收到" in page


async def test_the_document_is_for_its_reader(visitor):
    case = conclude(visitor)
    _, _, hidden = await fetch(visitor, f"/case/{case.code}.docx")
    _, _, full = await fetch(visitor, f"/case/{case.code}.docx", Authorization=f"Bearer {visitor.token}")
    words = ["\n".join(p.text for p in Document(io.BytesIO(body)).paragraphs) for body in (hidden, full)]
    assert [PHONE in text for text in words] == [False, True]
    assert all("准备清单" in text for text in words)


async def test_the_image_is_an_image_or_says_why_there_is_none(visitor, monkeypatch):
    case = conclude(visitor)
    status, headers, body = await fetch(visitor, f"/case/{case.code}.png")
    assert (status, headers["Content-Type"], body[:4]) == (200, "image/png", b"\x89PNG")
    use_workers(visitor.client, OneThread("drawing"))
    monkeypatch.setattr(sheet_files, "FONTS", ())
    status, _, body = await fetch(visitor, f"/case/{case.code}.png")
    assert (status, "字体" in body.decode()) == (404, True)


async def test_a_case_without_a_sheet_says_how_to_go_on(visitor):
    case = CaseRepository(visitor.services.database).save(Case("c1", "ABCDEFGH23", "triage", visitor.id, 1))
    status, body = await sheet_of(visitor, case)
    assert (status, body["status"], body["sheet"]) == (200, "collecting", {})
    assert (await fetch(visitor, f"/case/{case.code}.docx"))[0] == 409
    assert "还没有做完" in (await fetch(visitor, f"/case/{case.code}"))[2].decode()


async def test_days_left_are_counted_from_today(api):
    visitor = await api.open(as_of="2026-12-01")
    triage = {"right": "trademark"}
    case = conclude(visitor, triage, "triage")
    dated = {"name": "异议", "rule": "3个月", "start_event": "公告", "due": "2026-12-31", "days_left": 39,
             "provisional": False, "transition": False, "moved": False, "citations": []}  # fmt: skip
    CaseRepository(api.services.database).save(replace(case, sheet={**case.sheet, "deadlines": [dated]}))
    _, body = await sheet_of(visitor, case)
    assert (body["today"], body["sheet"]["deadlines"][0]["days_left"]) == ("2026-12-01", 30)


async def test_a_visitor_who_changes_his_mind_takes_the_need_back(visitor):
    case = conclude(visitor)
    correct(visitor, case, need_consent="no")
    assert (await sheet_of(visitor, case))[1]["submission"] is None


async def test_deleting_the_conversation_deletes_sheet_need_and_place_in_the_queue(visitor):
    case = conclude(visitor)
    handoff_id = ask_for_person(visitor)
    operator = await staff(visitor)
    assert len((await operator.get("submissions"))[1]["submissions"]) == 1
    assert (await visitor.call("DELETE", f"/api/v1/conversations/{visitor.id}"))[0] == 200
    assert (await sheet_of(visitor, case))[0] == 404
    assert (await operator.get("submissions"))[1] == {"submissions": []}
    assert (await operator.get("handoffs"))[1] == {"handoffs": []}
    assert (await operator.get(f"handoffs/{handoff_id}"))[0] == 404
