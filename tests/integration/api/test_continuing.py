"""A sheet's code is a right to read; who goes on elsewhere brings a link or is let in by staff; deletion follows the origin."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.core.envelope import Envelope
from bot.db.accesses import AccessRepository
from bot.db.cases import CaseRepository
from bot.db.conversations.jobs import append
from bot.db.conversations.tables import ConversationRow
from bot.db.submissions import SubmissionRepository
from bot.gateway.keys import GATEWAY
from bot.gateway.work.background import purge
from bot.services.sheets.continuing import Links
from tests.support.database_state import COMPANY, PERSON, PHONE, PLEDGE, conclude, staff

SECRETS = (COMPANY, PERSON, PHONE)


def stored(visitor, case):
    return CaseRepository(visitor.services.database).get(case.id)


def finished(visitor, **answers: object):
    """Return a finished case as it is stored."""
    return stored(visitor, conclude(visitor, {**PLEDGE, **answers}))


async def link_of(visitor, case) -> str:
    status, made = await visitor.call("POST", f"/api/v1/conversations/{visitor.id}/cases/{case.code}/link")
    assert (status, made["path"]) == (200, f"/#continue={made['key']}")
    return made["key"]


async def use(visitor, key: str) -> tuple[int, dict]:
    return await visitor.call("POST", f"/api/v1/conversations/{visitor.id}/continue", {"key": key})


async def delete(visitor) -> None:
    assert (await visitor.call("DELETE", f"/api/v1/conversations/{visitor.id}"))[0] == 200


async def refer(visitor, case, **more: object) -> None:
    """Leave a reference to a sheet in a conversation, as the action does when its code is said there."""
    message: Envelope = {
        "type": "case_sheet",
        "author": "assistant",
        "text": "只能看。",
        "sheet_code": case.code,
        **more,
    }
    await visitor.client.app[GATEWAY].services.writer.write(append(visitor.id, message))


async def test_a_link_lets_another_conversation_go_on_once(visitor):
    case, phone, third = finished(visitor), await visitor.open(), await visitor.open()
    key = await link_of(visitor, case)
    assert await use(phone, key) == (200, {"code": case.code})
    taken = stored(visitor, case)
    assert (taken.conversation_id, taken.origin_id, taken.answers) == (phone.id, visitor.id, case.answers)
    assert (await use(third, key))[0] == 409
    assert stored(visitor, case).conversation_id == phone.id
    for reader, personal in ((visitor, "shown"), (phone, "shown"), (third, "hidden")):
        assert (await reader.call("GET", f"/api/v1/cases/{case.code}"))[1]["personal"] == personal


async def test_a_link_ends_and_cannot_be_forged(visitor, monkeypatch):
    case, other = finished(visitor), await visitor.open()
    key = await link_of(visitor, case)
    for forged in (key[:-2], "x", f"{key}x", Links(b"another key").make(case.id)[0]):
        assert (await use(other, forged))[0] == 403, forged
    monkeypatch.setattr(visitor.client.app[GATEWAY].links, "_holds", timedelta(seconds=-1))
    assert (await use(other, key))[0] == 409
    assert stored(visitor, case) == case


async def test_only_the_conversation_it_was_opened_in_makes_links(visitor):
    case, other = finished(visitor), await visitor.open()
    path = f"/api/v1/conversations/{other.id}/cases/{case.code}/link"
    assert (await other.call("POST", path))[0] == 404
    assert (await visitor.call("POST", path))[0] == 404
    assert (await other.call("POST", path.replace(case.code, "ABCDEFGH23")))[0] == 404
    assert (await use(other, await link_of(visitor, case)))[0] == 200
    assert (await other.call("POST", path))[0] == 404


async def test_staff_go_on_with_a_spoken_consent_which_is_noted(visitor):
    case, operator = finished(visitor, need_consent="no"), await staff(visitor)
    path, consent = f"cases/{case.code}/continue", {"consent": True, "note": f"来电口头同意，{PHONE}"}
    for refused in ({}, {"consent": False, "note": "同意"}, {"consent": True, "note": ""}, {"consent": True}):
        assert (await operator.post(path, refused))[0] == 422, refused
    assert await operator.without_token("POST", path, consent) == 403
    assert stored(visitor, case) == case
    status, opened = await operator.post(path, consent)
    assert (status, stored(visitor, case).conversation_id) == (200, opened["conversation_id"])
    (noted,) = AccessRepository(visitor.services.database).of_case(case.id)
    assert (noted.act, noted.way, noted.account) == ("gone_on", "consent", "wang")
    assert ("口头同意" in noted.note, PHONE in noted.note) == (True, False)
    assert (await operator.post("cases/ABCDEFGH23/continue", consent))[0] == 404


@pytest.mark.parametrize("role", ["editor", "reviewer", "readonly"])
async def test_other_roles_do_not_go_on(visitor, role):
    case, account = finished(visitor), await staff(visitor, "li", role)
    assert (await account.post(f"cases/{case.code}/continue", {"consent": True, "note": "同意了"}))[0] == 403
    assert stored(visitor, case) == case


async def test_deletion_follows_the_origin_with_submission_and_what_was_shown(visitor):
    case, phone, stranger = finished(visitor), await visitor.open(), await visitor.open()
    await use(phone, await link_of(visitor, case))
    for reader in (phone, stranger):
        await refer(reader, case)
    shown = [(await reader.transcript())[-1] for reader in (phone, stranger)]
    assert [message["type"] for message in shown] == ["case_sheet"] * 2
    assert [any(secret in str(message["sheet"]) for secret in SECRETS) for message in shown] == [True, False]
    assert all("单子代码" not in message["text"] and len(message["text"]) > 10 for message in shown)
    await delete(visitor)
    assert stored(visitor, case) is None
    assert SubmissionRepository(visitor.services.database).of_case(case.id) is None
    for reader in (phone, stranger):
        (left,) = await reader.transcript()
        assert (left["type"], "sheet" in left, "不在了" in left["text"]) == ("notice", False, True)
    assert (await phone.call("GET", f"/api/v1/cases/{case.code}"))[0] == 404


async def test_deleting_where_it_was_taken_to_gives_it_back(visitor):
    case, phone = finished(visitor), await visitor.open()
    await use(phone, await link_of(visitor, case))
    await delete(phone)
    assert (stored(visitor, case).conversation_id, stored(visitor, case).answers) == (visitor.id, case.answers)


async def test_a_consent_noted_for_a_conversation_goes_with_it(visitor):
    case, operator = finished(visitor), await staff(visitor)
    _, opened = await operator.post(f"cases/{case.code}/continue", {"consent": True, "note": "来电同意"})
    there = replace(visitor, id=opened["conversation_id"], token=opened["token"])
    await delete(there)
    (noted,) = AccessRepository(visitor.services.database).of_case(case.id)
    assert (noted.account, noted.note) == ("wang", "")


async def test_a_case_gone_on_with_outlives_the_retention_time_of_its_first_conversation(visitor):
    case, phone, unused = finished(visitor), await visitor.open(), await visitor.open()
    await use(phone, await link_of(visitor, case))
    left = finished(unused)
    long_ago = datetime.now(UTC) - timedelta(days=999)
    with visitor.services.database.write() as session:
        old = ConversationRow.id.in_((visitor.id, unused.id))
        session.execute(update(ConversationRow).where(old).values(updated_at=long_ago))
    await purge(visitor.client.app[GATEWAY])
    assert (stored(visitor, case).origin_id, stored(visitor, left)) == (phone.id, None)
    await delete(phone)
    assert stored(visitor, case) is None
