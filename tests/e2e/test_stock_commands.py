"""Stock commands from the root: the SDK's own action server, and Rasa's validation of domain and data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bot.cli.processes import ENGINE_PYTHON, engine_environment
from bot.config import ROOT, read_settings
from bot.inner import HEADER, inner_secret
from tests.benchmarks.processes import start, stop
from tests.support.system import free_port
from tests.support.waiting import until


def test_the_stock_action_server_serves_the_actions(tmp_path: Path) -> None:
    port = free_port()
    base, secret = f"http://127.0.0.1:{port}", inner_secret(read_settings({"BOT_STATE_DIR": str(tmp_path)}))
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "-p", str(port)]
    environment = {"SANIC_HOST": "127.0.0.1", "BOT_STATE_DIR": str(tmp_path)}
    server = start(command, ROOT, environment, tmp_path / "actions.log")

    def listed() -> list[dict[str, str]] | None:
        try:
            with urlopen(Request(f"{base}/actions", headers={HEADER: secret}), timeout=5) as reply:
                return json.loads(reply.read())
        except (URLError, OSError):
            return None

    def refused() -> int:
        try:
            with urlopen(f"{base}/actions", timeout=5) as reply:
                return reply.status
        except HTTPError as error:
            return error.code

    try:
        names = {action["name"] for action in until(listed, what="the list of actions")}
        assert refused() == 401
    finally:
        stop(server)
    assert {"action_answer", "action_flow", "action_find_station"} <= names


def test_rasa_finds_domain_and_data_valid() -> None:
    environment = {**os.environ, **engine_environment(read_settings({}))}
    found = subprocess.run(
        [str(ENGINE_PYTHON), "-m", "rasa", "data", "validate"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr[-2000:]
    assert "No story structure conflicts found" in found.stdout + found.stderr
