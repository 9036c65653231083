"""What is told is kept from turn to turn, answers what was asked, and is not asked again by a flow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.config import ROOT
from bot.dialogue.guide import make_guide
from bot.dialogue.reading.case import CaseReader
from bot.dialogue.record import Record
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


def told(text: str, memory: dict[str, Any] | None = None) -> Turn:
    """Return a turn with what the engine reads of its message."""
    library = read_library(ROOT / "knowledge")
    assert library.vocabulary is not None
    reader = CaseReader(make_guide(library.vocabulary, library.flows))
    record = Record.from_dict((memory or {}).get("record"))
    return turn(text, memory or {}, told=reader.read(text, "t2", ASKED.as_of, "", record))


def turn(text: str, memory: dict[str, Any], **fields: Any) -> Turn:
    return replace(ASKED, text=text, context=memory, **fields)


def after(records: CaseRecords, said: Turn) -> dict[str, Any]:
    """Return what the conversation remembers after a turn."""
    kept = records.keep(records.remember(said), Reply())
    return kept.as_dict(said)["context"]


def test_what_was_told_lasts_and_is_corrected(records: CaseRecords) -> None:
    memory = after(records, told("有人抄我的牌子", {}))
    memory = after(records, told("能赔多少钱", memory))
    assert turn("", memory).known == {"happened": "copied", "right": "trademark", "side": "owner"}
    memory = after(records, told("说错了，是外观专利", memory))
    assert turn("", memory).known["right"] == "design"


def test_a_date_is_said_back_and_what_goes_without_saying_is_not(records: CaseRecords) -> None:
    said = told("11月18日收到法院传票，说我侵犯商标")
    assert records.noted(records.remember(said)) == ["收到法院或机关文书的日期：11月18日"]


def test_what_was_put_right_is_said_back(records: CaseRecords) -> None:
    memory = after(records, told("有人抄我的牌子", {}))
    assert records.noted(records.remember(told("说错了，是外观专利", memory))) == ["权利：外观设计专利"]


def test_a_flow_that_starts_knows_what_was_told(records: CaseRecords) -> None:
    memory = after(records, told("有人在淘宝上卖我们牌子的假货", {}))
    known = records.known_for(turn("帮我看看", memory), "triage")
    assert known["where"] == "platform"
    assert "side" not in known
