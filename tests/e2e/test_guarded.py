"""Engine and action server answer nobody without the secret; what they keep is their owner's alone."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from bot.inner import HEADER
from tests.support.system import System, Visitor

TURN = {"sender": "x", "message": "你好", "message_id": "m", "metadata": {"context": {}}}
ENGINE = [
    ("GET", "/", None), ("GET", "/version", None), ("GET", "/status", None), ("GET", "/domain", None),
    ("GET", "/conversations/x/tracker", None), ("POST", "/model/parse", {"text": "你好"}),
    ("GET", "/webhooks/turn/", None), ("POST", "/webhooks/turn/webhook", TURN), ("POST", "/webhooks/turn/parse", TURN),
]  # fmt: skip
ACTIONS = [("GET", "/health", None), ("GET", "/actions", None), ("POST", "/webhook", {"next_action": "action_greet"})]


def ask(port: int, method: str, path: str, body: object, secret: str) -> int:
    headers = {"Content-Type": "application/json", "Accept": "application/json", **({HEADER: secret} if secret else {})}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(f"http://127.0.0.1:{port}{path}", data, headers, method=method), timeout=30) as reply:
            return reply.status
    except HTTPError as error:
        return error.code


def secret_of(system: System) -> str:
    return (system.state_dir / "keys" / "inner.key").read_text()


@pytest.mark.parametrize(("method", "path", "body"), ENGINE)
def test_the_engine_answers_only_who_shows_the_secret(running_system: System, method, path, body) -> None:
    port = running_system.engine_port
    assert [ask(port, method, path, body, wrong) for wrong in ("", "wrong")] == [401, 401]
    assert ask(port, method, path, body, secret_of(running_system)) != 401


@pytest.mark.parametrize(("method", "path", "body"), ACTIONS)
def test_the_action_server_answers_only_who_shows_the_secret(running_system: System, method, path, body) -> None:
    port = running_system.actions_port
    assert [ask(port, method, path, body, wrong) for wrong in ("", "wrong")] == [401, 401]
    assert ask(port, method, path, body, secret_of(running_system)) != 401


def test_the_secret_stands_in_no_command_line_and_no_other_file(running_system: System) -> None:
    secret = secret_of(running_system)
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes())
        except OSError:
            continue
    assert not [line for line in lines if secret.encode() in line]
    files = [path for path in running_system.state_dir.rglob("*") if path.is_file() and path.name != "inner.key"]
    assert not [path for path in files if secret.encode() in path.read_bytes()]


def test_all_that_is_kept_is_closed_to_others(running_system: System) -> None:
    Visitor(running_system.base).say("商标被抄了怎么办")
    everything = [running_system.state_dir, *running_system.state_dir.rglob("*")]
    wrong = {str(path): oct(stat.S_IMODE(path.stat().st_mode)) for path in everything
             if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)}  # fmt: skip
    assert {path: mode for path, mode in wrong.items() if not path.endswith(".sock")} == {}
