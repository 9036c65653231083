"""The serving rules: dates, regions, sources, changes of law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.knowledge.deadline import Deadline, Period
from bot.core.knowledge.entry import Ask, CaseText, Citation, Entry, Variant
from bot.core.knowledge.flow import Flow
from bot.core.knowledge.source import Source
from bot.core.knowledge.vocabulary import Vocabulary
from bot.core.region import Region, RegionMatch
from bot.dialogue.turn import Candidate, Turn
from bot.services.answers.answers import Answers
from bot.services.answers.cards import conclusion, question_back
from bot.services.wording import say
from tests.support.flows import Said

CHANGE = date(2027, 1, 1)
PROVINCE = Region("230000", "黑龙江省", "province", ("黑龙江省",), ("230000",))
CITY = Region("230500", "双鸭山市", "city", ("黑龙江省", "双鸭山市"), ("230500", "230000"))
COUNTY = Region("230523", "宝清县", "county", ("黑龙江省", "双鸭山市", "宝清县"), ("230523", "230500", "230000"))
ELSEWHERE = Region("330000", "浙江省", "province", ("浙江省",), ("330000",))
PLACES = {r.code: r for r in (PROVINCE, CITY, COUNTY, ELSEWHERE)}

SOURCES = {
    "law-old": Source("law-old", "商标法（2019）", valid_to=CHANGE - timedelta(days=1), successor="law-new"),
    "law-new": Source("law-new", "商标法（2026）", status="not_yet_in_force", valid_from=CHANGE),
    "draft": Source("draft", "某省意见（征求意见稿）", status="draft_for_comment"),
    "plan": Source("plan", "某市规划", status="plan_period_over"),
}
OPPOSITION = Entry(
    id="bad_faith_filing.opposition_period",
    title="商标异议期多长？",
    status="published",
    answers=(
        Variant("初审公告之日起3个月内。旧法细节。", valid_from=date(2019, 11, 1), valid_to=CHANGE - timedelta(days=1),
                deadlines=("opposition",), steps=("查公告日期", "交异议书"), citations=(Citation("law-old", "第33条"),)),
        Variant("初审公告之日起2个月内。新法细节。", valid_from=CHANGE, deadlines=("opposition",), citations=(Citation("law-new", "第36条"),)),
    ),
)  # fmt: skip
COMPLAINT = Entry(
    id="report_complaint_channel",
    title="去哪里投诉？",
    status="published",
    answers=(
        Variant("打12345。", next=("entry:report_reward", "flow:complaint"), citations=(Citation("law-old"),)),
        Variant("双鸭山打12345。", region="230500", next=("flow:complaint",), citations=(Citation("plan"), Citation("draft"))),
    ),
)  # fmt: skip
REWARD = Entry(id="report_reward", title="有奖励吗？", answers=(Variant("看当地。", citations=(Citation("law-old"),)),))
ENTRIES = {entry.id: entry for entry in (OPPOSITION, COMPLAINT, REWARD)}
DEADLINES = {
    "opposition": Deadline(
        "opposition", "商标异议期", "trademark", "CN", "claimant", "初步审定公告日",
        (Period(3, "month", date(2019, 11, 1), CHANGE - timedelta(days=1)), Period(2, "month", CHANGE)),
    )
}  # fmt: skip


class Published:
    """The published knowledge, as files never change within a test."""

    def entry(self, version: int, entry_id: str) -> Entry | None:
        return ENTRIES.get(entry_id) if version == 7 else None

    def sources(self, version: int) -> dict[str, Source]:
        return SOURCES

    def deadlines(self, version: int) -> dict[str, Deadline]:
        return DEADLINES

    def flows(self, version: int) -> dict[str, Flow]:
        return {name: Flow(name, name, "", (), button=f"开始{name}") for name in ("triage", "complaint")}


class Places:
    """Regions by code; a text names one by its full name, 朝阳区 is ambiguous."""

    def get(self, code: str) -> Region | None:
        return PLACES.get(code)

    def resolve(self, text: str, home: str | None = None) -> RegionMatch:
        if "朝阳区" in text:
            return RegionMatch(candidates=(CITY, ELSEWHERE), mention="朝阳区")
        return RegionMatch(next((r for r in PLACES.values() if r.name in text), None))


@pytest.fixture
def answers() -> Answers:
    return make()


def make() -> Answers:
    return Answers(Published(), Published(), Places(), Vocabulary(), Said(), say)  # type: ignore[arg-type]


def turn(entry_id: str = "", text: str = "问", **fields: Any) -> Turn:
    made = Turn(text=text, intent="ask", as_of=date(2026, 11, 22), version=7, entry_id=entry_id, turn_id="abcdef0123")
    return replace(made, **fields)


def test_an_answer_leads_with_the_direct_answer_and_closes_with_the_notice(answers: Answers) -> None:
    (card,) = answers.answer(turn(OPPOSITION.id)).envelopes
    assert card["text"].startswith("初审公告之日起3个月内。")
    assert card["text"].endswith("以上是办事指引，不是法律意见。")
    assert "下一步：查公告日期" in card["text"]
    assert card["details"]["next_step"] == "查公告日期"
    assert card["citations"][0]["status"] == "in_force"


def test_the_notice_is_said_once_in_a_conversation(answers: Answers) -> None:
    first = answers.answer(turn(OPPOSITION.id))
    (again,) = answers.answer(turn(OPPOSITION.id, context=first.memory)).envelopes
    assert "不是法律意见" in first.envelopes[0]["text"]
    assert "不是法律意见" not in again["text"]
    assert "notice" not in again["details"]


SQUATTED = Variant(
    "能拦，公告之日起3个月内。", risk="过期就只能请求宣告无效。", explain="由商标局审查。",
    cases=(CaseText({"slot": "squat_stage", "is": "registered"}, "已经注册，改走宣告无效。"),),
    ask=(Ask("squat_stage", "到哪一步了？"), Ask("published_on", "哪天公告的？")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "said", "asked"),
    [
        ({}, "能拦，公告之日起3个月内。", "到哪一步了？"),
        ({"squat_stage": ["filed"]}, "能拦，公告之日起3个月内。", "哪天公告的？"),
        ({"squat_stage": ["registered"]}, "已经注册，改走宣告无效。", "哪天公告的？"),
    ],
)
def test_the_conclusion_follows_the_case_and_one_question_is_asked(facts: dict, said: str, asked: str) -> None:
    in_case = turn("x", context={"record": {"facts": facts}})
    ask = question_back(SQUATTED, in_case)
    assert conclusion(SQUATTED, in_case.known) == said
    assert ask
    assert ask.question == asked


def test_a_question_back_is_put_once() -> None:
    ask = question_back(SQUATTED, turn("x", context={"put": ["squat_stage"]}))
    assert ask
    assert ask.fact == "published_on"


def test_the_fold_explains_and_the_danger_comes_before_it(answers: Answers) -> None:
    ENTRIES["squatted"] = Entry("squatted", "被抢注", answers=(replace(SQUATTED, citations=(Citation("law-old"),)),))
    (card,) = answers.answer(turn("squatted", context={"record": {"facts": {"squat_stage": ["registered"]}}})).envelopes
    del ENTRIES["squatted"]
    assert card["details"]["lead"] == "已经注册，改走宣告无效。\n过期就只能请求宣告无效。\n哪天公告的？"
    assert card["text"].startswith(card["details"]["lead"] + "\n由商标局审查。")
    assert card["details"]["explain"] == "由商标局审查。"


@pytest.mark.parametrize(("day", "months"), [(date(2026, 12, 31), "3个月"), (CHANGE, "2个月")])
def test_the_answer_changes_on_the_day_the_law_changes(answers: Answers, day: date, months: str) -> None:
    (card,) = answers.answer(turn(OPPOSITION.id, as_of=day)).envelopes
    assert card["text"].startswith(f"初审公告之日起{months}")
    assert card["details"]["deadlines"][0]["rule"] == months


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_no_variant_is_served_outside_its_validity(day: date) -> None:
    (card,) = make().answer(turn(OPPOSITION.id, as_of=day)).envelopes
    if card["type"] != "answer":
        assert day < date(2019, 11, 1)
        assert "2019-11-01" in card["text"]
        return
    assert (card["valid_from"] or "") <= day.isoformat() <= (card["valid_to"] or "9999")
    assert card["citations"]
    assert card["region"]["code"] == "national"


def test_a_change_of_law_is_announced_before_and_told_after(answers: Answers) -> None:
    (before,) = answers.answer(turn(OPPOSITION.id, as_of=date(2026, 12, 1))).envelopes
    assert "2027-01-01起有变化——初审公告之日起2个月内。" in before["text"]
    assert "按较早的日期" in before["text"]
    (after,) = answers.answer(turn(OPPOSITION.id, as_of=date(2027, 2, 1))).envelopes
    assert "之前是——初审公告之日起3个月内。" in after["text"]
    (later,) = answers.answer(turn(OPPOSITION.id, as_of=date(2029, 2, 1))).envelopes
    assert "之前是" not in later["text"]


@pytest.mark.parametrize(
    ("region", "served", "widened", "told"),
    [
        (CITY, "230500", False, "按黑龙江省双鸭山市的情况"),
        (COUNTY, "230500", True, "按黑龙江省双鸭山市的情况"),
        (ELSEWHERE, "national", True, "打12345。"),
        (None, "national", False, "告诉我您在哪个市县"),
    ],
)
def test_the_narrowest_region_is_served_and_named(
    answers: Answers, region: Region | None, served: str, widened: bool, told: str
) -> None:
    (card,) = answers.answer(turn(COMPLAINT.id, region=region.code if region else None)).envelopes
    assert (card["region"]["code"], card["region"]["widened"]) == (served, widened)
    assert told in card["text"]


def test_a_place_in_the_text_beats_the_remembered_one_and_is_remembered(answers: Answers) -> None:
    reply = answers.answer(turn(COMPLAINT.id, text="双鸭山市去哪投诉", region="330000"))
    assert reply.envelopes[0]["region"]["code"] == "230500"
    assert reply.memory["region"] == "230500"


def test_an_ambiguous_place_is_asked_back_only_where_regions_differ(answers: Answers) -> None:
    asked = answers.answer(turn(COMPLAINT.id, text="朝阳区去哪投诉"))
    assert asked.envelopes[0]["type"] == "question"
    assert {m["code"] for m in asked.memory["choices"].values()} == {"230500", "330000"}
    same_everywhere = answers.answer(turn(OPPOSITION.id, text="朝阳区商标异议期"))
    assert same_everywhere.envelopes[0]["type"] == "answer"


def test_drafts_and_ended_plans_are_named_as_such(answers: Answers) -> None:
    (card,) = answers.answer(turn(COMPLAINT.id, region="230500")).envelopes
    assert "某市规划》（规划期已结束）" in card["text"]
    assert "某省意见（征求意见稿）》（征求意见稿，未正式生效）" in card["text"]
    assert not any(word in card["details"]["lead"] for word in ("规划期", "征求意见稿"))


def test_a_follow_up_shows_one_part_and_never_an_unproved_figure(answers: Answers) -> None:
    asked = turn(kind="cost", context={"last_entry": COMPLAINT.id}, intent="follow_up")
    (card,) = answers.part(asked).envelopes
    assert "以受理机构公布的为准" in card["text"]
    assert "12345" in card["text"]
    assert "steps" not in card["details"]
    (deadline,) = answers.part(replace(asked, kind="deadline", context={"last_entry": OPPOSITION.id})).envelopes
    assert "商标异议期：3个月，从初步审定公告日起算" in deadline["text"]


def test_a_period_without_a_rule_for_the_day_is_not_counted(answers: Answers) -> None:
    asked = turn(kind="deadline", context={"last_entry": OPPOSITION.id}, as_of=date(2026, 11, 22))
    row = DEADLINES["opposition"]
    DEADLINES["opposition"] = replace(row, versions=row.versions[1:])
    try:
        (card,) = answers.part(asked).envelopes
    finally:
        DEADLINES["opposition"] = row
    assert "请看收到的文书上写的日期" in card["text"]
    assert "个月" not in card["text"]


def test_a_follow_up_without_a_question_before_asks_which(answers: Answers) -> None:
    assert answers.part(turn(kind="cost")).envelopes[0]["type"] == "question"


def test_a_close_call_offers_at_most_three_entries_and_is_recorded(answers: Answers) -> None:
    ranking = tuple(Candidate(e.topic_id, e.id, 0.3) for e in (OPPOSITION, COMPLAINT, REWARD))
    reply = answers.answer(turn(OPPOSITION.id, zone="clarify", ranking=ranking))
    (card,) = reply.envelopes
    assert card["type"] == "clarify"
    meant = [reply.memory["choices"][choice["id"]] for choice in card["choices"]]
    assert [m.get("entry_id") for m in meant] == [OPPOSITION.id, COMPLAINT.id, REWARD.id, None]
    assert reply.unanswered is not None


def test_two_questions_get_two_answers(answers: Answers) -> None:
    reply = answers.answer(turn(OPPOSITION.id, second=Candidate(COMPLAINT.topic_id, COMPLAINT.id, 0.4)))
    assert [card["entry_id"] for card in reply.envelopes] == [OPPOSITION.id, COMPLAINT.id]


def test_next_steps_are_those_of_the_served_region(answers: Answers) -> None:
    everywhere = answers.answer(turn(COMPLAINT.id)).envelopes[0]
    assert [c["label"] for c in everywhere["choices"]] == ["有奖励吗？", "开始complaint"]
    local = answers.answer(turn(COMPLAINT.id, region="230500")).envelopes[0]
    assert [c["label"] for c in local["choices"]] == ["开始complaint", "有奖励吗？"]


def test_a_regional_variant_adds_to_the_wider_one(answers: Answers) -> None:
    local = answers.answer(turn(COMPLAINT.id, region="230500")).envelopes[0]
    assert local["details"]["lead"].startswith("打12345。双鸭山打12345。")
    assert [c["source_id"] for c in local["citations"]] == ["plan", "draft", "law-old"]


def test_an_entry_that_is_gone_from_the_version_is_a_fallback(answers: Answers) -> None:
    reply = answers.answer(turn("never_published"))
    assert reply.envelopes[0]["type"] == "fallback"
    assert reply.unanswered is not None
