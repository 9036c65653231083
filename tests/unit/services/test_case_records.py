"""What is told is kept from turn to turn, answers what was asked, and is not asked again by a flow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.config import ROOT
from bot.dialogue.turn import Reply, Turn
from bot.knowledge.library import Library, read_library
from bot.services.answers.case_records import CaseRecords
from bot.services.regions.resolver import load_regions
from bot.services.wording import say
from tests.support.flows import Cases

ASKED = Turn("", "ask", date(2026, 11, 28), version=1, turn_id="t2")


class Rules:
    """The shipped flows."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def flows(self, version: int) -> dict[str, Any]:
        return self._library.flows


@pytest.fixture(scope="module")
def records() -> CaseRecords:
    library = read_library(ROOT / "knowledge")
    assert library.vocabulary is not None
    return CaseRecords(library.vocabulary, Rules(library), Cases(), load_regions(), say)  # type: ignore[arg-type]


def turn(text: str, memory: dict[str, Any], **fields: Any) -> Turn:
    return replace(ASKED, text=text, context=memory, **fields)


def after(records: CaseRecords, said: Turn) -> dict[str, Any]:
    """Return what the conversation remembers after a turn."""
    kept = records.keep(records.remember(said, records.told(said)), Reply())
    return kept.as_dict(said)["context"]


def test_what_was_told_lasts_and_is_corrected(records: CaseRecords) -> None:
    memory = after(records, turn("有人抄我的牌子", {}))
    memory = after(records, turn("能赔多少钱", memory))
    assert turn("", memory).known == {"happened": "copied", "right": "trademark", "side": "owner"}
    memory = after(records, turn("说错了，是外观专利", memory))
    assert turn("", memory).known["right"] == "design"


@pytest.mark.parametrize(
    ("text", "intent", "answers"),
    [("第一次", "out_of_scope", True), ("第一次被查，罚款最多多少", "ask", False), ("谢谢", "thanks", False)],
)
def test_a_short_message_answers_what_was_asked(records: CaseRecords, text: str, intent: str, answers: bool) -> None:
    said = turn(text, {"asked": "repeated", "last_entry": "x"}, intent=intent)
    assert records.answers(said, records.told(said)) is answers


def test_what_was_answered_is_said_back(records: CaseRecords) -> None:
    said = turn("第一次", {"asked": "repeated"}, intent="out_of_scope")
    assert records.noted(records.remember(said, records.told(said))) == "记下了：以前有没有被处理过：第一次。"


def test_nothing_is_read_from_a_click_an_open_flow_or_abuse(records: CaseRecords) -> None:
    text = "有人抄我的牌子"
    assert not records.told(turn(text, {}, choice={"kind": "entry"}))
    assert not records.told(turn(text, {"flow": {"status": "collecting"}}))
    assert not records.told(turn(text, {}, intent="abuse"))


def test_a_flow_that_starts_knows_what_was_told(records: CaseRecords) -> None:
    memory = after(records, turn("有人在淘宝上卖我们牌子的假货", {}))
    known = records.known_for(turn("帮我看看", memory), "triage")
    assert known["where"] == "platform"
    assert "side" not in known
