"""Every rule on guided flows and routes is proved by a flow that breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.knowledge_folder import Folder

FLOW = {
    "id": "triage",
    "title": "诊断",
    "opening": "我先问几个问题。",
    "slots": [
        {"id": "right", "label": "权利", "question": "哪种权利？",
         "options": [{"id": "trademark", "label": "商标"}, {"id": "design", "label": "外观"}]},
        {"id": "published", "label": "公告日", "question": "哪天公告的？", "kind": "date",
         "ask_when": {"slot": "right", "is": "trademark"}},
    ],
    "warnings": [{"id": "w", "when": {"slot": "right", "is": "design"}, "text": "注意。", "citations": [{"source": "law-old"}]}],
    "deadlines": [{"deadline": "opposition", "event": "published"}],
    "offices": ["court"],
    "citations": [{"source": "law-old"}],
}  # fmt: skip
ROUTE = {
    "id": "opposition", "name": "异议", "flows": ["triage"], "decides": "商标局", "cost": "", "time": "",
    "risk": "错过就要走无效", "when": {"slot": "right", "is": "trademark"}, "offices": ["court"], "entry": "topic_a",
    "reasons": [{"when": {"slot": "published", "known": True}, "add": 2, "because": "还在3个月内就能拦"}],
    "deadlines": [{"deadline": "opposition", "event": "published"}],
    "citations": [{"source": "law-old", "fact": "three_months"}],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "knowledge")
    made.write("flows/triage.yml", FLOW)
    made.write("routes.yml", [ROUTE])
    return made


def test_a_sound_flow_has_no_problem(folder: Folder) -> None:
    assert folder.check() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"slots": [{**FLOW["slots"][0], "kind": "colour"}, FLOW["slots"][1]]},
        {"slots": [{**FLOW["slots"][0], "options": []}, FLOW["slots"][1]]},
        {"slots": [{**FLOW["slots"][0], "unit": "斤"}, FLOW["slots"][1]]},
        {"slots": [{**FLOW["slots"][0], "pattern": "("}, FLOW["slots"][1]]},
        {"slots": [FLOW["slots"][0], {**FLOW["slots"][1], "ask_when": {"slot": "left", "is": "x"}}]},
        {"slots": [FLOW["slots"][0], {**FLOW["slots"][1], "ask_when": {"slot": "right", "is": "patent"}}]},
        {"warnings": [{**FLOW["warnings"][0], "citations": []}]},
        {"warnings": [{**FLOW["warnings"][0], "citations": [{"source": "nowhere"}]}]},
        {"deadlines": [{"deadline": "nothing"}]},
        {"deadlines": [{"deadline": "opposition", "event": "right"}]},
        {"offices": ["palace"]},
        {"citations": []},
    ],
)
def test_a_broken_flow_is_named(folder: Folder, changes: dict) -> None:
    folder.write("flows/triage.yml", {**FLOW, **changes})
    assert "flow" in folder.rules()


@pytest.mark.parametrize(
    "changes",
    [
        {"citations": []},
        {"citations": [{"source": "law-old", "fact": "nothing"}]},
        {"flows": ["nothing"]},
        {"flows": []},
        {"entry": "nothing"},
        {"offices": ["palace"]},
        {"deadlines": [{"deadline": "nothing"}]},
        {"when": {"slot": "right", "equals": "x"}},
        {"when": {"all": [{"slot": "right", "is": "trademark"}, {"slot": "right", "is": "design"}]}},
    ],
)
def test_a_broken_route_is_named(folder: Folder, changes: dict) -> None:
    folder.write("routes.yml", [{**ROUTE, **changes}])
    assert "route" in folder.rules()


def test_a_number_without_fact_is_named(folder: Folder) -> None:
    folder.write("routes.yml", [{**ROUTE, "cost": "交500元"}])
    assert folder.rules() == {"number-without-fact"}
