"""Two systems on the same content say the same, whatever they were asked before and in which order."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from bot.config import ROOT
from tests.support.system import System, call

CHANGING = {"id", "created_at", "conversation_id"}
"""Ids and times."""


def held_out(name: str, every: int) -> list[dict]:
    lines = (ROOT / "tests" / "holdout" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[::every]]


TEXTS = [{"text": row["text"]} for name in ("topics", "flows", "out_of_scope", "regions") for row in held_out(name, 20)]
PAIRS = [{"a": row["a"], "b": row["b"]} for row in held_out("pairs", 2)]


@pytest.fixture(scope="module")
def twin(running_system: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A second system on a copy of the first one's state, whose pointer to the snapshot was damaged on the way."""
    state = tmp_path_factory.mktemp("twin")
    for folder in ("snapshots", "keys"):
        shutil.copytree(running_system.state_dir / folder, state / folder)
    (state / "snapshots" / "current").write_bytes(b"\xff\x00")
    with (
        closing(sqlite3.connect(running_system.state_dir / "weiquan.db")) as source,
        closing(sqlite3.connect(state / "weiquan.db")) as target,
    ):
        source.backup(target)
    system = System(state)
    system.start()
    yield system
    system.stop()


def test_a_damaged_pointer_does_not_keep_the_system_from_starting(running_system: System, twin: System) -> None:
    assert call("GET", f"{twin.base}/readyz") == call("GET", f"{running_system.base}/readyz")
    assert call("GET", f"{twin.base}/readyz")[1]["status"] == "ready"
    current = [(system.state_dir / "snapshots" / "current").read_text() for system in (running_system, twin)]
    assert current[0] == current[1]


@pytest.mark.parametrize(("command", "rows"), [("parse", TEXTS), ("answer", TEXTS[::4]), ("pairs", PAIRS)])
def test_a_command_says_the_same(
    running_system: System, twin: System, tmp_path: Path, command: str, rows: list[dict]
) -> None:
    first = said(running_system, command, rows, tmp_path)
    again = said(twin, command, rows[::-1], tmp_path)[::-1]
    assert len(first) == len(rows)
    assert [(row, a, b) for row, a, b in zip(rows, first, again, strict=True) if a != b] == []


def test_the_desk_is_offered_the_same(running_system: System, twin: System) -> None:
    texts = [row["text"] for row in TEXTS[::3]]
    first, again = offered(running_system, texts), offered(twin, texts[::-1])[::-1]
    assert sum(bool(entries) for entries in first) == len(texts)
    assert first == again


def said(system: System, command: str, rows: list[dict], folder: Path) -> list[Any]:
    """Return what a command prints for the rows, in a process of its own, without ids and times."""
    file = folder / f"{command}.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return [steady(json.loads(line)) for line in system.bot(command, str(file)).stdout.splitlines()]


def steady(value: Any) -> Any:
    """Return a value without what is made anew each time."""
    if isinstance(value, dict):
        return {key: steady(part) for key, part in value.items() if key not in CHANGING}
    return [steady(part) for part in value] if isinstance(value, list) else value


def offered(system: System, texts: list[str]) -> list[Any]:
    """Return the suggestions for each text, as an agent gets them."""
    name, password = f"same-{system.port}", "a long enough password"
    system.bot("users", "add", name, "--role", "staff", "--password", password)
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    token = _post(opener, f"{system.base}/api/v1/session", {"name": name, "password": password}, "")["csrf_token"]
    suggest = f"{system.base}/api/v1/desk/suggestions"
    return [_post(opener, suggest, {"text": text, "region": None}, token)["suggestions"] for text in texts]


def _post(opener: Any, url: str, body: object, token: str) -> dict:
    headers = {"Content-Type": "application/json", "X-CSRF-Token": token}
    with opener.open(Request(url, json.dumps(body).encode(), headers, method="POST"), timeout=60) as reply:
        return json.loads(reply.read())
