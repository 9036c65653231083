"""Runs the tests of the engine's side on the engine's own Python."""

from __future__ import annotations

import os
import subprocess

from bot.cli.processes import ENGINE_PYTHON
from bot.config import ROOT


def test_the_engine_side_passes_on_its_own_python() -> None:
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    command = [str(ENGINE_PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore",
               "tests/engine", "tests/unit/nlu", "--noconftest"]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " skipped" not in done.stdout
