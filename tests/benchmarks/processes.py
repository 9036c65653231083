"""Processes under measurement: start, wait until they answer, memory of the tree, stop."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen


def start(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own."""
    with log.open("wb") as output:
        return subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip


def wait_for(url: str, limit: float = 300.0) -> float:
    """Wait until an address answers and return the seconds that took."""
    started = time.monotonic()
    while time.monotonic() - started < limit:
        try:
            with urlopen(url, timeout=2):
                return time.monotonic() - started
        except (URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(url)


def memory_mb(roots: Sequence[int]) -> float:
    """Return the proportional memory (PSS) of processes and all their children in MB."""
    pids, todo = set(), list(roots)
    while todo:
        pid = todo.pop()
        pids.add(pid)
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            todo += [int(child) for child in children.read_text().split() if int(child) not in pids]
    return sum(_pss(pid) for pid in pids) / 1024


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process group that was started here."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) for line in lines if line.startswith("Pss:")), 0.0)
