"""Whatever people answer, a guided flow ends with a sheet, asks little and understands its own words."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from bot.core.knowledge.flow import Flow, Slot
from bot.dialogue.values.extraction import Extractor
from bot.services.regions.resolver import load_regions
from tests.conversations.test_flow_conversations import START, Conversation, library

FLOWS = ("triage", "mediation", "pledge", "overseas", "complaint")
CONSENTS = ("need_consent", "report_consent", "draft_wanted")
ANSWERS = {
    "date": ("昨天", "11月3日", "2月30日", "不记得了"), "money": ("五十万", "大概300万", "50", "没想好"), "number": ("5年", "半年", "8", "不清楚"),
    "region": ("双鸭山", "贵阳", "鼓楼区", "国外", "跳过"), "text": ("某某公司", "13800138000", "随便写写", "跳过"),
}  # fmt: skip
NOISE = (
    "呜哩哇啦",
    "谢谢",
    "烦死了",
    "什么意思",
    "上一步",
    "不对",
    "没有",
    "有",
    "好的",
    "跳过",
    "不知道",
    "第二个",
    "还有合同",
)
MOST_TURNS = 60


def slots() -> list[Any]:
    return [
        pytest.param(name, slot, id=f"{name}-{slot.id}")
        for name in FLOWS
        for slot in library().flows[name].slots
        if slot.kind in ("choice", "multi")
    ]


@pytest.mark.parametrize(("flow", "slot"), slots())
def test_every_option_is_understood_by_its_label_its_number_and_its_words(flow: str, slot: Slot) -> None:
    extractor = Extractor(library().flows[flow], load_regions(), START)
    wrong = {}
    for number, option in enumerate(slot.options, 1):
        for text in (option.label, str(number), f"第{number}个", *option.words):
            value = extractor.read(text, slot.id).values.get(slot.id)
            if value not in (option.id, [option.id]):
                wrong[text] = (option.id, value)
    assert wrong == {}


def answer(flow: Flow, slot_id: str, chance: random.Random) -> str:
    slot = next(slot for slot in flow.slots if slot.id == slot_id)
    if chance.random() < 0.25:
        return chance.choice(NOISE)
    if slot.options:
        return chance.choice([*(option.label for option in slot.options), "不清楚"])
    return chance.choice(ANSWERS[slot.kind])


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("seed", range(25))
def test_a_random_walk_ends_with_a_sheet_and_a_route(flow: str, seed: int) -> None:
    chance, talk = random.Random(seed), Conversation(flow)
    talk.play({"say": "帮我看看"})
    for _ in range(MOST_TURNS):
        if talk.envelope["type"] == "case_sheet":
            break
        talk.play({"say": answer(library().flows[flow], talk.case.open_slot, chance)})
    assert talk.envelope["type"] == "case_sheet"
    assert talk.case.sheet["routes"]
    assert all(route["score"] >= 0 for route in talk.case.sheet["routes"])
    assert json.loads(json.dumps(talk.case.last_reply, ensure_ascii=False))


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("seed", range(25))
def test_at_most_six_questions_before_a_consent(flow: str, seed: int) -> None:
    chance, talk = random.Random(seed), Conversation(flow)
    talk.play({"say": "帮我看看"})
    while talk.envelope["type"] == "question":
        open_slot = next(slot for slot in library().flows[flow].slots if slot.id == talk.case.open_slot)
        if open_slot.id in CONSENTS:
            talk.play({"pick": open_slot.options[1].label})
        else:
            labels = [option.label for option in open_slot.options]
            talk.play({"pick": chance.choice([*labels, "不清楚"])})
    assert len(dict.fromkeys(talk.questions)) <= 6


@pytest.mark.parametrize("flow", FLOWS)
def test_nonsense_for_ever_still_ends(flow: str) -> None:
    talk = Conversation(flow)
    talk.play({"say": "帮我看看"})
    for _ in range(MOST_TURNS):
        if talk.envelope["type"] == "case_sheet":
            break
        talk.play({"say": "呜哩哇啦"})
    assert talk.envelope["type"] == "case_sheet"
