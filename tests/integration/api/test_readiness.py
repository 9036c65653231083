"""Readiness is true: `ready` only when a question would be answered, `busy` when it only has to wait."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.matching.snapshots import SnapshotFolder


def published(folder: Path, number: int) -> SnapshotFolder:
    """Put a snapshot where the gateway looks; what is in its files is the engine's business."""
    snapshots, staged = SnapshotFolder(folder), folder / "staged"
    staged.mkdir(parents=True)
    (staged / "matching.json").write_text(json.dumps(list(range(100))))
    snapshots.put(staged, number)
    return snapshots


@pytest.fixture
async def ready_api(serve, monkeypatch):
    """A gateway that asks anew each time, with everything up."""
    monkeypatch.setattr("bot.gateway.work.readiness.KEPT_FOR", 0.0)
    api = await serve()
    api.snapshots = published(api.services.settings.snapshots_dir, 1)
    return api


async def how(api) -> tuple[int, str, list[str]]:
    status, body = await api.call("GET", "/readyz")
    return status, body["status"], [part for part, works in body["checks"].items() if not works]


async def test_ready_when_a_published_snapshot_understands_a_question(ready_api):
    assert await how(ready_api) == (200, "ready", [])


@pytest.mark.parametrize(("failing", "version"), [(10**6, 1), (0, 0)])
async def test_an_engine_without_model_or_snapshot_is_not_ready(ready_api, engine, failing, version):
    engine.failing, engine.version = failing, version
    assert await how(ready_api) == (503, "not_ready", ["engine"])
    engine.failing, engine.version = 0, 2
    assert await how(ready_api) == (200, "ready", [])


async def test_an_engine_that_is_away_is_not_ready(ready_api, engine):
    await engine.stop()
    assert await how(ready_api) == (503, "not_ready", ["engine", "actions"])


async def test_an_occupied_engine_is_busy_and_after_long_not_ready(ready_api, engine, monkeypatch):
    engine.gate = asyncio.Event()
    assert await how(ready_api) == (503, "busy", [])
    monkeypatch.setattr("bot.gateway.work.readiness.BUSY_AT_MOST", 0.0)
    assert await how(ready_api) == (503, "not_ready", ["engine"])
    engine.gate.set()
    assert await how(ready_api) == (200, "ready", [])


@pytest.mark.parametrize("content", [b"\xff\xfe", b"no number", b"", b"99"])
async def test_garbage_in_the_pointer_means_the_newest_whole_snapshot(ready_api, content):
    ready_api.snapshots.pointer.write_bytes(content)
    assert await how(ready_api) == (200, "ready", [])
    assert ready_api.services.published.current_version() == 1


async def test_a_halved_snapshot_without_another_is_not_ready(ready_api):
    file = ready_api.snapshots.folder / "1" / "matching.json"
    file.write_bytes(file.read_bytes()[:50])
    assert await how(ready_api) == (503, "not_ready", ["snapshot"])


@pytest.mark.parametrize(
    "reply",
    [b"", b"null", b"[]", b"{}", b'{"intent": {"name": ""}, "understanding": {"version": 1}}', b'{"intent": null}'],
)
def test_any_other_reading_is_none(reply):
    from bot.gateway.work.engine_client import is_understood

    assert not is_understood(reply)
