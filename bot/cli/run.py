"""`bot run`: everything from a prepared checkout to a running system, and it stays up."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from bot.cli.processes import supervisor_config
from bot.config import ROOT, Settings, read_settings
from bot.inner import inner_secret
from bot.private import private_file, private_folder, tighten_below

PASSED_ON = "BOT_INNER_SECRET"
"""Reaches engine and action server by the environment alone: it stands in no file but its own and in no command line."""
OURS = ("*.db", "*.db-wal", "*.db-shm", "keys", "logs", "snapshots", "supervisord.conf", "supervisor.pid")
"""What earlier versions left readable to others in the state directory."""
READY_WITHIN = 300
"""Seconds to wait for the processes before saying that something is wrong."""


def register(commands: Any) -> None:
    """Add the commands."""
    run = commands.add_parser("run", help="prepare and start everything; Ctrl-C stops it")
    run.add_argument("--prepare-only", action="store_true", help="database, snapshot and model, then stop")
    run.set_defaults(run=_run)
    announce = commands.add_parser("announce", help="wait until the system is ready and print its addresses")
    announce.set_defaults(run=_announce)


def _run(arguments: argparse.Namespace) -> int:  # noqa: RET503  execv does not return
    settings = read_settings()
    if not arguments.prepare_only:
        _refuse_taken_ports(settings)
    model = prepare(settings)
    if arguments.prepare_only:
        return 0
    os.environ[PASSED_ON] = inner_secret(settings)
    config = private_file(settings.state_dir / "supervisord.conf")
    config.write_text(supervisor_config(settings, model), encoding="utf-8")
    subprocess.Popen([sys.executable, "-m", "bot.cli.main", "announce"], cwd=ROOT)
    os.execv(  # noqa: S606  our own program takes over this process
        sys.executable, [sys.executable, "-m", "supervisor.supervisord", "-c", str(config)]
    )


def prepare(settings: Settings) -> Path:
    """Bring database, snapshot and model up to the files; return the model."""
    private_folder(settings.state_dir)
    private_folder(settings.state_dir / "logs")
    tighten_below(settings.state_dir, OURS)
    with ThreadPoolExecutor(1) as pool:
        model = pool.submit(_model, settings)
        _content(settings)
        return model.result()


def _content(settings: Settings) -> None:
    from bot.bootstrap import build
    from bot.dialogue.examples import written_turns
    from bot.knowledge.checks.surroundings import labelled_examples
    from bot.knowledge.library import read_library
    from bot.knowledge.loader import load
    from bot.knowledge.publisher import publish
    from bot.knowledge.seed import seed_stations

    services = build(settings)
    database = services.database
    with _step("database"):
        services.migrate()
    with _step("knowledge"):
        report = load(database, read_library(ROOT / "knowledge"))
        for name in report.conflicts:
            print(f"  edited in the console and in files, left alone: {name}", flush=True)
        seed_stations(database)
    with _step("snapshot"):
        examples = labelled_examples(ROOT / "data" / "nlu")
        publish(database, settings.snapshots_dir, examples, in_context=written_turns())
    database.close()


def _model(settings: Settings) -> Path:
    from bot.cli.train import is_whole, model_path, train

    path = model_path()
    if not is_whole(path):
        with _step("model (once, while the rest goes on)"):
            train(settings, path)
    return path


@contextmanager
def _step(name: str) -> Iterator[None]:
    started = time.monotonic()
    print(f"… {name}", flush=True)
    yield
    print(f"✓ {name} ({time.monotonic() - started:.1f} s)", flush=True)


def _refuse_taken_ports(settings: Settings) -> None:
    for port in (settings.port, settings.engine_port, settings.actions_port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise OSError(f"port {port} is taken: is a copy running? (BOT_PORT, BOT_ENGINE_PORT, …)") from error


def _announce(_: argparse.Namespace) -> int:
    settings = read_settings()
    base = f"http://127.0.0.1:{settings.port}"
    print("… starting engine, actions and gateway", flush=True)
    deadline = time.monotonic() + READY_WITHIN
    while not _ready(base):
        if time.monotonic() > deadline:
            print(f"not ready after {READY_WITHIN} s; see {settings.state_dir / 'logs'}", file=sys.stderr)
            return 1
        time.sleep(0.3)
    print(f"✓ ready\n  web chat   {base}/\n  API        {base}/api/v1/openapi.json\n  stop       Ctrl-C", flush=True)
    return 0


def _ready(base: str) -> bool:
    try:
        with urlopen(f"{base}/readyz", timeout=2) as reply:  # noqa: S310  our own address
            return bool(reply.status == 200)
    except (URLError, OSError):
        return False
