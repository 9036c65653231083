"""The queue for people over HTTP: claimed, answered, handed back, and what the visitor sees meanwhile."""

from __future__ import annotations

import pytest

from bot.core.clock import Clock
from bot.core.contact import Contact
from bot.core.handoff import OFFICE_HOURS
from bot.db.accesses import AccessRepository
from bot.db.cases import CaseRepository
from bot.db.handoffs import HandoffRepository
from bot.dialogue.record import INFERRED, ROUGH, Change, Known, Record
from bot.services.desk import handoffs
from bot.services.wording import say
from tests.integration.api.conftest import new_client_id
from tests.support.database_state import ask_for_person, conclude, staff


async def test_a_conversation_goes_to_a_person_and_back(visitor, engine):
    await visitor.say("商标被抄了")
    case, handoff_id = conclude(visitor), ask_for_person(visitor)
    operator = await staff(visitor)

    _, queue = await operator.get("handoffs")
    assert [one["id"] for one in queue["handoffs"]] == [handoff_id]
    assert queue["handoffs"][0]["card"]["case_code"] == case.code
    assert queue["handoffs"][0]["card"]["facts"]
    _, detail = await operator.get(f"handoffs/{handoff_id}")
    assert [m["text"] for m in detail["messages"]] == ["商标被抄了", "关于“商标被抄了”"]

    assert (await operator.post(f"handoffs/{handoff_id}/claim"))[1]["handoff"]["state"] == "claimed"
    asked = len(engine.seen)
    assert await visitor.say("在吗") == (200, {"messages": []})
    assert len(engine.seen) == asked
    _, detail = await operator.get(f"handoffs/{handoff_id}?after=2")
    assert [m["text"] for m in detail["messages"] if m["author"] == "visitor"] == ["在吗"]

    assert (await operator.post(f"handoffs/{handoff_id}/answer", {"text": "在的，请把证书拍给我。"}))[0] == 200
    seen = await visitor.transcript(after=2)
    assert [(m["author"], m["type"]) for m in seen] == [
        ("assistant", "handoff"), ("visitor", "notice"), ("staff", "staff_message"),
    ]  # fmt: skip
    assert seen[-1]["text"] == "在的，请把证书拍给我。"

    returned = (await operator.post(f"handoffs/{handoff_id}/return"))[1]["handoff"]
    assert returned["state"] == "returned"
    assert returned["card"]["case_code"] == case.code
    assert "facts" not in returned["card"]
    assert "answers" not in returned["card"]
    last = (await visitor.transcript())[-1]
    assert (last["type"], last["handoff"]["state"]) == ("handoff", "returned")
    _, reply = await visitor.say("再问一句")
    assert [m["type"] for m in reply["messages"]] == ["answer"]
    assert (await operator.get("handoffs"))[1] == {"handoffs": []}


async def test_a_repeated_silent_turn_stays_silent_after_the_return(visitor):
    handoff_id, operator, client_id = ask_for_person(visitor), await staff(visitor), new_client_id()
    await operator.post(f"handoffs/{handoff_id}/claim")
    assert await visitor.say("在吗", client_id=client_id) == (200, {"messages": []})
    await operator.post(f"handoffs/{handoff_id}/return")
    assert await visitor.say("在吗", client_id=client_id) == (200, {"messages": []})


async def test_every_step_may_be_repeated(visitor):
    handoff_id, operator, client_id = ask_for_person(visitor), await staff(visitor), new_client_id()
    for path, body in (
        ("claim", None), ("claim", None), ("answer", {"text": "好", "client_id": client_id}),
        ("answer", {"text": "好", "client_id": client_id}), ("return", None), ("return", None),
    ):  # fmt: skip
        assert (await operator.post(f"handoffs/{handoff_id}/{path}", body))[0] == 200, path
    assert [m["type"] for m in await visitor.transcript()] == ["handoff", "staff_message", "handoff"]


async def test_wrong_states_are_conflicts(visitor):
    handoff_id, operator = ask_for_person(visitor), await staff(visitor)
    other = await staff(visitor, "li")
    assert (await operator.post(f"handoffs/{handoff_id}/answer", {"text": "好"}))[0] == 409
    assert (await operator.post(f"handoffs/{handoff_id}/return"))[0] == 409
    await operator.post(f"handoffs/{handoff_id}/claim")
    for path, body in (("claim", None), ("answer", {"text": "好"}), ("return", None), ("close", None)):
        assert (await other.post(f"handoffs/{handoff_id}/{path}", body))[0] == 409, path
    assert (await operator.post(f"handoffs/{handoff_id}/close"))[0] == 200
    assert (await operator.post(f"handoffs/{handoff_id}/close"))[0] == 200
    assert (await operator.post(f"handoffs/{handoff_id}/claim"))[0] == 409


async def test_a_supervisor_frees_a_conversation_that_was_left_claimed(visitor):
    handoff_id, operator = ask_for_person(visitor), await staff(visitor)
    await operator.post(f"handoffs/{handoff_id}/claim")
    boss = await staff(visitor, "zhao", "supervisor")
    assert (await boss.post(f"handoffs/{handoff_id}/return"))[1]["handoff"]["state"] == "returned"
    _, reply = await visitor.say("再问一句")
    assert reply["messages"]


async def test_nothing_changes_without_the_csrf_token(visitor):
    handoff_id, operator = ask_for_person(visitor), await staff(visitor)
    for path in ("claim", "answer", "return", "close"):
        assert await operator.without_token("POST", f"handoffs/{handoff_id}/{path}", {"text": "好"}) == 403
    assert (await operator.get(f"handoffs/{handoff_id}"))[1]["handoff"]["state"] in ("waiting", "call_back")


@pytest.mark.parametrize("role", ["editor", "reviewer", "readonly"])
async def test_other_roles_do_not_see_the_queue(visitor, role):
    handoff_id, account = ask_for_person(visitor), await staff(visitor, "li", role)
    assert (await account.get("handoffs"))[0] == 403
    assert (await account.post(f"handoffs/{handoff_id}/claim"))[0] == 403


async def test_an_answer_must_say_something(visitor):
    handoff_id, operator = ask_for_person(visitor), await staff(visitor)
    await operator.post(f"handoffs/{handoff_id}/claim")
    assert (await operator.post(f"handoffs/{handoff_id}/answer", {"text": "  "}))[0] == 422
    assert (await operator.post(f"handoffs/{handoff_id}/answer", {"text": "好" * 2001}))[0] == 413
    assert (await operator.post("handoffs/nobody/answer", {"text": "好"}))[0] == 404


async def test_conversations_that_never_asked_for_a_person_are_not_looked_up(visitor, engine):
    await visitor.say("商标被抄了")
    assert "handoff" not in engine.seen[0]["metadata"]["context"]


async def test_the_desk_reads_a_conversation_only_while_it_is_handed_over_and_that_is_recorded(visitor):
    await visitor.say("商标被抄了")
    handoff_id, operator = ask_for_person(visitor), await staff(visitor)
    boss = await staff(visitor, "zhao", "supervisor")
    read = AccessRepository(visitor.services.database).of_conversation
    await operator.get("handoffs")
    assert read(visitor.id) == []
    for reader in (operator, boss):
        assert (await reader.get(f"handoffs/{handoff_id}"))[1]["messages"]
    assert [(one.act, one.account, one.note) for one in read(visitor.id)] == [
        ("read", "wang", ""),
        ("read", "zhao", ""),
    ]
    await operator.post(f"handoffs/{handoff_id}/claim")
    await operator.post(f"handoffs/{handoff_id}/return")
    await visitor.say("这句不给工作人员看")
    for reader in (operator, boss):
        status, detail = await reader.get(f"handoffs/{handoff_id}")
        assert (status, detail["handoff"]["state"], detail["messages"]) == (200, "returned", [])
    await operator.post(f"handoffs/{handoff_id}/close")
    assert (await operator.get(f"handoffs/{handoff_id}"))[1]["messages"] == []
    assert len(read(visitor.id)) == 2


async def test_the_queue_is_read_page_by_page(visitor, monkeypatch):
    monkeypatch.setattr(handoffs, "PAGE", 2)
    waiting = [ask_for_person(await visitor.open()) for _ in range(5)]
    operator, seen, after = await staff(visitor), [], ""
    for _ in range(3):
        _, page = await operator.get(f"handoffs?after={after}")
        seen.append([one["id"] for one in page["handoffs"]])
        after = page.get("next", "")
    assert (seen, after) == ([waiting[:2], waiting[2:4], waiting[4:]], "")
    assert (await operator.get("handoffs?after=nobody"))[0] == 404


async def test_places_of_visitors_who_told_nothing_are_limited_and_others_still_come_in(visitor, monkeypatch):
    monkeypatch.setattr(handoffs, "MOST_ANONYMOUS", 2)
    database, others = visitor.services.database, [await visitor.open() for _ in range(3)]
    service = handoffs.Handoffs(
        HandoffRepository(database), CaseRepository(database), Clock(), OFFICE_HOURS, say
    )  # fmt: skip

    def wish(who):
        return service.request(who.id, "转人工", None)

    first, second, third = (wish(other) for other in others)
    assert [place is None for place in (first, second, third)] == [False, False, True]
    assert wish(others[0]).id == first.id
    conclude(others[2])
    assert wish(others[2]) is not None


RECORD = Record().tell(
    Change(
        {"happened": Known("sued"), "side": Known("accused", INFERRED, of=("happened",)), "company": Known("鹤城山木")},
        {"served_on": Known("2026-11-18", ROUGH)},
    )
)


async def tell(visitor, record: Record = RECORD) -> None:
    row = await visitor.services.conversations.get(visitor.id)
    await visitor.services.conversations.remember(visitor.id, {**row["context"], "record": record.as_dict()})


async def test_the_card_is_filled_from_the_record_and_speaks_for_the_right_side(visitor):
    handoff_id, operator = ask_for_person(visitor), await staff(visitor)
    await tell(visitor)
    for place in (
        (await operator.get("handoffs"))[1]["handoffs"][0],
        (await operator.get(f"handoffs/{handoff_id}"))[1]["handoff"],
    ):
        card = place["card"]
        assert (card["side"], "不要当成投诉人" in card["speaks_for"]) == ("accused", True)
        assert [(line["id"], line["how"]) for line in card["facts_told"]] == [
            ("side", "inferred"),
            ("happened", "said"),
        ]
        assert [(line["date"], line["how"]) for line in card["events_told"]] == [("2026-11-18", "rough")]
        assert "鹤城山木" not in str(card)
        assert place["number"].startswith("H")


async def test_the_card_follows_the_record_and_is_empty_when_the_place_is_closed(visitor):
    handoff_id, operator = ask_for_person(visitor), await staff(visitor)
    await tell(visitor)
    await visitor.call("DELETE", f"/api/v1/conversations/{visitor.id}/record/happened")
    card = (await operator.get(f"handoffs/{handoff_id}"))[1]["handoff"]["card"]
    assert (card["side"], card["facts_told"]) == ("any", [])
    closed = (await operator.post(f"handoffs/{handoff_id}/close"))[1]["handoff"]["card"]
    assert not {"side", "facts_told", "events_told"} & closed.keys()


async def test_a_number_is_read_by_staff_only_when_its_visitor_agreed(visitor):
    await visitor.say("我是王小明的朋友，电话13800000000")
    handoff_id, operator = ask_for_person(visitor), await staff(visitor)

    async def read() -> list[str]:
        _, detail = await operator.get(f"handoffs/{handoff_id}")
        assert ("contact" in detail["handoff"]["card"]) is bool(detail["handoff"]["state"] == "call_back" and agreed)
        return [m["text"] for m in detail["messages"] if m["author"] == "visitor"]

    agreed = False
    assert "13800000000" not in str(await read())
    await operator.post(f"handoffs/{handoff_id}/claim")
    await visitor.say("打13911112222")
    said = await read()
    assert ("13800000000" in str(said), said[-1]) == (False, "打13911112222")


async def test_a_contact_that_was_agreed_to_is_on_the_card_until_the_place_is_closed(visitor):
    handoff_id, operator = ask_for_person(visitor), await staff(visitor)
    place = visitor.services.handoffs.get(handoff_id)
    visitor.services.handoffs.leave_contact(place, Contact("mobile", "13800000000", "下午", "王"))
    shown = (await operator.get(f"handoffs/{handoff_id}"))[1]["handoff"]
    assert shown["card"]["contact"] == {"way": "mobile", "value": "13800000000", "when": "下午", "name": "王"}
    assert "contact" not in (await operator.post(f"handoffs/{handoff_id}/close"))[1]["handoff"]["card"]
