"""One message can be followed through all three processes by its turn's id, and its words stand in none of the logs."""

from __future__ import annotations

import json
import re

from tests.support.system import System, Visitor
from tests.support.waiting import until

SAID = "紫檀木勺的商标被隔壁抄了怎么办"


def lines(system: System, name: str) -> str:
    return "".join(path.read_text(errors="replace") for path in (system.state_dir / "logs").glob(f"{name}*.log"))


def answered(system: System) -> list[str]:
    return re.findall(r'\{.*"turn answered".*\}|\{.*"event": "turn answered".*\}', lines(system, "gateway"))


def test_a_turn_is_told_of_in_every_process_without_its_words(running_system: System) -> None:
    before = len(answered(running_system))
    Visitor(running_system.base).say(SAID)
    until(lambda: len(answered(running_system)) > before)
    turn_id = json.loads(answered(running_system)[-1])["turn_id"]
    for name in ("engine", "actions"):
        until(lambda name=name: turn_id in lines(running_system, name))
    assert all("紫檀" not in lines(running_system, name) for name in ("gateway", "engine", "actions"))
