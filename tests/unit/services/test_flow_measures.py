"""Sums, lengths and telephone numbers in the shipped flows: stored as said, or asked back."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import ROOT
from bot.core.knowledge.flow import Flow, Slot
from bot.core.quantity import quantity_of
from bot.dialogue.values.extraction import Extractor, FlowReading
from bot.knowledge.library import read_library
from bot.services.sheets.make import label_of
from tests.support.talk import Places, Talk

TODAY = date(2026, 11, 28)
SIGNS = "零〇一二两三四五六七八九十百千万亿半几多 .,，、-0123456789元美刀欧$年月天个季度电话对方的贷还剩收到前"


@lru_cache
def flows() -> dict[str, Flow]:
    return read_library(ROOT / "knowledge").flows


def flow(name: str) -> Flow:
    return flows()[name]


def read(text: str, open_slot: str = "", name: str = "pledge", awaited: tuple[str, ...] = ()) -> FlowReading:
    return Extractor(flow(name), Places(), TODAY).read(text, open_slot, awaited=awaited)


def slot(name: str, of: str) -> Slot:
    return next(one for one in flow(of).slots if one.id == name)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5000000元", 5_000_000), ("500000", 500_000), ("10000元", 10_000), ("88888元", 88_888), ("200000元", 200_000), ("1111111元", 1_111_111),
        ("1,200,000元", 1_200_000), ("500，000元", 500_000), ("1 000 000元", 1_000_000), ("想贷1,200,000元，用来买设备", 1_200_000),
        ("十五点八万", 158_000), ("三点五亿", 350_000_000), ("零点五亿", 50_000_000), ("1亿2000万", 120_000_000), ("十亿三千万", 1_030_000_000),
        ("五〇万", 500_000), ("伍拾万元整", 500_000), ("两千五", 2500), ("贷款五百万", 5_000_000), ("大陆这边要300万", 3_000_000),
    ],
)  # fmt: skip
def test_a_sum_is_stored_as_said(text: str, amount: float) -> None:
    assert read(text, "amount").values.get("amount") == amount


@pytest.mark.parametrize(
    ("text", "kept", "shown"),
    [
        ("$5000", {"low": 5000, "high": 5000, "currency": "USD"}, "5,000美元"),
        ("150000美元", {"low": 150_000, "high": 150_000, "currency": "USD"}, "150,000美元"),
        ("$150,000", {"low": 150_000, "high": 150_000, "currency": "USD"}, "150,000美元"),
        ("€30000", {"low": 30_000, "high": 30_000, "currency": "EUR"}, "30,000欧元"),
        ("15万刀", {"low": 150_000, "high": 150_000, "currency": "USD"}, "150,000美元"),
        ("20万欧", {"low": 200_000, "high": 200_000, "currency": "EUR"}, "200,000欧元"),
        ("100万泰铢", {"low": 1_000_000, "high": 1_000_000, "currency": "THB"}, "1,000,000泰铢"),
        ("5万新币", {"low": 50_000, "high": 50_000, "currency": "SGD"}, "50,000新币"),
        ("US$2 million", {"low": 2_000_000, "high": 2_000_000, "currency": "USD"}, "2,000,000美元"),
        ("七八十万", {"low": 700_000, "high": 800_000, "rough": True}, "700,000至800,000元（大概）"),
        ("小一百万", {"low": 1_000_000, "high": 1_000_000, "rough": True}, "1,000,000元（大概）"),
    ],
)  # fmt: skip
def test_what_is_no_plain_sum_of_yuan_keeps_what_was_said(text: str, kept: dict, shown: str) -> None:
    value = read(text, "amount", "overseas").values["amount"]
    assert value == kept
    assert label_of(slot("amount", "overseas"), value, Places()) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [("40,000美元", "40,000美元"), (500_000.0, "500,000元"), (500_000, "500,000元")]
)
def test_what_earlier_versions_stored_is_still_shown(value: object, shown: str) -> None:
    assert label_of(slot("amount", "overseas"), value, Places()) == shown


@pytest.mark.parametrize(
    ("text", "open_slot", "low", "shown"),
    [
        ("90天", "term_months", 2.96, "90天"), ("三个季度", "term_months", 9, "9个月"), ("一年零六个月", "term_months", 18, "18个月"),
        ("2年6个月", "term_months", 30, "30个月"), ("半年", "term_months", 6, "6个月"), ("18", "term_months", 18, "18个月"),
        ("2033.3.14", "remaining_years", 6.29, "2033-03-14到期"), ("二〇三〇年到期", "remaining_years", 4, "2030年到期（大概）"),
        ("还剩5年半", "remaining_years", 5.5, "5.5年"), ("三四年", "remaining_years", 3, "3至4年（大概）"),
    ],
)  # fmt: skip
def test_a_length_keeps_its_unit(text: str, open_slot: str, low: float, shown: str) -> None:
    value = read(text, open_slot).values[open_slot]
    quantity = quantity_of(value)
    assert quantity is not None
    assert quantity.low == low
    assert label_of(slot(open_slot, "pledge"), value, Places()) == shown


@pytest.mark.parametrize(
    ("text", "open_slot", "reason"),
    [
        ("1,200,00元", "amount", "unread"), ("1" + "万亿" * 40, "amount", "unread"), ("负50万", "amount", "unread"),
        ("一百万一千万", "amount", "unread"), ("1.5万500元", "amount", "unread"), ("5元", "amount", "beyond"), ("9万亿", "amount", "beyond"),
        ("99年", "term_months", "beyond"), ("3天", "term_months", "beyond"), ("0元", "amount", "beyond"), ("101年", "remaining_years", "beyond"),
        ("三点五个月半", "amount", ""), ("没数", "amount", ""),
    ],
)  # fmt: skip
def test_what_is_unread_or_beyond_is_not_stored(text: str, open_slot: str, reason: str) -> None:
    told = read(text, open_slot)
    assert open_slot not in told.values
    assert (told.left_out[open_slot].reason if open_slot in told.left_out else "") == reason


def test_an_unread_sum_is_asked_back_and_a_stored_one_said_back() -> None:
    talk = Talk("我在双鸭山，外观被抄了").say("没有").say("1,200,00元")
    assert "amount" not in talk.answers
    assert "“1,200,00元”" in talk.text
    talk.say("1,200,00元")
    assert "“1,200,00元”" in talk.text
    talk.say("七八十万")
    assert talk.answers["amount"] == {"low": 700_000, "high": 800_000, "rough": True}
    assert "700,000至800,000元（大概）" in talk.text


def test_a_sum_chosen_of_two_readings_is_said_back() -> None:
    talk = Talk("我在双鸭山，外观被抄了").say("没有").say("50").pick("500,000元")
    assert talk.answers["amount"] == 500_000
    assert "记下了：货值：500,000元" in talk.text


@pytest.mark.parametrize(
    ("text", "open_slot", "phone"),
    [
        ("13812345678", "contact_phone", "13812345678"), ("138 1234 5678", "contact_phone", "138 1234 5678"),
        ("电话0571-85171234", "contact_phone", "0571-85171234"), ("85171234", "contact_phone", "85171234"),
        ("+8613812345678", "contact_phone", "+8613812345678"), ("对方电话13812345678，我的是13987654321", "contact_phone", "13987654321"),
        ("律师说打我电话13812345678", "contact_phone", "13812345678"),
        ("6222021381234567890", "contact_phone", None), ("413812345678", "contact_phone", None), ("138123456789", "contact_phone", None),
        ("对方电话是13812345678", "contact_phone", None), ("13812345678是对方的电话", "contact_phone", None),
        ("卖家的手机号，13812345678", "contact_phone", None), ("ZL202310123456.7", "contact_phone", None), ("5000000元", "contact_phone", None),
        ("想贷5000000", "amount", None), ("20251103", "amount", None), ("身份证110101199003071234", "contact_phone", None),
        ("电话13812345678，想贷50万", "amount", "13812345678"), ("他的手机13812345678，要赔50万", "amount", None),
    ],
)  # fmt: skip
def test_a_telephone_number_is_whole_and_the_visitors_own(text: str, open_slot: str, phone: str | None) -> None:
    assert read(text, open_slot, awaited=("contact_phone",)).values.get("contact_phone") == phone


@pytest.mark.parametrize(
    "text", ["电话13812345678", "我的号码85171234", "13812345678", "专利号202310123456", "2026-11-03"]
)
def test_a_telephone_number_or_a_code_is_no_sum(text: str) -> None:
    assert "amount" not in read(text, "amount").values


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet=SIGNS, max_size=40),
    st.sampled_from(["amount", "remaining_years", "term_months", "contact_phone", ""]),
)
def test_any_message_tells_something_plausible_or_nothing(text: str, open_slot: str) -> None:
    for name, value in read(text, open_slot).values.items():
        asked = slot(name, "pledge")
        quantity = quantity_of(value)
        if asked.kind in ("money", "number"):
            assert quantity is not None
            assert quantity.fits(asked.min, asked.max)


@pytest.mark.parametrize(
    "text",
    ["9" * 2000, "1,000" * 400, "13812345678" * 180, "电话138 " * 250, "三四" * 1000, "1亿" * 1000, "贷5万" * 660],
)
def test_the_measures_of_the_longest_message_are_read_in_no_time(text: str) -> None:
    from bot.dialogue.values.measures import FlowMeasures
    from bot.dialogue.values.patterns import own_match

    measures, phone = FlowMeasures(flow("pledge"), TODAY), slot("contact_phone", "pledge")
    started = time.process_time()
    measures.read(text, "amount", ())
    own_match(phone, text, is_open=True)
    assert time.process_time() - started < 0.2
