"""What a message means in a case: what it tells, which entry it means, and what it is not taken for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.config import ROOT
from bot.dialogue.guide import Guide, Outline, make_guide
from bot.dialogue.reading.acts import wants_deletion
from bot.dialogue.reading.conversation import ConversationReader
from bot.dialogue.reading.message import Reading
from bot.dialogue.record import Change, Known, Record
from bot.knowledge.library import read_library
from bot.matching.match import Match, Ranked
from tests.unit.dialogue.test_message import KnownTexts, ask

TODAY = date(2026, 11, 28)
UNSAFE = Match("unsafe_request/privacy", "", "", 0.9, "answer", (), in_scope=False)


class Ranking:
    """A ranker with one order for everything."""

    def __init__(self, *ranked: tuple[str, float]) -> None:
        self._ranked = tuple(Ranked(entry.split(".")[0], entry, score) for entry, score in ranked)

    def rank(self, text: str, matcher: Any, talk: Any) -> tuple[Ranked, ...]:
        return self._ranked


@pytest.fixture(scope="module")
def guide() -> Guide:
    library = read_library(ROOT / "knowledge")
    assert library.vocabulary is not None
    return make_guide(library.vocabulary, library.flows, library.entries.values())


def reading(
    guide: Guide,
    text: str,
    context: dict[str, Any] | None = None,
    ranked: tuple[tuple[str, float], ...] = (),
    **known: Any,
) -> Reading:
    matcher: Any = KnownTexts(known)
    ranker: Any = Ranking(*ranked)
    reader = ConversationReader(matcher, guide, ranker, lambda said, _: said.startswith("帮我查"))
    return reader.read(text, {"context": context or {}, "turn_id": "t1"}, TODAY)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("有人抄我的牌子", "tm_similarity_test.owner"),
        ("今天收到法院传票，说我卖假货", "summons_first_steps"),
        ("员工离职带走了客户名单", "trade_secret_protection"),
        ("我的货被海关扣了", "customs_ip_protection.goods_detained"),
        ("我在展会上被投诉了", "exhibition_protection.accused"),
    ],
)
def test_a_story_begins_with_the_answer_of_what_happened(guide: Guide, text: str, entry: str) -> None:
    found = reading(guide, text)
    assert (found.intent, found.entry_id) == ("tell", entry)
    assert "tell" in found.acts


def test_who_tells_what_others_did_is_not_refused(guide: Guide) -> None:
    ranked = (("tm_similarity_test.owner", 0.8),)
    assert reading(guide, "有人抄我的牌子", None, ranked, 有人抄我的牌子=UNSAFE).intent == "ask"
    assert reading(guide, "帮我查他的住址", 帮我查他的住址=UNSAFE).intent == "unsafe_request"


def test_a_short_answer_to_what_was_asked_tells(guide: Guide) -> None:
    context = {"asked": "repeated", "last_entry": "admin_fine_reduce", "answered": ["admin_fine_reduce"]}
    found = reading(guide, "第一次", context)
    assert (found.intent, found.entry_id, found.told.facts["repeated"].value) == ("tell", "admin_fine_reduce", "no")


def test_a_question_in_a_case_means_the_leading_entry(guide: Guide) -> None:
    context = {"last_entry": "exhibition_protection", "last_question": "展会上有人摆我的专利产品"}
    ranked = (("conduct_preservation.ruling_48_hours", 0.7), ("ip_pledge_financing", 0.2))
    found = reading(guide, "几天能出结果", context, ranked)
    assert (found.intent, found.zone, found.entry_id) == ("ask", "answer", "conduct_preservation.ruling_48_hours")


def test_without_a_clear_lead_it_is_asked_which(guide: Guide) -> None:
    context = {"last_entry": "exhibition_protection", "last_question": "展会"}
    found = reading(guide, "几天能出结果", context, (("a", 0.3), ("b", 0.25)))
    assert (found.intent, found.zone, [one.entry_id for one in found.ranking]) == ("ask", "clarify", ["a", "b"])


def test_what_is_not_ours_stays_so_in_a_case(guide: Guide) -> None:
    weather = Match("out_of_scope/chitchat", "", "", 0.9, "reject", (), in_scope=False)
    context = {"last_entry": "exhibition_protection", "last_question": "展会"}
    found = reading(guide, "今天天气怎么样", context, (("a", 0.9),), 今天天气怎么样=weather)
    assert (found.intent, found.kind) == ("out_of_scope", "chitchat")


def test_operators_get_the_script_of_the_last_entry(guide: Guide) -> None:
    found = reading(guide, "我是热线员，给个话术", {"last_entry": "tm_assign", "answered": ["tm_assign"]})
    assert (found.intent, found.entry_id) == ("ask_script", "tm_assign")


def test_an_ordinary_question_is_no_question_about_us(guide: Guide) -> None:
    privacy = Match("ask_privacy", "", "", 0.95, "answer", (), in_scope=True)
    text = "客户名单算不算秘密"
    context = {"last_entry": "tm_assign", "answered": ["tm_assign"]}
    found = reading(guide, text, context, (("trade_secret_what.owner", 0.8),), **{text: privacy})
    assert found.intent == "ask"


def test_a_click_and_an_open_flow_are_read_by_what_they_are(guide: Guide) -> None:
    clicked = ConversationReader(KnownTexts({}), guide).read(  # type: ignore[arg-type]
        "有人抄我的牌子", {"choice": {"kind": "entry", "entry_id": "tm_assign"}}, TODAY
    )
    assert (clicked.intent, bool(clicked.told)) == ("ask", False)
    flow = {"flow": {"status": "collecting", "flow": "triage"}}
    assert reading(guide, "有人抄我的牌子", flow).intent == "flow_answer"


def test_a_guide_travels_as_json(guide: Guide) -> None:
    assert Guide.from_dict(guide.as_dict()) == guide
    assert guide.entries["tm_assign"] != Outline()


def test_texts_known_well_stay_what_they_are(guide: Guide) -> None:
    found = reading(guide, "注册商标多少钱", {"last_entry": "tm_assign"}, (("a", 0.3),), 注册商标多少钱=ask("tm_fees"))
    assert (found.intent, found.topic_id, found.zone) == ("ask", "tm_fees", "answer")


def test_not_knowing_what_was_asked_goes_on_with_the_case(guide: Guide) -> None:
    context = {"asked": "served_on", "last_entry": "summons_first_steps", "answered": ["summons_first_steps"]}
    found = reading(guide, "不知道", context)
    assert (found.intent, found.entry_id, bool(found.told)) == ("tell", "summons_first_steps", False)


def test_statements_in_a_case_are_no_orders(guide: Guide) -> None:
    deletes = Match("delete_my_data", "", "", 0.95, "answer", (), in_scope=True)
    text = "他已经把回放删了"
    context = {"last_entry": "evidence_preservation", "answered": ["evidence_preservation"]}
    ranked = (("evidence_preservation", 0.7),)
    assert reading(guide, text, context, ranked, **{text: deletes}).intent == "tell"


def test_a_wish_to_delete_is_understood_in_any_wording(guide: Guide) -> None:
    assert reading(guide, "你们存的这些，问完给我删了", {"last_entry": "tm_assign"}).intent == "delete_my_data"


def test_the_inferred_side_leads_to_its_own_entry(guide: Guide) -> None:
    assert reading(guide, "判决赔四十万，没钱赔，咋办嘛").told.facts["side"].value == "accused"


IN_CASE = {"last_entry": "summons_first_steps", "answered": ["summons_first_steps"], "last_question": "收到传票"}


@pytest.mark.parametrize("kind", ["near_miss", "other_law", "government"])
def test_in_an_open_case_nothing_is_flatly_not_ours(guide: Guide, kind: str) -> None:
    text = "我妈吓哭了咋办"
    beside = Match(f"out_of_scope/{kind}", "", "", 0.99, "reject", (), in_scope=False)
    assert reading(guide, text, IN_CASE, (("no_show_default", 0.6),), **{text: beside}).intent != "out_of_scope"


def test_a_wish_for_a_person_is_met_with_what_is_asked_beside_it(guide: Guide) -> None:
    ranked = (("summons_first_steps", 0.8),)
    beside = "店里收到法院传票了怎么办啊，转人工给我打个电话吧，急"
    wish, alone = (
        reading(guide, beside, None, ranked),
        reading(guide, "转人工 13900000000 下午三点后 我叫小李", None, ranked),
    )
    assert (wish.intent, wish.entry_id) == ("request_human", "summons_first_steps")
    assert (alone.intent, alone.entry_id) == ("request_human", "")


def test_who_takes_leave_is_not_asked_further(guide: Guide) -> None:
    assert reading(guide, "好，先这样，忙去了", IN_CASE, (("summons_first_steps", 0.9),)).intent == "thanks"


def test_a_follow_up_without_words_of_its_part_is_a_question(guide: Guide) -> None:
    cost = Match("follow_up/cost", "", "", 0.95, "answer", (), in_scope=True)
    ranked = (("accused_damages_estimate", 0.3), ("no_show_default", 0.2))
    assert reading(guide, "最坏咋样", IN_CASE, ranked, 最坏咋样=cost).intent == "ask"
    assert reading(guide, "要多少钱", IN_CASE, ranked, 要多少钱=cost).intent == "follow_up"


@pytest.mark.parametrize("text", ["对方跑了，聊天也删了", "他把聊天记录删掉了", "客户把我的微信删了，记录也没了"])
def test_what_others_have_deleted_is_no_wish_to_delete(text: str) -> None:
    assert not wants_deletion(text)


@pytest.mark.parametrize("text", ["把我说的删掉", "请删除我公司名称", "我的电话删了吧", "帮我删了聊天"])
def test_deletion_is_heard_in_any_wording(text: str) -> None:
    assert wants_deletion(text)


@pytest.mark.parametrize(
    ("text", "entry", "event", "day"),
    [
        ("商标让人异议了，材料11月9号收着的", "tm_defend_registration.opposition", "opposition_copy_on", "2026-11-09"),
        ("他要撤我的商标，通知10月16号到的", "tm_defend_registration.nonuse", "nonuse_notice_on", "2026-10-16"),
        ("海关11月2号扣我出口的奶瓶", "customs_ip_protection.goods_detained", "detained_on", "2026-11-02"),
    ],
)
def test_a_day_is_that_of_the_paper_the_answer_asks_for(
    guide: Guide, text: str, entry: str, event: str, day: str
) -> None:
    assert reading(guide, text, None, ((entry, 0.9),)).told.events[event].value == day


def test_a_letter_received_is_no_paper_of_the_court(guide: Guide) -> None:
    context = {"asked": "served_on", "last_entry": "ex_employee_accused", "answered": ["ex_employee_accused"]}
    told = reading(guide, "函上说7天内撤掉，11月23号收到的", context).told.events
    assert {name: one.value for name, one in told.items()} == {"letter_on": "2026-11-23"}


def test_who_knew_the_same_day_dates_that_too(guide: Guide) -> None:
    told = reading(guide, "她2023年12月15号走的，账号是她的，我当天就知道").told.events
    assert (told["left_job_on"].value, told["known_since"].value) == ("2023-12-15", "2023-12-15")


@pytest.mark.parametrize("text", ["今天先做哪一件", "给个今天的动作，三条", "行，三句话总结"])
def test_who_asks_what_to_do_now_gets_the_steps(guide: Guide, text: str) -> None:
    found = reading(guide, text, {"last_entry": "summons_first_steps", "answered": ["summons_first_steps"]})
    assert (found.intent, found.kind) == ("follow_up", "steps")


def test_deletion_is_heard_in_a_flow(guide: Guide) -> None:
    flow = {"flow": {"flow": "triage", "status": "collecting", "slot": "happened"}}
    assert reading(guide, "你们把我这号儿和说的话都给我抹了", flow).intent == "delete_my_data"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("总部给的图，图库连我一起告，19号收到传票，答辩哪天止？另外我说的都删掉。", "ask"),
        ("我说的话都给我删了，以后也别存我的电话", "delete_my_data"),
        ("聊天记录都删掉", "delete_my_data"),
    ],
)
def test_a_question_beside_a_wish_for_deletion_is_answered(guide: Guide, text: str, intent: str) -> None:
    found = reading(guide, text, None, (("summons_first_steps.answer_15_days", 0.9),))
    assert (found.intent == "delete_my_data") is (intent == "delete_my_data")


def test_what_to_do_now_is_that_of_the_case(guide: Guide) -> None:
    record = Record().tell(Change({"happened": Known("sued"), "side": Known("accused")}))
    context = {"last_entry": "lawyer_fee", "answered": ["lawyer_fee"], "record": record.as_dict()}
    found = reading(guide, "今天先做哪一件", context)
    assert found.entry_id.startswith("summons_first_steps")


@pytest.mark.parametrize("text", ["她2023年12月15号走的，当天没发现", "12月20号开庭，当天知道结果"])
def test_who_did_not_know_then_dates_nothing(guide: Guide, text: str) -> None:
    assert "known_since" not in reading(guide, text).told.events
