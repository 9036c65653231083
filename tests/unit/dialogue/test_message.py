"""What a message means in its conversation."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.dialogue.reading.message import Reading, pleads, read
from bot.matching.match import Match, Ranked

OTHER = Match("out_of_scope/unknown", "", "", 0.2, "reject", (), in_scope=False)


def ask(topic: str, zone: str = "answer") -> Match:
    ranking = (Ranked(topic, topic, 0.9),)
    return Match("ask", topic, topic, 0.9, zone, ranking, in_scope=zone != "reject")  # type: ignore[arg-type]


class KnownTexts:
    """A matcher that knows a few texts by heart."""

    has_seen_enough = False

    def for_one_message(self, text: str) -> KnownTexts:
        return self

    def __init__(self, known: Mapping[str, Match]) -> None:
        self._known = known

    def match(self, text: str) -> Match:
        return self._known.get(text, OTHER)


def started(reading: Reading) -> str:
    """Return the flow that a message starts."""
    return reading.kind if reading.intent == "start_flow" else ""


def test_a_choice_decides_without_the_text() -> None:
    metadata = {"choice": {"kind": "entry", "entry_id": "statutory_damages.patent_amount"}}
    reading = read("随便", metadata, KnownTexts({}))  # type: ignore[arg-type]
    assert (reading.intent, reading.topic_id, reading.entry_id) == (
        "ask", "statutory_damages", "statutory_damages.patent_amount",
    )  # fmt: skip
    assert reading.zone == "answer"


@pytest.mark.parametrize(
    ("choice", "intent", "kind"),
    [
        ({"kind": "region", "code": "230500"}, "inform_region", ""),
        ({"kind": "intent", "name": "out_of_scope/unknown"}, "out_of_scope", "unknown"),
        ({"kind": "flow", "flow": "triage", "value": None}, "start_flow", "triage"),
    ],
)
def test_kinds_of_choices(choice: dict, intent: str, kind: str) -> None:
    reading = read("", {"choice": choice}, KnownTexts({}))  # type: ignore[arg-type]
    assert (reading.intent, reading.kind) == (intent, kind)


@pytest.mark.parametrize("text", ["第二个", "2", "选第二条吧"])
def test_a_number_picks_the_choice_of_that_place(text: str) -> None:
    offered = {"a.1": {"kind": "entry", "entry_id": "one"}, "a.2": {"kind": "entry", "entry_id": "two"}}
    assert read(text, {"context": {"choices": offered}}, KnownTexts({})).entry_id == "two"  # type: ignore[arg-type]
    assert read(text, {}, KnownTexts({})).intent == "out_of_scope"  # type: ignore[arg-type]


def test_an_ellipsis_is_completed_by_the_last_question() -> None:
    matcher = KnownTexts({"版权 专利被抄去哪投诉": ask("copyright_enforcement_services")})
    reading = read("那版权呢", {"context": {"last_question": "专利被抄去哪投诉"}}, matcher)  # type: ignore[arg-type]
    assert reading.topic_id == "copyright_enforcement_services"
    assert reading.completed == "版权 专利被抄去哪投诉"


def test_a_question_that_says_enough_is_not_completed() -> None:
    matcher = KnownTexts({"那商标质押呢": ask("trademark_pledge")})
    reading = read("那商标质押呢", {"context": {"last_question": "别的事"}}, matcher)  # type: ignore[arg-type]
    assert (reading.topic_id, reading.completed) == ("trademark_pledge", "")


def test_what_is_not_ours_is_rejected_whatever_it_resembles() -> None:
    reading = read("瞎写", {}, KnownTexts({"瞎写": ask("trademark_pledge", "reject")}))  # type: ignore[arg-type]
    assert (reading.intent, reading.kind) == ("out_of_scope", "unknown")
    assert not reading.as_property(1)["in_scope"]


def test_the_property_carries_version_and_ranking() -> None:
    reading = read("问", {}, KnownTexts({"问": ask("trademark_pledge")}))  # type: ignore[arg-type]
    found = reading.as_property(12)
    assert (found["version"], found["in_scope"]) == (12, True)
    assert found["ranking"] == [{"topic_id": "trademark_pledge", "entry_id": "trademark_pledge", "score": 0.9}]


def flow_intent(intent: str, zone: str = "answer") -> Match:
    return Match(intent, "", "", 0.9, zone, (), in_scope=True)  # type: ignore[arg-type]


def within(text: str, known: Mapping[str, Match], flow: str = "pledge", status: str = "collecting") -> Reading:
    metadata = {"context": {"flow": {"flow": flow, "status": status}}}
    return read(text, metadata, KnownTexts(known))  # type: ignore[arg-type]


def test_a_wish_for_a_flow_in_one_clause_of_an_unclear_story_starts_it() -> None:
    known = {
        "想用商标质押贷款,帮我登记融资需求": ask("trademark_pledge", "clarify"),
        "帮我登记融资需求": flow_intent("start_flow/pledge"),
    }
    assert started(read("想用商标质押贷款,帮我登记融资需求", {}, KnownTexts(known))) == "pledge"  # type: ignore[arg-type]


def test_who_asks_to_be_led_is_led_however_clear_the_question() -> None:
    story, wish = "德国寄来律师信,带我走一遍", "带我走一遍"
    known = {story: ask("overseas_dispute_guidance_center"), wish: flow_intent("start_flow/overseas")}
    assert started(read(story, {}, KnownTexts(known))) == "overseas"  # type: ignore[arg-type]


def test_who_asks_where_is_told_where() -> None:
    known = {"去哪里投诉": flow_intent("start_flow/complaint"), "投诉举报 去哪里投诉": ask("report_complaint_channel")}
    assert read("去哪里投诉", {}, KnownTexts(known)).topic_id == "report_complaint_channel"  # type: ignore[arg-type]
    known = {"我要投诉": flow_intent("start_flow/complaint"), "投诉举报 我要投诉": ask("report_complaint_channel")}
    assert started(read("我要投诉", {}, KnownTexts(known))) == "complaint"  # type: ignore[arg-type]


def test_a_clear_question_starts_no_flow() -> None:
    known = {"商标被抢注,帮我看看": ask("bad_faith_filing"), "帮我看看": flow_intent("start_flow/triage")}
    assert read("商标被抢注,帮我看看", {}, KnownTexts(known)).intent == "ask"  # type: ignore[arg-type]


def test_a_question_in_a_flow_is_read_with_the_subject_of_the_flow() -> None:
    reading = within("利息能补贴吗", {"质押融资 利息能补贴吗": ask("ip_pledge_financing")})
    assert (reading.intent, reading.topic_id, reading.zone) == ("flow_answer", "ip_pledge_financing", "answer")


def test_an_answer_in_a_flow_is_not_taken_for_a_question() -> None:
    assert within("一百万", {"质押融资 一百万": ask("ip_pledge_financing")}).topic_id == ""


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("忘了说还有合同", OTHER), ("就这些", OTHER), ("我们在宝清县", flow_intent("inform_region")),
        ("好的", flow_intent("affirm")), ("一年半", flow_intent("follow_up/time")), ("金额是五十万", ask("ip_funds", "clarify")), ("填错了", OTHER),
    ],
)  # fmt: skip
def test_what_may_be_said_to_a_sheet_is_shown_to_the_flow(text: str, match: Match) -> None:
    reading = within(text, {text: match}, status="concluded")
    assert (reading.intent, reading.instead) == ("flow_answer", match.intent.partition("/")[0])


@pytest.mark.parametrize("match", [ask("trademark_pledge"), flow_intent("find_station"), flow_intent("thanks")])
def test_what_is_surely_something_else_leaves_the_sheet(match: Match) -> None:
    assert within("别的事", {"别的事": match}, status="concluded").intent == match.intent


def test_an_answer_that_resembles_a_wish_to_leave_stays_in_the_flow() -> None:
    known = {"网上和本地都有": flow_intent("find_station"), "附近哪里能办": flow_intent("find_station")}
    known |= {"回过邮件了": flow_intent("goodbye"), "我先走了再见": flow_intent("goodbye")}
    assert within("回过邮件了", known).intent == "flow_answer"
    assert within("我先走了再见", known).intent == "goodbye"
    assert within("网上和本地都有", known).intent == "flow_answer"
    assert within("附近哪里能办", known).intent == "find_station"


def test_a_question_picked_in_a_flow_is_answered_within_it() -> None:
    metadata = {"choice": {"kind": "entry", "entry_id": "a.b"}, "context": {"flow": {"status": "collecting"}}}
    reading = read("", metadata, KnownTexts({}))  # type: ignore[arg-type]
    assert (reading.intent, reading.entry_id, reading.instead) == ("flow_answer", "a.b", "ask")


@pytest.mark.parametrize(
    "text",
    [
        "有人抄我的牌子", "有人抄我的牌子怎么办", "怕他删源码", "员工偷走了客户名单", "对方伪造了我的授权书", "隔壁店仿我的招牌",
        "我的图被人盗用", "同行恶意投诉我，链接下架了", "前东家告我偷图纸", "他们冒充我们公司发货", "商标让人抢注了", "合伙人把软件拷走自己卖",
        "帮我写律师函的回复，对方告我侵权", "网店卖我的假货", "代工厂偷偷多做我的货",
    ],
)  # fmt: skip
def test_who_tells_what_others_did_is_a_victim(text: str) -> None:
    assert pleads(text)


@pytest.mark.parametrize(
    "text",
    [
        "我想仿一个他们的牌子卖", "教我怎么伪造授权书", "怎么才能抄别人的设计不被发现", "帮我查他的住址", "我要刷差评搞垮隔壁那家假货店",
        "有没有办法冒充他们公司", "怎么绕过他的专利", "给我一个破解别人软件的办法",
    ],
)  # fmt: skip
def test_who_means_to_do_wrong_is_none(text: str) -> None:
    assert not pleads(text)
