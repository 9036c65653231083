"""Replies planned for a case: computed dates, what is new, what was noted, care, English, scripts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.config import ROOT
from bot.core.knowledge.entry import Ask, CaseText, Citation, Entry, Script, Variant
from bot.core.knowledge.vocabulary import Vocabulary
from bot.dialogue.guide import make_guide
from bot.dialogue.reading.case import CaseReader
from bot.dialogue.turn import Reply, Turn
from bot.knowledge.library import Library, read_library
from bot.services.answers.assembly import Replies
from bot.services.answers.dated import dues
from bot.services.answers.english import is_english
from bot.services.answers.firstly import comforted, told_how_to_delete
from bot.services.answers.parts import nearest, sentences_of
from bot.services.regions.resolver import load_regions
from bot.services.wording import say
from tests.support.flows import Cases, Said

TODAY = date(2026, 11, 28)
SUMMONS = Entry(
    "summons",
    "收到传票怎么办？",
    title_en="What to do with a summons?",
    side="accused",
    answers=(
        Variant(
            "签收起15日内交答辩状。",
            cases=(CaseText({"slot": "right", "is": "patent"}, "专利案子也是15日，去中级法院。"),),
            ask=(Ask("right", "告的是哪种权利？"), Ask("served_on", "哪天签收的？")),
            explain="管辖权异议也在答辩期里提。案件受理费由败诉方承担，调解减半。",
            risk="不去照样判。",
            steps=("今天拍下信封", "找齐进货单"),
            deadlines=("civil_answer",),
            citations=(Citation("civil-procedure-law", "第128条"),),
        ),
    ),
    script=Script(opening="签收起15日内交答辩状。", ask_next=("哪天签收的？",), caution="不要劝他认。"),
)


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(ROOT / "knowledge")


class Published:
    """The shipped sources and deadlines with one entry."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def entry(self, version: int, entry_id: str) -> Entry | None:
        return SUMMONS if entry_id == "summons" else None

    def sources(self, version: int) -> Any:
        return self._library.sources

    def deadlines(self, version: int) -> Any:
        return self._library.deadlines

    def flows(self, version: int) -> Any:
        return self._library.flows

    def routes(self, version: int) -> Any:
        return self._library.routes


@pytest.fixture
def replies(library: Library) -> Replies:
    known = Published(library)
    vocabulary = library.vocabulary or Vocabulary()
    return Replies(known, known, Cases(), load_regions(), Said(), vocabulary, say)  # type: ignore[arg-type]


@pytest.fixture
def told(library: Library, replies: Replies):
    assert library.vocabulary is not None
    reader = CaseReader(make_guide(library.vocabulary, library.flows))

    def turn(text: str, context: dict[str, Any] | None = None, **fields: Any) -> Turn:
        base = Turn(text, "tell", TODAY, version=1, entry_id="summons", context=context or {}, turn_id="t1")
        change = reader.read(text, "t1", TODAY, str((context or {}).get("asked") or ""), base.record)
        return replies.records.remember(replace(base, told=change, **fields))

    return turn


def lead(reply: Reply) -> str:
    return reply.envelopes[0].get("details", {}).get("lead") or reply.envelopes[0]["text"]


def test_a_told_date_becomes_the_last_day(replies: Replies, told: Any) -> None:
    reply = replies.telling.reply(told("11月18日收到法院传票"))
    assert "民事案件答辩最晚到12月3日，还剩5天" in lead(reply)
    assert reply.envelopes[0]["deadline"] == {
        "name": "民事案件答辩", "date": "2026-12-03", "days_left": 5, "rough": False
    }  # fmt: skip
    assert lead(reply).startswith("记下了：收到法院或机关文书的日期：11月18日。")


def test_a_letter_is_no_summons(library: Library, told: Any) -> None:
    assert library.vocabulary is not None
    record = told("11月18日收到律师函").record
    assert dues([library.deadlines["civil_answer"]], record, library.vocabulary, TODAY) == []


def test_what_does_not_change_the_answer_goes_on_with_the_next_thing(replies: Replies, told: Any) -> None:
    first = replies.telling.reply(told("收到法院传票"))
    assert lead(first).endswith("告的是哪种权利？")
    second = replies.telling.reply(told("昨天签收的", first.memory | {"record": told("收到法院传票").record.as_dict()}))
    assert (second.envelopes[0]["type"], bool(second.envelopes[0]["citations"])) == ("answer", True)
    assert "最晚到12月14日" in lead(second)


def test_a_changed_conclusion_is_said(replies: Replies, told: Any) -> None:
    first = replies.telling.reply(told("收到法院传票"))
    second = replies.telling.reply(told("是专利", {**first.memory, "asked": "right"}))
    assert "专利案子也是15日" in lead(second)


def test_a_further_question_gets_the_new_part(replies: Replies, told: Any) -> None:
    context = {"answered": ["summons"], "last_entry": "summons", "put": ["right", "served_on"]}
    reply = replies.answers.answer(told("诉讼费谁出，案件受理费要我交吗", context, intent="ask"))
    assert lead(reply).startswith("案件受理费由败诉方承担，调解减半。")


def test_what_nothing_more_is_known_of_is_not_sent_twice(replies: Replies, told: Any) -> None:
    context = {"answered": ["summons"], "last_entry": "summons", "put": ["right", "served_on"]}
    reply = replies.answers.answer(told("zzz", context, intent="ask"))
    assert lead(reply).startswith("这一问我没有查到更细的规定")


def test_the_likeliest_of_several_is_answered_with_the_others_beside(replies: Replies, told: Any) -> None:
    from bot.dialogue.turn import Candidate

    ranking = (Candidate("summons", "summons", 0.16), Candidate("other", "other", 0.1))
    unsure = told("法院给我寄了一封信过来", intent="ask", zone="clarify", confidence=0.16, ranking=ranking)
    assert lead(replies.answers.answer(unsure)).startswith("如果您问的是“收到传票怎么办？”：")
    assert replies.answers.answer(replace(unsure, confidence=0.1)).envelopes[0]["type"] == "clarify"
    likely = replace(unsure, ranking=(Candidate("summons", "summons", 0.5), Candidate("other", "other", 0.3)))
    assert lead(replies.answers.answer(likely)).startswith("签收起15日内交答辩状。")


def test_somebody_upset_is_comforted_once(replies: Replies, told: Any) -> None:
    upset = told("急死了", acts=("emotion",))
    reply = comforted(Reply([{"type": "answer", "text": "答"}]), upset, say)
    assert reply.envelopes[0]["text"].endswith("\n答")
    assert reply.memory == {"cared": True}
    asks = replace(upset, context={"cared": True}, acts=("ask", "emotion"))
    again = comforted(Reply([{"type": "answer", "text": "答"}]), asks, say)
    assert again.envelopes[0]["text"] == "答"


def test_help_comes_first_for_who_does_not_want_to_live(replies: Replies, told: Any) -> None:
    reply = comforted(Reply([{"type": "answer", "text": "答"}]), told("判了我赔，真不想活了"), say)
    assert "110" in reply.envelopes[0]["text"].split("\n")[0]


def test_an_answer_beside_a_wish_for_deletion_says_how(replies: Replies, told: Any) -> None:
    reply = told_how_to_delete(Reply([{"type": "answer", "text": "答"}]), told("答辩哪天止，我说的都删掉"), say)
    assert reply.envelopes[0]["text"].startswith("问完要删的话")
    assert (
        told_how_to_delete(Reply([{"type": "answer", "text": "答"}]), told("答辩哪天止"), say).envelopes[0]["text"]
        == "答"
    )


def test_english_in_english_out(replies: Replies, told: Any) -> None:
    english = told("I got a summons from the court on 2026-11-18, what now?", intent="ask")
    reply = replies.english.translated(replies.answers.answer(english), english)
    assert "What to do with a summons?" in lead(reply)
    assert "in Chinese" in lead(reply)
    assert is_english("how long do I have")
    assert not is_english("logo被抄了怎么办")


def test_an_operator_gets_the_script(replies: Replies, told: Any) -> None:
    text = replies.scripts.reply(told("给个话术")).envelopes[0]["text"]
    assert "先答：签收起15日内交答辩状。" in text
    assert "注意：不要劝他认。" in text
    assert replies.scripts.reply(told("给个话术", entry_id="")).envelopes[0]["type"] == "question"


def test_the_nearest_sentence_is_new_and_near() -> None:
    sentences = ["要提供担保。", "法院48小时内裁定。", "散展后仍可起诉。"]
    assert nearest("法院几小时能裁定", sentences, "") == "法院48小时内裁定。"
    assert nearest("法院几小时能裁定", sentences, "法院48小时内裁定") != "法院48小时内裁定。"
    assert nearest("", sentences, "") == ""


def test_what_is_said_of_a_case_is_only_told_where_it_holds() -> None:
    (variant,) = SUMMONS.answers
    assert not any("中级法院" in one for one in sentences_of(variant, {}))
    assert any("中级法院" in one for one in sentences_of(variant, {"right": "patent"}))


def test_the_next_step_is_said_once(replies: Replies, told: Any) -> None:
    first = replies.telling.reply(told("收到法院传票"))
    asked_all = {**first.memory, "put": ["right", "served_on"]}
    second = replies.telling.reply(told("晓得了嘛", asked_all))
    assert lead(second).count("今天拍下信封") == 1
    assert second.memory["steps_said"] == 1


def test_a_told_day_starts_the_periods_of_the_case_whatever_is_answered(replies: Replies, told: Any) -> None:
    reply = replies.telling.reply(told("我的产品被抄了，2023年12月5日发现的"))
    assert "诉讼时效最晚到12月7日，还剩9天" in lead(reply)
    assert "第188条" in [one["section"] for one in reply.envelopes[0]["citations"]]
    accused = replies.telling.reply(told("收到法院传票，2023年12月5日看到他的货"))
    assert "诉讼时效" not in lead(accused)
