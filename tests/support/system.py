"""The real system on free ports with a state directory of its own, for tests that drive it from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bot.config import ROOT

READY = "✓ ready"


def free_port() -> int:
    """Return a port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class System:
    """One running copy, started by the same command a user gives."""

    state_dir: Path
    overrides: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    output: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port, self.engine_port, self.actions_port = free_port(), free_port(), free_port()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "BOT_HOST": "127.0.0.1",
            "BOT_PORT": str(self.port),
            "BOT_ENGINE_PORT": str(self.engine_port),
            "BOT_ACTIONS_PORT": str(self.actions_port),
            "BOT_STATE_DIR": str(self.state_dir),
            "BOT_TODAY": "2026-11-22",
            "BOT_RATE_LIMIT": "0",
            **self.overrides,
        }

    def start(self) -> System:
        """Start everything and return when it is ready."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli.main", "run"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        ready = threading.Event()
        threading.Thread(target=self._read, args=(ready,), daemon=True).start()
        if not ready.wait(600) or READY not in "".join(self.output):
            self.stop()
            raise RuntimeError("the system did not start:\n" + "".join(self.output) + self.logs())
        return self

    def stop(self) -> None:
        """Stop everything this copy started."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def bot(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a `bot` command against this copy."""
        command = [sys.executable, "-m", "bot.cli.main", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, text=True, capture_output=True, check=check, timeout=300
        )

    def logs(self) -> str:
        """Return the last lines of every log."""
        parts = []
        for path in sorted((self.state_dir / "logs").glob("*.log")):
            parts.append(f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-30:]))
        return "\n".join(parts)

    def _read(self, ready: threading.Event) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line)
            if READY in line:
                ready.set()
        ready.set()


class Visitor:
    """One conversation over the public API."""

    def __init__(self, base: str, **fields: object) -> None:
        self.base = base
        _, made = call("POST", f"{base}/api/v1/conversations", {"channel": "api", **fields})
        self.id, self.token = made["conversation_id"], made["token"]

    @property
    def url(self) -> str:
        return f"{self.base}/api/v1/conversations/{self.id}/messages"

    def transcript(self) -> list[dict]:
        """Return every message, oldest first; none while the gateway is away."""
        try:
            status, reply = call("GET", f"{self.url}?after=0", token=self.token)
        except OSError:
            return []
        assert status == 200, (status, reply)
        return reply["messages"]

    def say(self, text: str, **fields: object) -> list[dict]:
        """Send a text and return the replies."""
        return self.post({"text": text, **fields})

    def choose(self, choice: str) -> list[dict]:
        """Send a choice and return the replies."""
        return self.post({"choice": choice})

    def post(self, body: dict) -> list[dict]:
        status, reply = call("POST", self.url, body, self.token)
        assert status == 200, (status, reply)
        return reply["messages"]


def _failure(error: HTTPError) -> Any:
    """Return what an error says to programs; pages say nothing to them."""
    body = error.read()
    return json.loads(body) if body and "json" in error.headers.get("Content-Type", "") else {}


def call(method: str, url: str, body: object = None, token: str = "") -> tuple[int, dict]:
    """Make one JSON request and return status and body."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, data, headers, method=method), timeout=60) as reply:
            return reply.status, json.loads(reply.read() or b"{}")
    except HTTPError as error:
        return error.code, _failure(error)
