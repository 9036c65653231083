"""A date belongs to the event its words name: over all questions about a date of all flows."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache

import pytest

from bot.config import ROOT
from bot.core.knowledge.flow import Flow, Slot
from bot.dialogue.values.dates import FlowDates, ToldDates
from bot.knowledge.library import read_library
from bot.text.lexicon import word_lists

TODAY = date(2026, 11, 28)
NINE_DAYS_AGO = "2026-11-19"
CPU_LIMIT = 0.1
"""Seconds for the longest message there is."""


@lru_cache(maxsize=1)
def flows() -> dict[str, Flow]:
    return dict(read_library(ROOT / "knowledge").flows)


def date_slots() -> list[tuple[str, Slot]]:
    return [(name, slot) for name, flow in flows().items() for slot in flow.slots if slot.kind == "date"]


def read(flow: str, text: str, open_slot: str = "") -> ToldDates:
    return FlowDates(flows()[flow], TODAY).read(text, open_slot)


SLOTS = [pytest.param(name, slot, id=f"{name}-{slot.id}") for name, slot in date_slots()]


@pytest.mark.parametrize(("flow", "slot"), SLOTS)
def test_a_date_alone_answers_the_open_question_and_no_other(flow: str, slot: Slot) -> None:
    for text in ("9天前", "是9天前", "11月19日", "应该是2026年11月19号吧"):
        told = read(flow, text, slot.id)
        assert {name: value.rstrip("~") for name, value in told.values.items()} == {slot.id: NINE_DAYS_AGO}
        assert read(flow, text).values == {}


@pytest.mark.parametrize(("flow", "slot"), SLOTS)
def test_a_date_with_the_questions_own_words_is_its_date_open_or_not(flow: str, slot: Slot) -> None:
    for word in slot.near:
        for text in (f"9天前{word}", f"{word}是9天前", f"{word}了，9天前"):
            for open_slot in ("", slot.id):
                assert read(flow, text, open_slot).values.get(slot.id) == NINE_DAYS_AGO, text


@pytest.mark.parametrize(("flow", "slot"), SLOTS)
def test_the_date_of_another_event_is_not_taken_but_offered(flow: str, slot: Slot) -> None:
    lists = word_lists("flow_words")
    same_time = lists["knowing"] if set(lists["knowing"]) & set(slot.near) else ()
    others = {word for one in flows()[flow].slots if one.kind == "date" and one.id != slot.id for word in one.near}
    for word in ({*lists["events"], *others} - set(slot.near)) - set(same_time):
        if any(word in near or near in word for near in slot.near):
            continue
        for text in (
            f"9天前{word}",
            f"{word}是9天前",
            f"我们9天前{word}的",
            f"{word}，9天前",
            f"店铺出事了，9天前{word}",
        ):
            told = read(flow, text, slot.id)
            assert slot.id not in told.values, text
            assert told.elsewhere is not None, text
            assert told.elsewhere.day == date(2026, 11, 19), text


@pytest.mark.parametrize(
    ("flow", "text", "open_slot", "values"),
    [
        ("overseas", "9天前收到邮件，说店铺被冻结了", "tro_issued_on", {"served_on": NINE_DAYS_AGO}),
        ("overseas", "9天前收到邮件说法院签发了TRO", "tro_issued_on", {"served_on": NINE_DAYS_AGO}),
        ("overseas", "收到邮件了，9天前", "tro_issued_on", {"served_on": NINE_DAYS_AGO}),
        ("overseas", "亚马逊店铺资金被冻结了，9天前收到的TRO邮件", "", {"served_on": NINE_DAYS_AGO}),
        ("overseas", "9天前收到的邮件，命令是11月3日签发的", "tro_issued_on", {"served_on": NINE_DAYS_AGO, "tro_issued_on": "2026-11-03"}),
        ("overseas", "我11月20日收到11月3日签发的命令", "tro_issued_on", {"served_on": "2026-11-20", "tro_issued_on": "2026-11-03"}),
        ("overseas", "签发日期11月3日收到日期11月20日", "", {"served_on": "2026-11-20", "tro_issued_on": "2026-11-03"}),
        ("overseas", "昨天收到11月3日的命令", "", {"served_on": "2026-11-27", "tro_issued_on": "2026-11-03"}),
        ("overseas", "Order issued November 3, 2026", "tro_issued_on", {"tro_issued_on": "2026-11-03"}),
        ("overseas", "Tue, 3 Nov 2026 09:15:00 -0500 收到", "", {"served_on": "2026-11-03"}),
        ("mediation", "协议是去年10月8日签的，对方今年3月1日违约", "agreement_on", {"agreement_on": "2025-10-08"}),
        ("mediation", "10月8日（去年）双方签字", "", {"agreement_on": "2025-10-08"}),
        ("mediation", "对方3月1日违约", "agreement_on", {}),
        ("triage", "11月3号发现的，11月10号收到传票", "", {"known_since": "2026-11-03", "served_on": "2026-11-10"}),
        ("triage", "11月3号收到客户举报才知道", "known_since", {"served_on": "2026-11-03", "known_since": "2026-11-03"}),
        ("triage", "收到公告的日子是11月3日", "published_on", {"served_on": "2026-11-03"}),
        ("triage", "货是上周三被扣的", "detained_on", {"detained_on": "2026-11-18"}),
        ("triage", "初审公告是10/31/2026", "", {"published_on": "2026-10-31"}),
        ("triage", "大概10月初发现", "", {"known_since": "2026-10-01~"}),
        ("triage", "两个半月前发现的", "known_since", {"known_since": "2026-09-12~"}),
        ("triage", "收到三天了", "served_on", {"served_on": "2026-11-25"}),
        ("triage", "腊月二十三收到的传票", "served_on", {"served_on": "2026-02-10"}),
    ],
)  # fmt: skip
def test_each_date_goes_to_its_event(flow: str, text: str, open_slot: str, values: dict[str, str]) -> None:
    assert read(flow, text, open_slot).values == values


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("11/03/2025", ("2025-03-11", "2025-11-03")),
        ("收到是8.10.2026", ("2026-08-10", "2026-10-08")),
        ("10/08/26收到", ("2026-08-10", "2026-10-08")),
    ],
)
def test_a_doubtful_date_is_asked_back_with_what_fits(text: str, readings: tuple[str, ...]) -> None:
    told = read("triage", text, "served_on")
    assert (told.values, tuple(day.isoformat() for day in told.readings)) == ({}, readings)


def test_of_two_readings_the_one_to_come_is_no_day_of_something_past() -> None:
    assert read("triage", "12/06/2026", "served_on").values == {"served_on": "2026-06-12"}


@pytest.mark.parametrize(("flow", "slot"), SLOTS)
def test_days_that_cannot_be_are_named(flow: str, slot: Slot) -> None:
    for text in ("2月30号", "6月31日", "2026-02-30", "2027年5月1日", "2月30号收到", "Feb 30, 2026"):
        told = read(flow, text, slot.id)
        assert (slot.id in told.values, told.wrong[:1]) == (False, text[:1]), text


@pytest.mark.parametrize("flow", ["triage", "overseas", "mediation", "pledge", "complaint"])
@pytest.mark.parametrize(
    "text",
    ["海外出事了，收到" + "去年今年明年" * 25, "海外出事了，收到" + "去年今年明年" * 330, "正月初一腊月三十" * 60, "正月初一腊月三十" * 250,
     "收到发现被扣公告" + "昨天" * 40, "收到发现被扣公告" * 240, "收到，" * 600, "昨天收到，" * 400, "2月30号收到" * 280],
    ids=lambda text: f"{text[:8]}x{len(text)}",
)  # fmt: skip
def test_the_dates_of_no_message_take_long(flow: str, text: str) -> None:
    reader = FlowDates(flows()[flow], TODAY)
    reader.read("11月3日收到", "served_on")
    start = time.process_time()
    reader.read(text, "served_on")
    assert time.process_time() - start < CPU_LIMIT
