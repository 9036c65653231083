"""Holds every conversation of the folder's YAML files with the running system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.system import System, Visitor
from tests.support.written import known_only

HERE = Path(__file__).parent
OF_SCENARIO = ("name", "turns", "as_of", "region")
OF_TURN = ("say", "choose", "type", "entry", "text", "absent", "region", "widened", "choices", "messages")


def scenarios() -> list[Any]:
    """Return one parameter per scenario, named after its file and name."""
    found = []
    for path in sorted(HERE.glob("*.yml")):
        for scenario in yaml.safe_load(path.read_text(encoding="utf-8")):
            known_only(scenario, OF_SCENARIO, path.name)
            for turn in scenario["turns"]:
                known_only(turn, OF_TURN, f"{path.name}: {scenario['name']}")
            found.append(pytest.param(scenario, id=f"{path.stem}: {scenario['name']}"))
    return found


@pytest.mark.parametrize("scenario", scenarios())
def test_conversation(running_system: System, scenario: dict[str, Any]) -> None:
    visitor = Visitor(running_system.base, **{key: scenario[key] for key in ("region", "as_of") if key in scenario})
    shown: list[dict[str, Any]] = []
    told: list[str] = []
    for turn in scenario["turns"]:
        shown = visitor.say(turn["say"]) if "say" in turn else visitor.choose(choice(shown, turn["choose"]))
        check(shown, turn)
        told += [message["text"] for message in shown if message["type"] == "answer"]
    assert ["不是法律意见" in text for text in told][:1] in ([], [True])


def choice(messages: list[dict[str, Any]], label: str) -> str:
    """Return the id of the offered choice whose label contains the text."""
    offered = [c for message in messages for c in message.get("choices", [])]
    return next(c["id"] for c in offered if label in c["label"])


def check(messages: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    """Compare what was shown with what the scenario expects."""
    first, text = messages[0], "\n".join(message["text"] for message in messages)
    told = f"{expected} got {messages}"
    assert first["type"] == expected.get("type", first["type"]), told
    assert (first.get("entry_id") or "").startswith(expected.get("entry", "")), told
    for wanted in expected.get("text", []):
        assert wanted in text, told
    for unwanted in expected.get("absent", []):
        assert unwanted not in text, told
    region = first.get("region", {})
    assert region.get("code") == expected.get("region", region.get("code")), told
    assert region.get("widened") == expected.get("widened", region.get("widened")), told
    labels = [c["label"] for message in messages for c in message.get("choices", [])]
    for wanted in expected.get("choices", []):
        assert any(wanted in label for label in labels), told
    assert len(messages) == expected.get("messages", len(messages)), told
    always(messages)


def always(messages: list[dict[str, Any]]) -> None:
    """Check what holds for every reply."""
    assert messages
    for message in messages:
        assert message["text"].strip()
        if message["type"] == "answer":
            assert message["citations"], message
            assert message["region"]["code"], message
            assert "valid_from" in message, message
        if message["type"] == "clarify":
            assert 2 <= len(message["choices"]) <= 4, message
