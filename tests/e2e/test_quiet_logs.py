"""Nothing a visitor wrote reaches a log of any process, whatever goes wrong inside: real processes, a broken database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from bot.inner import HEADER
from tests.support.prepared import prepared
from tests.support.system import System, Visitor, call
from tests.support.waiting import until

PHONE, IDENTITY, NAME, PLACE = "13987654321", "110101199003078515", "欧阳测试人", "鹤城密语工坊"
CANARIES = (PHONE, IDENTITY, NAME, PLACE)
SAID = f"我叫{NAME}，电话{PHONE}，身份证{IDENTITY}，{PLACE}的商标被抄了，帮我看看该怎么办"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system of its own, for its tables are taken away."""
    started = System(prepared(tmp_path_factory.mktemp("state")), {"BOT_ENGINE_TIMEOUT": "3"}).start()
    yield started
    started.stop()


def without(system: System, table: str) -> None:
    with closing(sqlite3.connect(system.state_dir / "weiquan.db", timeout=20)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute(f"ALTER TABLE {table} RENAME TO {table}_away")


def put_back(system: System, table: str) -> None:
    with closing(sqlite3.connect(system.state_dir / "weiquan.db", timeout=20)) as database:
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute(f"ALTER TABLE {table}_away RENAME TO {table}")


def logged(system: System) -> dict[str, str]:
    files = {path.name: path.read_text(errors="replace") for path in (system.state_dir / "logs").glob("*")}
    return {**files, "standard output": "".join(system.output)}


def found_in(system: System) -> list[tuple[str, str]]:
    return [(name, word) for name, text in logged(system).items() for word in CANARIES if word in text]


def post(port: int, path: str, body: bytes, secret: str) -> None:
    headers = {"Content-Type": "application/json", HEADER: secret}
    with suppress(HTTPError), urlopen(Request(f"http://127.0.0.1:{port}{path}", body, headers), timeout=30):
        pass


def test_an_error_in_an_action_tells_no_log_what_was_said(system: System) -> None:
    visitor = Visitor(system.base)
    without(system, "flow_case")
    try:
        status, _ = call("POST", visitor.url, {"text": SAID}, visitor.token)
        assert status == 503
        until(lambda: "action failed" in logged(system)["actions.log"], what="the action's error in its log")
        until(lambda: "action" in logged(system)["engine.log"], what="the failed action in the engine's log")
    finally:
        put_back(system, "flow_case")
    assert "no such table" not in logged(system)["actions.log"]
    assert "OperationalError" in logged(system)["actions.log"]
    assert found_in(system) == []


def test_an_error_in_the_gateway_tells_no_log_what_was_said(system: System) -> None:
    visitor = Visitor(system.base)
    without(system, "message")
    try:
        assert call("POST", visitor.url, {"text": SAID}, visitor.token)[0] == 500
    finally:
        put_back(system, "message")
    assert "request failed" in logged(system)["gateway.log"]
    assert found_in(system) == []


@pytest.mark.parametrize("path", ["/webhooks/turn/webhook", "/webhooks/turn/parse", "/model/parse", "/nothing"])
@pytest.mark.parametrize("broken", ['{"message": "%s"', '["%s"]', '{"text": {"a": "%s"}, "metadata": "%s"}'])
def test_malformed_calls_of_the_engine_are_not_logged(system: System, path: str, broken: str) -> None:
    secret = (system.state_dir / "keys" / "inner.key").read_text()
    post(system.engine_port, path, broken.replace("%s", SAID).encode(), secret)
    assert found_in(system) == []


@pytest.mark.parametrize("body", [
    {"next_action": "action_answer", "tracker": {"sender_id": "x", "slots": {}, "latest_message": {"text": SAID}}},
    {"next_action": "action_flow", "tracker": SAID}, {"next_action": SAID}, [SAID], SAID,
])  # fmt: skip
def test_malformed_calls_of_the_action_server_are_not_logged(system: System, body: object) -> None:
    secret = (system.state_dir / "keys" / "inner.key").read_text()
    post(system.actions_port, "/webhook", json.dumps(body, ensure_ascii=False).encode(), secret)
    post(system.actions_port, "/webhook", json.dumps(body, ensure_ascii=False).encode()[:-2], secret)
    assert found_in(system) == []


def test_wrong_addresses_and_tokens_are_not_logged(system: System) -> None:
    for path in (f"/case/{PHONE}", f"/api/v1/cases/{PHONE}", f"/{PHONE}", f"/api/v1/stations?region={PHONE}"):
        call("GET", system.base + path, token=f"{PHONE}.{IDENTITY}")
    assert found_in(system) == []


def test_a_contact_for_a_call_back_reaches_no_log(system: System) -> None:
    visitor = Visitor(system.base)
    for text in (f"转人工 {PHONE} 下午三点后 我叫{NAME}", "同意", "你们什么时候打给我"):
        assert visitor.say(text)[0]["type"] == "handoff"
    without(system, "handoff")
    try:
        for text in (f"号码错了，是{PHONE}", f"转人工 {PHONE}"):
            call("POST", visitor.url, {"text": text}, visitor.token)
    finally:
        put_back(system, "handoff")
    assert found_in(system) == []


def test_nothing_is_left_in_any_file_after_the_deletion(system: System) -> None:
    visitor = Visitor(system.base)
    call("POST", visitor.url, {"text": SAID}, visitor.token)
    for conversation in (visitor,):
        url = f"{system.base}/api/v1/conversations/{conversation.id}"
        assert call("DELETE", url, token=conversation.token)[0] == 200
    assert found_in(system) == []
