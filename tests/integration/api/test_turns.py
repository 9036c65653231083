"""What one turn does, on both databases."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.db.conversations.tables import MessageRow, TurnRow, UnansweredRow
from bot.errors import EngineUnavailable
from bot.gateway.keys import GATEWAY
from bot.gateway.work.engine_client import EngineClient
from tests.support.engine import StandInEngine


def count(api, row) -> int:
    with api.services.database.read() as session:
        return session.scalar(select(func.count()).select_from(row))


async def until(condition, seconds: float = 8.0) -> None:
    """Wait for what a background task brings about."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_turn_is_answered_and_kept(visitor):
    status, body = await visitor.say("商标被抄了怎么办")
    assert status == 200
    (reply,) = body["messages"]
    assert reply["text"] == "关于“商标被抄了怎么办”"
    assert reply["author"] == "assistant"
    assert reply["seq"] == 2
    kept = await visitor.transcript()
    assert [(m["seq"], m["author"]) for m in kept] == [(1, "visitor"), (2, "assistant")]
    assert kept[1] == reply
    assert await visitor.transcript(after=1) == [reply]


async def test_a_repeated_client_id_gets_the_same_reply(visitor, engine):
    client_id = str(uuid.uuid4())
    first = await visitor.say("专利侵权", client_id=client_id)
    again = await visitor.say("专利侵权", client_id=client_id)
    assert again == first
    assert len(engine.seen) == 1
    assert count(visitor, TurnRow) == 1
    assert count(visitor, MessageRow) == 2


async def test_a_repeat_in_flight_is_answered_once(visitor, engine):
    engine.gate = asyncio.Event()
    client_id = str(uuid.uuid4())
    both = [asyncio.create_task(visitor.say("专利侵权", client_id=client_id)) for _ in range(2)]
    await until(lambda: len(engine.seen) == 1)
    engine.gate.set()
    first, second = await asyncio.gather(*both)
    assert first == second
    assert len(engine.seen) == 1


async def test_turns_of_one_conversation_keep_their_order(visitor, engine):
    replies = await asyncio.gather(*(visitor.say(f"问题{n}") for n in range(6)))
    assert [status for status, _ in replies] == [200] * 6
    kept = await visitor.transcript()
    assert [m["seq"] for m in kept] == list(range(1, 13))
    for asked, answered in zip(kept[::2], kept[1::2], strict=True):
        assert answered["text"] == f"关于“{asked['text']}”"


async def test_the_context_comes_back_with_the_next_turn(visitor, engine):
    _, first = await visitor.say("商标")
    await visitor.say("专利")
    offered = first["messages"][0]["choices"][0]["id"]
    assert offered in engine.seen[1]["metadata"]["context"]["choices"]


async def test_a_choice_of_the_last_reply_is_understood(visitor, engine):
    _, first = await visitor.say("商标")
    choice = first["messages"][0]["choices"][0]["id"]
    status, body = await visitor.post({"choice": choice})
    assert (status, body["messages"][0]["text"]) == (200, "选了 fees")
    assert engine.seen[1]["metadata"]["choice"] == {"kind": "entry", "entry_id": "fees"}
    assert (await visitor.transcript())[2]["text"] == "怎么收费"


async def test_a_choice_that_was_never_offered_is_refused_and_changes_nothing(visitor):
    _, first = await visitor.say("商标")
    before = await visitor.transcript()
    choice, message = first["messages"][0]["choices"][0]["id"], first["messages"][0]["id"]
    for body in ({"choice": "x.1"}, {"choice": "x", "message_id": message}, {"choice": choice, "message_id": "y-2"}):
        status, reply = await visitor.post(body)
        assert (status, reply["error"]["code"]) == (409, "stale_choice")
    assert await visitor.transcript() == before


async def test_a_repeated_choice_gets_its_reply_although_it_is_stale_by_now(visitor):
    _, first = await visitor.say("商标")
    turn = {"choice": first["messages"][0]["choices"][0]["id"], "client_id": str(uuid.uuid4())}
    assert await visitor.post(turn) == await visitor.post(turn)


async def test_a_turn_outlives_an_engine_that_is_away(serve, engine, settings):
    away = await serve(engine_port=settings.engine_port, engine_timeout=0.3)
    visitor = await away.open()
    turn = {"text": "商标被抄", "client_id": str(uuid.uuid4())}
    status, body = await visitor.post(turn)
    assert (status, body["error"]["code"]) == (503, "engine_unavailable")
    assert [m["text"] for m in await visitor.transcript()] == ["商标被抄"]
    back = await StandInEngine().start(settings.engine_port)
    try:
        status, body = await visitor.post(turn)
        assert (status, body["messages"][0]["text"]) == (200, "关于“商标被抄”")
        assert [m["seq"] for m in await visitor.transcript()] == [1, 2]
    finally:
        await back.stop()


async def test_a_restarting_engine_is_waited_for(serve, settings):
    away = await serve(engine_port=settings.engine_port, engine_timeout=8.0)
    visitor = await away.open()
    asked = asyncio.create_task(visitor.say("商标被抄"))
    await until(lambda: count(visitor, TurnRow) == 1)
    back = await StandInEngine().start(settings.engine_port)
    try:
        status, body = await asked
        assert (status, body["messages"][0]["text"]) == (200, "关于“商标被抄”")
    finally:
        await back.stop()


async def test_a_turn_left_open_by_a_crash_is_answered_by_the_next_start(serve, settings, engine):
    crashed = await serve(engine_port=settings.engine_port, engine_timeout=0.2)
    visitor = await crashed.open()
    assert (await visitor.say("商标被抄"))[0] == 503
    await serve()
    await until(lambda: count(visitor, MessageRow) == 2)
    assert (await visitor.transcript())[1]["text"] == "关于“商标被抄”"


async def test_an_earlier_open_turn_is_answered_before_the_next_one(serve, settings, engine):
    api = await serve(engine_port=settings.engine_port, engine_timeout=0.2)
    visitor = await api.open()
    assert (await visitor.say("第一问"))[0] == 503
    back = await StandInEngine().start(settings.engine_port)
    try:
        _, body = await visitor.say("第二问")
        assert [m["text"] for m in body["messages"]] == ["关于“第二问”"]
        assert [turn["message"] for turn in back.seen][-2:] == ["第一问", "第二问"]
    finally:
        await back.stop()


async def test_a_question_asked_while_an_earlier_one_is_open_is_kept_and_answered_after_it(serve, settings):
    api = await serve(engine_port=settings.engine_port, engine_timeout=0.2)
    visitor = await api.open()
    turns = [{"text": text, "client_id": str(uuid.uuid4())} for text in ("第一问", "第二问")]
    assert [(await visitor.post(turn))[0] for turn in turns] == [503, 503]
    assert [m["text"] for m in await visitor.transcript()] == ["第一问", "第二问"]
    back = await StandInEngine().start(settings.engine_port)
    try:
        replies = [(await visitor.post(turn))[1]["messages"][0]["text"] for turn in turns]
        assert replies == ["关于“第一问”", "关于“第二问”"]
        assert [turn["message"] for turn in back.seen] == ["第一问", "第二问"]
    finally:
        await back.stop()


async def test_a_turn_the_engine_cannot_process_ends_with_a_notice(serve, engine):
    api = await serve(engine_timeout=0.1)
    visitor = await api.open()
    engine.failing = 1000
    turn = {"text": "坏问题", "client_id": str(uuid.uuid4())}
    statuses = [(await visitor.post(turn))[0] for _ in range(5)]
    assert statuses == [503, 503, 503, 503, 200]
    (reply,) = await visitor.transcript(after=1)
    assert reply["type"] == "notice"


async def test_an_engine_without_its_action_server_does_not_count_against_the_turn(serve, engine, settings):
    api = await serve(engine_timeout=0.1, actions_port=settings.engine_port)
    visitor = await api.open()
    engine.failing = 8
    turn = {"text": "商标被抄", "client_id": str(uuid.uuid4())}
    statuses = [(await visitor.post(turn))[0] for _ in range(8)]
    assert statuses == [503] * 8
    status, body = await visitor.post(turn)
    assert (status, body["messages"][0]["text"]) == (200, "关于“商标被抄”")


async def test_a_question_without_answer_is_recorded_masked(visitor):
    await visitor.say("我叫李小明，电话13812345678，明天天气怎么样")
    with visitor.services.database.read() as session:
        (row,) = session.scalars(select(UnansweredRow)).all()
    assert "13812345678" not in row.text
    assert "李小明" not in row.text
    assert "天气" in row.text
    assert row.intent == "out_of_scope"


async def test_the_rehearsal_date_reaches_the_engine(api, engine):
    visitor = await api.open(as_of="2027-01-01")
    await visitor.say("异议期")
    assert engine.seen[0]["metadata"]["as_of"] == "2027-01-01"


async def test_the_region_given_at_the_start_reaches_the_engine(api, engine):
    for region in ("230500", "双鸭山市"):
        visitor = await api.open(region=region)
        await visitor.say("附近的维权站")
    assert [turn["metadata"]["region"] for turn in engine.seen] == ["230500", "230500"]


async def test_a_shared_position_reaches_the_engine_rounded(visitor, engine):
    await visitor.say("附近的维权站", location={"lat": 46.646, "lon": 131.159})
    assert engine.seen[0]["metadata"]["location"] == {"lat": 46.65, "lon": 131.16}


async def test_a_turn_that_times_out_counts_and_ends_with_a_notice_while_others_are_served(serve, engine):
    api = await serve(engine_timeout=0.3)
    visitor, other = await api.open(), await api.open()
    engine.stuck.add("慢问题")
    turn = {"text": "慢问题", "client_id": str(uuid.uuid4())}
    waiting = asyncio.create_task(visitor.post(turn))
    await asyncio.sleep(0.05)
    assert (await other.say("商标被抄"))[0] == 200
    statuses = [(await waiting)[0], *[(await visitor.post(turn))[0] for _ in range(2)]]
    assert statuses == [503, 503, 200]
    (reply,) = await visitor.transcript(after=1)
    assert reply["type"] == "notice"
    assert (await visitor.say("商标被抄"))[1]["messages"][0]["text"] == "关于“商标被抄”"


async def test_an_engine_that_is_stuck_as_a_whole_does_not_count_against_the_turn(serve, engine, monkeypatch):
    api = await serve(engine_timeout=0.1)
    visitor = await api.open()
    engine.stuck.add("商标被抄")

    async def away(self, url: str) -> bool:
        return url.endswith("/health")

    monkeypatch.setattr(EngineClient, "answers", away)
    turn = {"text": "商标被抄", "client_id": str(uuid.uuid4())}
    assert [(await visitor.post(turn))[0] for _ in range(6)] == [503] * 6
    engine.stuck.clear()
    assert (await visitor.post(turn))[1]["messages"][0]["text"] == "关于“商标被抄”"


async def test_recovery_goes_past_a_turn_that_times_out(serve, settings, monkeypatch):
    monkeypatch.setattr("bot.gateway.work.background.RECOVER_EVERY", 3600)
    api = await serve(engine_port=settings.engine_port, engine_timeout=0.2)
    visitors = [await api.open() for _ in range(3)]
    for visitor, text in zip(visitors, ("慢问题", "第二问", "第三问"), strict=True):
        assert (await visitor.say(text))[0] == 503
    back = await StandInEngine(stuck={"慢问题"}).start(settings.engine_port)
    gateway = api.client.app[GATEWAY]
    try:
        answered = [await gateway.turns.recover(datetime.now(UTC)) for _ in range(3)]
        assert answered == [2, 0, 1]
        assert [turn["message"] for turn in back.seen] == ["慢问题", "第二问", "第三问", "慢问题", "慢问题"]
        assert [(await visitor.transcript(after=1))[0]["type"] for visitor in visitors] == [
            "notice",
            "answer",
            "answer",
        ]
    finally:
        await back.stop()


async def test_recovery_that_an_engine_stuck_by_one_turn_ends_begins_with_the_others_next_time(
    serve, settings, monkeypatch
):
    monkeypatch.setattr("bot.gateway.work.background.RECOVER_EVERY", 3600)
    api = await serve(engine_port=settings.engine_port, engine_timeout=0.2)
    visitors = [await api.open() for _ in range(3)]
    for visitor, text in zip(visitors, ("慢问题", "第二问", "第三问"), strict=True):
        assert (await visitor.say(text))[0] == 503
    back = await StandInEngine(stuck={"慢问题"}).start(settings.engine_port)

    async def away(self, url: str) -> bool:
        return False

    monkeypatch.setattr(EngineClient, "answers", away)
    gateway = api.client.app[GATEWAY]
    try:
        for _ in range(2):
            with pytest.raises(EngineUnavailable):
                await gateway.turns.recover(datetime.now(UTC))
        assert [turn["message"] for turn in back.seen] == ["慢问题", "第二问", "第三问", "慢问题"]
    finally:
        await back.stop()
