"""What a message tells of the case, read with the shipped flows and vocabulary."""

from __future__ import annotations

from datetime import date

import pytest

from bot.config import ROOT
from bot.dialogue.guide import make_guide
from bot.dialogue.reading.case import CaseReader
from bot.dialogue.record import Record
from bot.knowledge.library import read_library

TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def reader() -> CaseReader:
    library = read_library(ROOT / "knowledge")
    assert library.vocabulary is not None
    return CaseReader(make_guide(library.vocabulary, library.flows))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("有人抄我的牌子", {"happened": "copied", "right": "trademark", "side": "owner"}),
        ("我在淘宝上卖袜子，11月18日收到法院传票，说我侵犯商标", {
            "happened": "sued", "right": "trademark", "where": "platform", "served_on": "2026-11-18", "side": "accused",
                "stage": "in_court",
        }),
        ("员工离职带走了客户名单", {"happened": "leak", "right": "trade_secret", "side": "owner", "employment": "left"}),
        ("谢谢", {}),
        ("注册一个商标多少钱", {"right": "trademark"}),
    ],
)  # fmt: skip
def test_facts_and_events_are_taken_from_any_message(reader: CaseReader, text: str, known: dict) -> None:
    assert Record().tell(reader.read(text, "t1", TODAY)).answers() == known


@pytest.mark.parametrize(
    ("asked", "text", "known"),
    [
        ("source_proof", "说得清的", {"source_proof": "yes"}),
        ("source_proof", "说不清", {"source_proof": "no"}),
        ("repeated", "第一次", {"repeated": "no"}),
        ("served_on", "上周三", {"served_on": "2026-11-18"}),
        ("published_on", "10月20日", {"published_on": "2026-10-20"}),
        ("knew", "谢谢", {}),
    ],
)
def test_a_short_answer_belongs_to_what_was_asked(reader: CaseReader, asked: str, text: str, known: dict) -> None:
    assert Record().tell(reader.read(text, "t1", TODAY, asked)).answers() == known


def test_what_is_implied_is_no_more_than_inferred_and_goes_with_its_ground(reader: CaseReader) -> None:
    record = Record().tell(reader.read("有人抄我的牌子", "t1", TODAY))
    assert record.value("side", sure=True) is None
    assert record.remove("happened").value("side") is None


def test_a_flow_starts_with_what_was_said_and_fits_its_questions(reader: CaseReader) -> None:
    library = read_library(ROOT / "knowledge")
    record = Record().tell(reader.read("11月18日收到法院传票，说我侵犯商标", "t1", TODAY))
    told = reader.answers_for(record, library.flows["triage"])
    assert told == {"happened": "sued", "right": "trademark", "served_on": "2026-11-18"}
    assert reader.answers_for(record, library.flows["pledge"]) == {"right": "trademark"}


def test_the_answers_of_a_flow_are_facts_but_no_consent_and_no_contact(reader: CaseReader) -> None:
    answers = {
        "right": "design",
        "need_consent": "yes",
        "contact_phone": "13800000000",
        "known_since": "2026-11-01~",
        "where": "unknown",
    }
    record = Record().tell(reader.of_answers(answers, "t1"))
    assert record.answers() == {"right": "design", "known_since": "2026-11-01"}


@pytest.mark.parametrize(
    ("before", "text", "events"),
    [
        ("判决书是11月16日签收的", "昨天来电问的，签收回执是11月12号", {"judged_on": "2026-11-12"}),
        ("判决书是10月8日收的", "判决讲1月10号前给钱", {"judged_on": "2026-10-08"}),
        ("", "9天前收到亚马逊邮件说TRO", {"email_on": "2026-11-19"}),
        ("", "昨天问种子那个，链接还在", {}),
    ],
)  # fmt: skip
def test_a_date_is_of_the_event_it_was_said_of(reader: CaseReader, before: str, text: str, events: dict) -> None:
    record = Record().tell(reader.read(before, "t1", TODAY))
    record = record.tell(reader.read(text, "t2", TODAY, "", record))
    assert {name: known.value for name, known in record.events.items() if known.how == "said"} == events
