"""`make bench`: stock Rasa, tuned Rasa and ours, one after the other on this machine, with the same turns.

Usage: python -m tests.benchmarks.run [--systems ours,tuned,stock] [--turns 20] [--stock-epochs 100] [--json FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bot.config import ROOT
from tests.benchmarks import load, own, stock
from tests.benchmarks.processes import memory_mb, start, stop, wait_for
from tests.benchmarks.script import mixed_turns
from tests.support.system import System, free_port

CONCURRENCY = (1, 8, 32)
FIGURES = (
    "long_first50_ms", "long_last50_ms", "memory_mb", "train_s", "epochs", "first_start_s", "start_s",
    "suggestion_p50", "suggestion_p95", "publish_to_served_s", "publish_command_s", "publish_p50", "publish_p99",
    "publish_rate", "publish_failed", "match_50_ms", "match_50000_ms", "fit_50000_s",
)  # fmt: skip


def main() -> None:
    """Measure the chosen systems and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--systems", default="ours,tuned,stock")
    parser.add_argument("--turns", type=int, default=20, help="turns a conversation in the throughput runs")
    parser.add_argument("--long", type=int, default=500, help="turns in the long conversation")
    parser.add_argument("--stock-epochs", type=int, default=100)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.systems.split(","):
            print(f"… {name}", file=sys.stderr, flush=True)
            results[name] = SYSTEMS[name](Path(folder), arguments)
            print(json.dumps({name: results[name]}), file=sys.stderr, flush=True)
    print(table(results))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))


def measure(door: load.Door, roots: Callable[[], list[int]], arguments: argparse.Namespace) -> dict[str, Any]:
    """Run every scenario against one door."""
    texts = mixed_turns()
    found: dict[str, Any] = {}
    asyncio.run(load.run(door, 2, 5, texts))  # connections and imports, not caches of text
    for conversations in CONCURRENCY:
        turns = arguments.turns * (4 if conversations == 1 else 1)
        found[f"c{conversations}"] = _figures(asyncio.run(load.run(door, conversations, turns, texts)))
    long = asyncio.run(load.run(door, 1, arguments.long, texts))
    first, last = long.latencies[:50], long.latencies[-50:]
    found["long_first50_ms"] = 1000 * sorted(first)[len(first) // 2]
    found["long_last50_ms"] = 1000 * sorted(last)[len(last) // 2]
    found["users100x5"] = _figures(asyncio.run(load.run(door, 100, 5, texts)))
    found["memory_mb"] = memory_mb(roots())
    return found


def _figures(measured: load.Measured) -> dict[str, float]:
    return {
        "rate": round(measured.rate, 1), "p50": round(measured.percentile(0.5), 1),
        "p95": round(measured.percentile(0.95), 1), "p99": round(measured.percentile(0.99), 1),
        "failed": measured.failed, "empty": measured.empty,
    }  # fmt: skip


def ours(folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure the product as `make run` starts it."""
    system = System(folder / "ours")
    begun = time.monotonic()
    system.start()
    found: dict[str, Any] = {"first_start_s": time.monotonic() - begun}
    try:
        found |= measure(load.PublicApi(system.base), lambda: [system.process.pid], arguments)
        found |= own.suggestions(system) | own.publish_under_load(system, folder)
    finally:
        system.stop()
    begun = time.monotonic()
    system = System(folder / "ours").start()
    system.stop()
    found["start_s"] = time.monotonic() - begun
    return found | {"train_s": _own_training(folder)} | own.matching()


def _own_training(folder: Path) -> float:
    """Return the seconds of a full training with nothing kept: Rasa's model, then the first snapshot."""
    system = System(folder / "trained")
    begun = time.monotonic()
    system.bot("train", "--force")
    system.bot("run", "--prepare-only")
    return time.monotonic() - begun


def _rasa(name: str, folder: Path, arguments: argparse.Namespace, *, tuned: bool) -> dict[str, Any]:
    project, rasa_port, actions_port = folder / name, free_port(), free_port()
    stock.write_project(project, actions_port, tuned=tuned, epochs=arguments.stock_epochs)
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
             "SANIC_HOST": "127.0.0.1", "PYTHONPATH": str(ROOT), "BOT_STATE_DIR": str(_state(folder))}  # fmt: skip
    with ExitStack() as stack:
        begun = time.monotonic()
        trainer = start(stock.rasa("train"), project, quiet, project / "train.log")
        stack.callback(stop, trainer)
        if trainer.wait() != 0:
            raise RuntimeError((project / "train.log").read_text()[-2000:])
        found: dict[str, Any] = {"train_s": time.monotonic() - begun, "epochs": arguments.stock_epochs}
        begun = time.monotonic()
        server = start(
            stock.rasa("run", "--interface", "127.0.0.1", "-p", str(rasa_port)), project, quiet, project / "rasa.log"
        )
        stack.callback(stop, server)
        actions = start(stock.actions_command(actions_port), project, quiet, project / "actions.log")
        stack.callback(stop, actions)
        wait_for(f"http://127.0.0.1:{rasa_port}/")
        wait_for(f"http://127.0.0.1:{actions_port}/health")
        found["start_s"] = time.monotonic() - begun
        door = load.RasaRest(f"http://127.0.0.1:{rasa_port}")
        return found | measure(door, lambda: [server.pid, actions.pid], arguments)


def _state(folder: Path) -> Path:
    """Return a state directory with the published knowledge; ours made it, or it is made now."""
    if not (folder / "ours" / "snapshots" / "current").exists():
        system = System(folder / "ours")
        system.bot("run", "--prepare-only")
    return folder / "ours"


SYSTEMS: dict[str, Callable[[Path, argparse.Namespace], dict[str, Any]]] = {
    "ours": ours,
    "tuned": lambda folder, arguments: _rasa("tuned", folder, arguments, tuned=True),
    "stock": lambda folder, arguments: _rasa("stock", folder, arguments, tuned=False),
}


def table(results: dict[str, dict[str, Any]]) -> str:
    """Return the results as a Markdown table with the ratios to stock and tuned."""
    rows = ["rate", "p50", "p95", "p99"]
    names = list(results)
    lines = ["| figure | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for scenario in (*(f"c{n}" for n in CONCURRENCY), "users100x5"):
        for row in rows:
            cells = [str(results[name].get(scenario, {}).get(row, "")) for name in names]
            lines.append(f"| {scenario} {row} | " + " | ".join(cells) + " |")
    for figure in FIGURES:
        cells = [f"{results[name][figure]:.1f}" if figure in results[name] else "" for name in names]
        lines.append(f"| {figure} | " + " | ".join(cells) + " |")
    if "ours" in results:
        for other in (name for name in names if name != "ours"):
            ratio = results["ours"]["c32"]["rate"] / max(results[other]["c32"]["rate"], 0.01)
            tail = results["ours"]["c32"]["p99"] / max(results[other]["c32"]["p99"], 0.01)
            memory = results["ours"]["memory_mb"] / max(results[other]["memory_mb"], 0.01)
            lines.append(f"\nours / {other}: throughput at 32 ×{ratio:.1f}, p99 ×{tail:.3f}, memory ×{memory:.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
