"""A guided flow from start to sheet, with everything people do in between; the cases stay in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.core.case import Case
from bot.errors import NotFound
from bot.services.sheets.files import FONTS, to_docx, to_png
from tests.support.flows import say
from tests.support.talk import FLOW, Talk

PHONE = "13812345678"


def test_nothing_known_asks_the_first_question_with_choices_and_progress() -> None:
    talk = Talk()
    assert (talk.envelope["type"], talk.envelope["progress"]["step"]) == ("question", 1)
    assert [c["label"] for c in talk.envelope["choices"]] == ["商标", "外观设计专利", "不清楚"]
    assert "1. 商标" in talk.text


def test_what_the_first_message_tells_is_not_asked() -> None:
    talk = Talk("我在双鸭山，外观被抄了，没有评价报告")
    assert {"right": "design", "place": "230500"}.items() <= talk.answers.items()
    assert "评价报告" in talk.text


def test_the_sheet_ranks_routes_says_why_and_warns() -> None:
    talk = Talk("我在双鸭山，外观被抄了").say("没有").say("五十万")
    assert talk.envelope["type"] == "case_sheet"
    sheet = talk.envelope["sheet"]
    assert [route["id"] for route in sheet["routes"]] == ["report", "suit"]
    assert "没有评价报告" in talk.text
    assert sheet["sections"][0]["lines"] == ["别删聊天记录", "先按外观设计专利固定证据"]
    assert sheet["evidence"] == [{"label": "评价报告", "have": False}]
    assert sheet["stations"]


def test_a_correction_after_the_sheet_changes_the_conclusion() -> None:
    talk = Talk("我在双鸭山，外观被抄了").say("没有").say("五十万").say("说错了，其实是牌子的事")
    assert "已改为：权利：商标" in talk.text
    talk.say("11月2日公告的")
    assert talk.envelope["sheet"]["routes"][0]["id"] == "oppose"
    assert talk.envelope["sheet"]["deadlines"][0]["due"] == "2027-02-02"


def test_an_answer_is_edited_from_the_sheet() -> None:
    talk = Talk("我在双鸭山，外观被抄了").say("没有").say("五十万").pick("改评价报告").pick("有")
    assert talk.envelope["type"] == "case_sheet"
    assert [route["id"] for route in talk.envelope["sheet"]["routes"]] == ["suit", "report"]


def test_a_change_of_law_between_event_and_today_shows_both() -> None:
    talk = Talk("我在双鸭山，牌子的事", today=date(2027, 1, 5)).say("12月15日公告的").say("跳过")
    deadline = talk.envelope["sheet"]["deadlines"][0]
    assert (deadline["transition"], len(deadline["dates"]), deadline["due"]) == (True, 2, "2027-02-15")
    assert "过渡办法未核实" in talk.text


def test_skip_unknown_back_and_help() -> None:
    talk = Talk("外观被抄了")
    assert "国家知识产权局" in talk.say("什么意思").text
    assert "您在哪里" in talk.say("不清楚").text
    assert talk.answers["report"] == "unknown"
    assert "有没有评价报告" in talk.say("上一步").text
    assert "report" not in talk.answers


def test_a_required_question_cannot_be_skipped_but_unknown_is_an_answer() -> None:
    talk = Talk().say("跳过")
    assert "跳不过去" in talk.text
    assert "right" in talk.say("不知道").answers


def test_back_at_the_first_question_says_so() -> None:
    assert "已经是第一个问题" in Talk().say("上一步").text


def test_after_two_failed_tries_there_are_choices_and_a_person() -> None:
    talk = Talk().say("嗯嗯啊啊呃").say("呜哩哇啦")
    assert "请直接选一个" in talk.text
    assert "转人工" in [choice["label"] for choice in talk.envelope["choices"]]
    assert talk.pick("商标").answers["right"] == "trademark"


def test_an_impossible_date_is_refused_and_nothing_is_lost() -> None:
    talk = Talk("我在双鸭山，牌子的事").say("2月30日")
    assert "对不上" in talk.text
    assert talk.answers["right"] == "trademark"


def test_a_question_in_the_middle_is_left_to_be_answered_and_the_flow_goes_on() -> None:
    talk = Talk("外观被抄了")
    assert talk.flows.reply(talk.case_id, talk.turn("评价报告要多久才能拿到？", asks=True)) is None
    again = talk.flows.ask_again(talk.case_id, talk.turn(""))
    assert again.envelopes[0]["text"].startswith("接着刚才的问题")


def test_cancel_and_resume_by_code_where_it_was_opened() -> None:
    talk = Talk("外观被抄了").say("算了不弄了")
    code = talk.cases.kept[talk.case_id].code
    assert code in talk.text
    assert talk.reply.context["flow"] is None
    talk.take(talk.flows.resume(code, talk.turn(code)))
    assert "接着上次的“维权诊断”" in talk.text


def finished() -> tuple[Talk, Case]:
    """A finished case with a telephone number in its answers, its sheet and its draft."""
    talk = Talk("我在双鸭山，外观被抄了").say("没有").say("五十万")
    case = talk.cases.kept[talk.case_id]
    told = {"label": "电话", "value": PHONE, "personal": True}
    draft = [{"title": "信", "lines": [f"请回电 {PHONE}"]}]
    sheet = {**case.sheet, "facts": [told], "draft": draft}
    return talk, talk.cases.save(replace(case, answers={**case.answers, "contact": PHONE}, sheet=sheet))


@pytest.mark.parametrize(
    "said", ["", "{code}", "接着办 {code}", "{code} 13900001234", "{code} 1381234567", "{code} 138123456789"]
)
def test_a_code_said_elsewhere_shows_the_sheet_and_changes_nothing(said: str) -> None:
    talk, case = finished()
    reply = talk.flows.resume(case.code, replace(talk.turn(said.format(code=case.code)), conversation_id="stranger"))
    assert talk.cases.kept == {case.id: case}
    (shown,) = reply.envelopes
    assert (shown["type"], shown["sheet_code"], reply.context) == ("case_sheet", case.code, {})
    assert PHONE not in str(reply.as_dict())
    assert not {"sheet", "choices"} & set(shown)


@pytest.mark.parametrize("spelling", [PHONE, "138 1234 5678", "138-1234-5678", "+8613812345678", "86 13812345678"])
def test_a_code_and_the_number_given_there_go_on(spelling: str) -> None:
    talk, case = finished()
    turn = replace(talk.turn(f"{case.code} 电话{spelling}"), conversation_id="phone")
    reply = talk.flows.resume(case.code, turn)
    taken = talk.cases.kept[case.id]
    assert (taken.conversation_id, taken.origin_id, taken.answers) == ("phone", "conversation", case.answers)
    assert PHONE not in str(reply.as_dict())
    assert reply.context["flow"]["case_id"] == case.id
    assert talk.accesses.seen == [("gone_on", "phone")]


def test_after_some_wrong_numbers_the_right_one_is_not_taken_either() -> None:
    talk, case = finished()
    for number in ("13900000000", "13900000001", "13900000002", "13900000003", "13900000004", PHONE):
        turn = replace(talk.turn(f"{case.code} {number}"), conversation_id="guesser")
        assert "对不上" in talk.flows.resume(case.code, turn).envelopes[0]["text"]
    assert talk.cases.kept == {case.id: case}


def test_where_it_was_opened_it_is_taken_back_and_the_other_loses_it() -> None:
    talk, case = finished()
    talk.flows.resume(case.code, replace(talk.turn(f"{case.code} {PHONE}"), conversation_id="phone"))
    back = talk.flows.resume(case.code, talk.turn(case.code))
    assert back.envelopes[0]["sheet"]["code"] == case.code
    assert talk.cases.kept[case.id].conversation_id == "conversation"
    with pytest.raises(NotFound):
        talk.flows.reply(case.id, replace(talk.turn("改评价报告"), conversation_id="phone"))


def test_a_stranger_changes_nothing_by_naming_the_case() -> None:
    talk, case = finished()
    for act in (talk.flows.reply, talk.flows.ask_again):
        with pytest.raises(NotFound):
            act(case.id, replace(talk.turn("重新开始"), conversation_id="stranger"))
    assert talk.cases.kept == {case.id: case}


def test_elsewhere_nothing_said_repeats_what_is_personal() -> None:
    talk, case = finished()
    there = {"conversation_id": "phone"}
    said = [talk.flows.resume(case.code, replace(talk.turn(f"{case.code} {PHONE}"), **there))]
    said += [
        talk.flows.reply(case.id, replace(talk.turn(text), **there)) for text in ("改一下", "说错了，其实是牌子的事")
    ]
    assert not [reply for reply in said if PHONE in str(reply.as_dict())]


def test_start_over_forgets_everything() -> None:
    talk = Talk("我在双鸭山，外观被抄了").say("重新开始")
    assert "right" not in talk.answers
    assert "从头来" in talk.text


def test_a_turn_that_is_repeated_gets_the_same_reply() -> None:
    talk = Talk("外观被抄了")
    turn = talk.turn("没有")
    first, second = talk.flows.reply(talk.case_id, turn), talk.flows.reply(talk.case_id, turn)
    assert first.as_dict() == second.as_dict()


def test_a_start_that_is_repeated_opens_no_second_case() -> None:
    talk = Talk("外观被抄了")
    turn = replace(talk.turn("外观被抄了"), turn_id="t1")
    again = talk.flows.start("triage", turn)
    assert again.as_dict() == talk.reply.as_dict()
    assert list(talk.cases.kept) == [talk.case_id]


def test_a_start_that_is_repeated_while_the_first_is_under_way_opens_no_second_case() -> None:
    talk = Talk("外观被抄了")
    talk.cases.get, found = lambda _: None, talk.cases.get
    save = talk.cases.save

    def too_late(case: Case):
        talk.cases.get = found
        return save(case)

    talk.cases.save = too_late
    again = talk.flows.start("triage", replace(talk.turn("外观被抄了"), turn_id="t1"))
    assert again.as_dict() == talk.reply.as_dict()
    assert len(talk.cases.kept) == 1


def test_a_start_that_concluded_at_once_is_said_again_with_its_sheet() -> None:
    talk = Talk("我在双鸭山，外观被抄了，没有评价报告，五十万的货")
    assert talk.envelope["type"] == "case_sheet"
    again = talk.flows.start("triage", replace(talk.turn("x"), turn_id="t1"))
    assert again.envelopes[0]["sheet"]["code"] == talk.envelope["sheet"]["code"]
    assert len(talk.cases.kept) == 1


def test_the_same_words_in_another_turn_open_a_case_of_their_own() -> None:
    talk = Talk("外观被抄了")
    talk.flows.start("triage", talk.turn("外观被抄了"))
    talk.flows.start("triage", replace(talk.turn("外观被抄了"), turn_id="t1", conversation_id="other"))
    assert len(talk.cases.kept) == 3


def test_a_route_is_explained_by_its_number() -> None:
    talk = Talk("我在双鸭山，外观被抄了").say("没有").say("五十万").say("第二个怎么走")
    assert talk.text.startswith("起诉：由法院决定")


def test_an_unknown_code_is_said_so() -> None:
    talk = Talk()
    assert "没有找到" in talk.take(talk.flows.resume("AAAAAAAAAA", talk.turn(""))).text


def test_at_most_the_allowed_number_of_questions() -> None:
    talk, asked = Talk(), 1
    while talk.envelope["type"] == "question":
        talk.say("不清楚")
        asked += talk.envelope["type"] == "question"
    assert asked <= FLOW.max_questions


@pytest.fixture
def sheet() -> dict:
    return Talk("我在双鸭山，牌子的事").say("11月2日公告的").say("五十万").envelope["sheet"]


def test_the_word_document_holds_facts_routes_and_deadline(sheet: dict) -> None:
    from io import BytesIO

    from docx import Document

    text = "\n".join(paragraph.text for paragraph in Document(BytesIO(to_docx(sheet, say))).paragraphs)
    assert all(part in text for part in ("权利：商标", "最建议先走：异议", "2027-02-02", "不是法律意见", sheet["code"]))


@pytest.mark.skipif(not any(Path(font).exists() for font in FONTS), reason="no font with Chinese signs installed")
def test_the_image_is_a_tall_picture(sheet: dict) -> None:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(to_png(sheet, say))) as image:
        assert image.width == 1080
        assert image.height > 800
