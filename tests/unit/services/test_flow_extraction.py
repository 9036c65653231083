"""What a message tells a guided flow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core.knowledge.flow import Flow, Option, Slot
from bot.dialogue.values.extraction import Extractor
from bot.services.regions.resolver import load_regions
from tests.support.talk import YES_NO, Places

TODAY = date(2026, 11, 22)
FLOW = Flow(
    id="triage",
    title="诊断",
    opening="",
    slots=(
        Slot("right", "权利", "哪种权利？", options=(
            Option("trademark", "商标", ("牌子", "logo")), Option("design", "外观设计专利", ("外观",)),
            Option("utility_model", "实用新型专利", ("实用新型",)), Option("copyright", "著作权", ("版权",)),
        )),
        Slot("where", "地点", "在哪发现的？", options=(
            Option("platform", "电商平台", ("淘宝", "网店")), Option("fair", "展会", ("展会上",)), Option("local", "本地"),
        )),
        Slot("report", "评价报告", "有没有评价报告？", options=YES_NO),
        Slot("evidence", "证据", "手上有哪些证据？", kind="multi", options=(
            Option("photos", "照片", ("拍了照", "截图")), Option("contract", "合同"), Option("notarised", "公证书", ("公证",)),
        )),
        Slot("known_since", "发现日期", "哪天发现的？", kind="date", near=("发现", "看到"), future=False),
        Slot("amount", "金额", "想贷多少？", kind="money", near=("贷", "借")),
        Slot("place", "地区", "您在哪？", kind="region"),
        Slot("story", "经过", "说说经过。", kind="text"),
    ),
)  # fmt: skip


def read(text: str, open_slot: str = ""):
    return Extractor(FLOW, Places(), TODAY).read(text, open_slot)


@pytest.mark.parametrize(
    ("text", "open_slot", "values"),
    [
        ("商标", "right", {"right": "trademark"}),
        ("2", "right", {"right": "design"}),
        ("第三个", "right", {"right": "utility_model"}),
        ("选2吧", "right", {"right": "design"}),
        ("不是商标，是外观", "right", {"right": "design"}),
        ("就是个logo", "right", {"right": "trademark"}),
        ("没有", "report", {"report": "no"}),
        ("有的", "report", {"report": "yes"}),
        ("还没办", "report", {"report": "no"}),
        ("拍了照，也做了公证", "evidence", {"evidence": ["photos", "notarised"]}),
        ("上周三", "known_since", {"known_since": "2026-11-11"}),
        ("五十万", "amount", {"amount": 500000.0}),
        ("大概50万左右", "amount", {"amount": {"low": 500000.0, "high": 500000.0, "rough": True}}),
        ("我在双鸭山", "place", {"place": "230500"}),
        ("他们抄了我三年", "story", {"story": "他们抄了我三年"}),
    ],
)
def test_an_answer_to_the_open_question(text: str, open_slot: str, values: dict) -> None:
    assert read(text, open_slot).values == values


def test_several_facts_in_one_sentence() -> None:
    told = read("我在双鸭山开厂，外观设计被人在淘宝上抄了，11月3号发现的，拍了照，想贷五十万")
    assert told.values == {
        "place": "230500", "right": "design", "where": "platform", "known_since": "2026-11-03",
        "evidence": ["photos"], "amount": 500000.0,
    }  # fmt: skip


def test_an_ambiguous_telling_fills_nothing() -> None:
    assert "right" not in read("商标和外观都被抄了").values


@pytest.mark.parametrize(
    ("text", "command"),
    [("跳过", "skip"), ("上一步", "back"), ("我也不知道啊", "unknown"), ("算了不弄了", "cancel"), ("重新开始", "restart"),
     ("什么意思", "help"), ("我要转人工", "person"), ("不清楚", "unknown")],
)  # fmt: skip
def test_commands(text: str, command: str) -> None:
    assert read(text, "right").command == command


@pytest.mark.parametrize("text", ["2月30日", "2026年13月1日", "2027年5月1日"])
def test_an_impossible_date_is_named(text: str) -> None:
    told = read(text, "known_since")
    assert told.impossible
    assert "known_since" not in told.values


def test_a_correction_is_noticed() -> None:
    told = read("说错了，其实是版权", "where")
    assert (told.corrects, told.values["right"]) == (True, "copyright")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("老家遵义，人在义乌做生意", "330782"),
        ("我在鹤岗上班，想在老家宝清找", "230523"),
        ("公司叫浙江温州制衣有限公司，在贵阳经营", "520100"),
        ("写错了，不是哈尔滨，是大庆", "230600"),
        ("我们在贵阳，货卖到杭州", "520100"),
        ("对方在义乌，我在双鸭山", "230500"),
        ("卖家在深圳，我是绥芬河的", "231081"),
        ("对方是义乌的公司", None),
        ("有家广州的店在抄我们", None),
        ("他们在杭州", None),
        ("我们在甬", "330200"),
        ("对方愿意谈，没有仲裁条款，在贵阳", "520100"),
        ("网上买的，有注册证，在贵阳", "520100"),
    ],
)
def test_the_place_is_ours_and_the_one_meant(text: str, place: str | None) -> None:
    told = Extractor(FLOW, load_regions(), TODAY).read(text, "place")
    assert told.values.get("place") == place
    assert told.places == ()


def test_where_it_happened_may_be_the_other_sides_place() -> None:
    flow = replace(FLOW, slots=(Slot("place", "地点", "事情发生在哪？", kind="region", anyones=True),))
    assert Extractor(flow, load_regions(), TODAY).read("对方在义乌", "place").values == {"place": "330782"}
