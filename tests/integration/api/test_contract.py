"""The HTTP contract: statuses, shapes and bad input."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.integration.api.support import ask

GOOD = {"text": "商标被抄了怎么办"}


async def test_a_conversation_is_opened_with_any_or_no_body(api):
    for body in (b"", b"{}", {"channel": "web", "region": None, "as_of": None}):
        status, made = await api.call("POST", "/api/v1/conversations", body)
        assert status == 200
        assert set(made) == {"conversation_id", "token"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        {"channel": 5},
        {"channel": "Web Chat"},
        {"region": "999999"},
        {"region": "亚特兰蒂斯"},
        {"region": 230500},
        {"region": ""},
        {"as_of": "2026-02-30"},
        {"as_of": "tomorrow"},
        {"as_of": 20260101},
    ],
)
async def test_a_bad_opening_is_refused(api, body):
    status, reply = await api.call("POST", "/api/v1/conversations", body)
    assert (status, reply["error"]["code"]) == (422, "input_invalid")


async def test_production_refuses_a_rehearsal_date(serve):
    api = await serve(env="production")
    status, reply = await api.call("POST", "/api/v1/conversations", {"as_of": "2027-01-01"})
    assert (status, reply["error"]["code"]) == (422, "input_invalid")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[1]",
        {},
        {"text": ""},
        {"text": "   \n\t "},
        {"text": "\u0000\u0007\u200b"},
        {"text": None},
        {"text": 5},
        {"text": ["商标"]},
        {"choice": ""},
        {"choice": 1},
        {"text": "商标", "choice": "a"},
        {"text": "商标", "client_id": "no-uuid"},
        {"text": "商标", "client_id": 7},
        {"text": "商标", "location": {"lat": 95, "lon": 10}},
        {"text": "商标", "location": {"lat": "46", "lon": 131}},
        b'{"text": "\\ud800"}',
    ],
)
async def test_a_bad_turn_is_refused_and_changes_nothing(visitor, engine, body):
    status, reply = await visitor.post(body)
    assert (status, reply["error"]["code"]) == (422, "input_invalid")
    assert reply["error"]["message"]
    assert await visitor.transcript() == []
    assert engine.seen == []


async def test_the_limit_is_2000_characters_after_normalising(visitor):
    assert (await visitor.say("字" * 2000))[0] == 200
    assert (await visitor.say("  " + "字" * 2000 + "\u200b\u200b "))[0] == 200
    status, reply = await visitor.say("字" * 2001)
    assert (status, reply["error"]["code"]) == (413, "text_too_long")
    assert len(await visitor.transcript()) == 4


async def test_a_huge_body_is_refused(visitor):
    status, reply = await visitor.say("字" * 100_000)
    assert (status, reply["error"]["code"]) == (413, "text_too_long")


async def test_control_characters_are_dropped(visitor, engine):
    assert (await visitor.say("商标\u0000被\u0007抄"))[0] == 200
    assert engine.seen[0]["message"] == "商标被抄"


async def test_unknown_fields_are_left_alone(visitor):
    assert (await visitor.post({**GOOD, "mood": {"angry": True}}))[0] == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic abc", "Bearer 令牌", "Bearer a.b.c"])
async def test_a_wrong_token_is_refused(visitor, header):
    path = f"/api/v1/conversations/{visitor.id}/messages"
    for method in ("POST", "GET"):
        status, reply = await ask(visitor.client, method, path, GOOD, header)
        assert (status, reply["error"]["code"]) == (401, "not_signed_in")


async def test_a_tampered_token_is_refused(visitor):
    owner, signature = visitor.token.rsplit(".", 1)
    forged = f"{uuid.uuid4().hex}.{signature}"
    for token in (forged, f"{owner}.{signature[::-1]}", visitor.token + "x"):
        status, _ = await visitor.call(
            "GET", f"/api/v1/conversations/{visitor.id}/messages", Authorization=f"Bearer {token}"
        )
        assert status == 401


async def test_another_conversation_is_not_found(visitor, api):
    other = await api.open()
    for path in ("messages", "feedback"):
        status, reply = await visitor.call("POST", f"/api/v1/conversations/{other.id}/{path}", GOOD)
        assert (status, reply["error"]["code"]) == (404, "not_found")
    status, _ = await visitor.call("DELETE", f"/api/v1/conversations/{other.id}")
    assert status == 404
    assert await other.transcript() == []


async def test_a_deleted_conversation_is_gone(visitor):
    await visitor.say("我叫王五，商标被抄")
    assert (await visitor.call("DELETE", f"/api/v1/conversations/{visitor.id}"))[0] == 200
    assert (await visitor.say("还在吗"))[0] == 404
    assert (await visitor.call("GET", f"/api/v1/conversations/{visitor.id}/messages"))[0] == 404
    assert (await visitor.call("DELETE", f"/api/v1/conversations/{visitor.id}"))[0] == 404


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "99999999999999999999", "٣", ""])
async def test_a_transcript_needs_a_whole_number(visitor, after):
    status, _ = await visitor.call("GET", f"/api/v1/conversations/{visitor.id}/messages?after={after}")
    assert status == 422


async def test_a_thumb_is_kept_once(visitor):
    _, body = await visitor.say("商标")
    message_id = body["messages"][0]["id"]
    path = f"/api/v1/conversations/{visitor.id}/feedback"
    for value in ("up", "down"):
        assert (await visitor.call("POST", path, {"message_id": message_id, "value": value, "reason": "太长"}))[
            0
        ] == 200


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"value": "sideways"}, 422),
        ({"value": None}, 422),
        ({"message_id": "nothing"}, 404),
        ({"message_id": ""}, 422),
        ({"reason": "长" * 501}, 422),
        ({"reason": 3}, 422),
    ],
)
async def test_a_bad_thumb_is_refused(visitor, changes, expected):
    _, body = await visitor.say("商标")
    thumb = {"message_id": body["messages"][0]["id"], "value": "up", "reason": "", **changes}
    assert (await visitor.call("POST", f"/api/v1/conversations/{visitor.id}/feedback", thumb))[0] == expected


async def test_nobody_thumbs_their_own_message(visitor):
    _, body = await visitor.say("商标")
    own = body["messages"][0]["id"].rsplit("-", 1)[0] + "-1"
    path = f"/api/v1/conversations/{visitor.id}/feedback"
    assert (await visitor.call("POST", path, {"message_id": own, "value": "up"}))[0] == 404


async def test_unknown_addresses_and_methods_answer_in_json(api):
    status, reply = await api.call("GET", "/api/v1/nothing")
    assert (status, reply["error"]["code"]) == (404, "not_found")
    status, reply = await api.call("PUT", "/api/v1/conversations", {})
    assert (status, reply["error"]["code"]) == (405, "method_not_allowed")


async def test_regions_are_browsed_from_province_to_county(api):
    _, provinces = await api.call("GET", "/api/v1/regions")
    assert "黑龙江省" in [r["name"] for r in provinces["regions"]]
    _, cities = await api.call("GET", "/api/v1/regions?parent=230000")
    assert "双鸭山市" in [r["name"] for r in cities["regions"]]
    _, counties = await api.call("GET", "/api/v1/regions?parent=230500")
    assert ["黑龙江省", "双鸭山市", "集贤县"] in [r["path"] for r in counties["regions"]]
    assert (await api.call("GET", "/api/v1/regions?parent=999999"))[0] == 422


async def test_a_position_leads_to_its_county(api):
    _, found = await api.call("GET", "/api/v1/regions/nearest?lat=46.65&lon=131.16")
    assert found["regions"][0]["path"][:2] == ["黑龙江省", "双鸭山市"]
    for query in ("", "lat=1", "lat=x&lon=2", "lat=91&lon=0", "lat=nan&lon=0", "lat=inf&lon=0"):
        assert (await api.call("GET", f"/api/v1/regions/nearest?{query}"))[0] == 422


async def test_stations_need_a_place_and_a_known_service(api):
    status, found = await api.call("GET", "/api/v1/stations?region=230500")
    assert status == 200
    assert {"stations", "region", "hotlines"} <= set(found)
    for query in ("", "region=999999", "region=230500&service=pizza", "lat=100&lon=1"):
        assert (await api.call("GET", f"/api/v1/stations?{query}"))[0] == 422


async def test_health_readiness_and_counters(api, visitor):
    assert await api.call("GET", "/healthz") == (200, {"status": "ok"})
    status, body = await api.call("GET", "/readyz")
    assert (status, body["status"]) == (503, "not_ready")
    assert body["checks"] == {"database": True, "snapshot": False, "engine": True, "actions": True}
    await visitor.say("商标")
    async with api.client.get("/metrics") as reply:
        text = await reply.text()
    assert 'weiquan_http_requests_total{route="turn",status="200"} 1.0' in text
    assert 'weiquan_messages_total{type="answer"} 1.0' in text


async def test_the_description_names_every_call_of_the_contract(api):
    _, described = await api.call("GET", "/api/v1/openapi.json")
    assert described["openapi"].startswith("3.1")
    for path in ("", "/{id}/messages", "/{id}/feedback"):
        assert "post" in described["paths"][f"/api/v1/conversations{path}"]
    assert "get" in described["paths"]["/api/v1/stations"]
    assert json.dumps(described).count("#/components/schemas/Envelope") >= 1
