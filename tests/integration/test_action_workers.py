"""Actions run beside the server's event loop, are stopped when they take too long, and end with the server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions._workers import Workers
from bot.config import ROOT

SLOW = "tests.support.slow_actions"
SERVER = f"""
import asyncio
from actions._workers import Workers
from tests.integration.test_action_workers import call

async def serve():
    workers = Workers(60, "{SLOW}", "{SLOW}")
    workers.start()
    print(await call(workers, 0), await call(workers, 0), flush=True)
    await call(workers, 60)

if __name__ == "__main__":
    asyncio.run(serve())
"""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    started = Workers(1.0, SLOW, SLOW)
    started.start()
    yield started
    started.close()


async def call(workers: Workers, seconds: float) -> str:
    """Run the slow action and return the process it ran in."""
    message = {"text": str(seconds), "intent": {"name": "x"}}
    tracker = {"sender_id": "x", "slots": {}, "latest_message": message, "events": [], "paused": False,
               "followup_action": None, "active_loop": {}, "latest_action_name": None}  # fmt: skip
    result = await workers.run({"next_action": "action_slow", "sender_id": "x", "domain": {}, "tracker": tracker})
    return result.responses[0]["text"]


async def test_others_are_served_while_one_action_is_slow(workers):
    slow = asyncio.create_task(call(workers, 0.8))
    await asyncio.sleep(0.1)
    served = [await call(workers, 0) for _ in range(5)]
    assert not slow.done()
    assert len({*served, await slow}) == 2


async def test_an_action_that_takes_too_long_is_stopped_and_its_process_replaced(workers):
    with pytest.raises(TimeoutError):
        await call(workers, 60)
    again = await asyncio.gather(*(call(workers, 0.3) for _ in range(2)))
    assert all(int(worker) != os.getpid() for worker in again)


async def test_an_unknown_action_is_an_error_and_the_workers_stay(workers):
    with pytest.raises(Exception, match="action_unknown"):
        await workers.run({"next_action": "action_unknown", "sender_id": "x", "domain": {}, "tracker": {}})
    assert int(await call(workers, 0)) != os.getpid()


def test_the_workers_end_with_the_server_even_in_the_middle_of_work(tmp_path: Path):
    script = tmp_path / "serve_slowly.py"
    script.write_text(SERVER, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        [sys.executable, str(script)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    with server.stdout as output:
        pids = {int(word) for word in output.readline().split()}
    assert pids
    time.sleep(0.5)
    server.send_signal(signal.SIGKILL)
    server.wait(10)
    deadline = time.monotonic() + 20
    while (left := [pid for pid in pids if _lives(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def _lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
