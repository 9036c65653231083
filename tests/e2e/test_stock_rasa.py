"""Stock Rasa from the root without any published snapshot: it trains, talks, tests and serves; its stand-in answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
import yaml

from bot.cli.processes import ENGINE_PYTHON, engine_environment
from bot.config import ROOT, Settings, read_settings
from bot.inner import HEADER, inner_secret
from tests.benchmarks.processes import start, stop
from tests.support.system import free_port
from tests.support.waiting import until

ENTRY = "E/statutory_damages.yml"
EVERY = 20
"""Of the held-out questions every so many-th is tested."""
LEAST_RIGHT = 0.65
"""Share of intents that the stand-in gets right, which is far from what a snapshot does."""


@dataclass(frozen=True)
class Stock:
    """A model trained by the stock command, and the settings of a copy with an empty state."""

    settings: Settings
    folder: Path

    @property
    def model(self) -> str:
        return str(self.folder / "models" / "stock.tar.gz")

    @property
    def environment(self) -> dict[str, str]:
        return {**engine_environment(self.settings), "RASA_CACHE_DIRECTORY": str(self.folder / "cache")}

    def command(self, *arguments: str) -> list[str]:
        return [str(ENGINE_PYTHON), "-m", "rasa", *arguments]

    def run(self, *arguments: str, said: str = "") -> str:
        """Run a command to its end and return what it printed."""
        done = subprocess.run(
            self.command(*arguments), cwd=ROOT, env={**os.environ, **self.environment}, input=said,
            capture_output=True, text=True, timeout=400, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    """Train as a developer does after a fresh checkout."""
    folder = tmp_path_factory.mktemp("stock")
    ports = {"BOT_ENGINE_PORT": str(free_port()), "BOT_ACTIONS_PORT": str(free_port())}
    trained = Stock(read_settings({"BOT_STATE_DIR": str(folder / "state"), **ports}), folder)
    trained.run("train", "--out", str(folder / "models"), "--fixed-model-name", "stock")
    return trained


@pytest.fixture(scope="module")
def actions(stock: Stock) -> Iterator[None]:
    """The SDK's own action server beside it, on the same empty state."""
    settings = stock.settings
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "-p", str(settings.actions_port)]
    environment = {"SANIC_HOST": "127.0.0.1", "BOT_STATE_DIR": str(settings.state_dir)}
    server = start(command, ROOT, environment, stock.folder / "actions.log")
    try:
        until(lambda: fetched(settings.actions_port, "/actions", settings), what="the action server")
        yield
    finally:
        stop(server)
    assert not settings.snapshots_dir.exists(), "nothing was published"


def fetched(port: int, path: str, settings: Settings, body: object = None) -> Any:
    """Return what an address answers; None while nobody does."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", HEADER: inner_secret(settings)}
    try:
        with urlopen(Request(f"http://127.0.0.1:{port}{path}", data, headers), timeout=30) as reply:
            return json.loads(reply.read())
    except (URLError, OSError):
        return None


def entry() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "knowledge" / "entries" / ENTRY).read_text(encoding="utf-8"))


def test_the_shell_answers_a_question(stock: Stock, actions: None) -> None:
    shown = stock.run(
        "shell", "-m", stock.model, "--endpoints", "endpoints.yml", "-p", str(stock.settings.engine_port),
        said=f"{entry()['title']}\n/stop\n",
    )  # fmt: skip
    assert '"type": "answer"' in shown
    assert f'"entry_id": "{entry()["id"]}"' in shown


def test_a_served_model_answers_over_http(stock: Stock, actions: None) -> None:
    port = stock.settings.engine_port
    command = stock.command("run", "--interface", "127.0.0.1", "--enable-api", "-p", str(port), "-m", stock.model)
    server = start(command, ROOT, stock.environment, stock.folder / "engine.log")
    turn = {"sender": "x", "message": entry()["questions"][0], "message_id": "m", "metadata": {"context": {}}}
    try:
        until(lambda: fetched(port, "/version", stock.settings), what="the engine")
        reply = fetched(port, "/webhooks/turn/webhook", stock.settings, turn)
    finally:
        stop(server)
    first = reply["envelopes"][0]
    assert (first["type"], first["entry_id"]) == ("answer", entry()["id"])


def held_out() -> dict[str, list[str]]:
    """Return held-out questions by their intent."""
    of_intent: dict[str, list[str]] = defaultdict(list)
    for name in ("topics", "flows", "out_of_scope"):
        lines = (ROOT / "tests" / "holdout" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        for row in map(json.loads, lines[::EVERY]):
            intent = f"ask/{row['topic_id']}" if "topic_id" in row else row.get("intent", "out_of_scope")
            of_intent[intent].append(row["text"])
    return of_intent


def test_rasa_test_counts_what_is_understood(stock: Stock) -> None:
    examples = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)} for intent, texts in held_out().items()
    ]
    data, results = stock.folder / "held_out.yml", stock.folder / "results"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": examples}, allow_unicode=True), encoding="utf-8")
    stock.run("test", "nlu", "-m", stock.model, "--nlu", str(data), "--out", str(results), "--no-plot")
    intents = json.loads((results / "intent_report.json").read_text(encoding="utf-8"))
    topics = json.loads((results / "response_selection_report.json").read_text(encoding="utf-8"))
    assert intents["accuracy"] > LEAST_RIGHT
    assert topics["micro avg"]["precision"] > LEAST_RIGHT
