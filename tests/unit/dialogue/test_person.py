"""Wishes for a person in many wordings, and what only resembles one; answers to whether and how to call back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.memory import Memory
from bot.dialogue.reading.person import person_act
from tests.support.effort import CALLS_A_SIGN, calls_of

WAITS: dict[str, Any] = {"handoff": {"id": "h", "state": "call_back"}}
ASKED: dict[str, Any] = {
    **WAITS, "call_back": {"id": "h", "asks": True}, "last_intent": "request_human",
}  # fmt: skip
LATER = {**ASKED, "last_intent": "ask"}
IN_FLOW = {**ASKED, "flow": {"status": "collecting", "slot": "served_on"}}


@pytest.mark.parametrize(
    "text",
    [
        "转人工", "人工", "人工客服", "客服在吗", "有没有人工", "我要找真人", "帮我接一下人工", "别自动回复了，来个人",
        "找个人问问", "说不清楚，找个人来", "能不能给我回个电话", "让你们的人给我回电", "麻烦安排人联系我",
        "不想跟机器人说", "转人工 13800000000 下午三点后 我姓王", "给我打个电话吧 13900001111", "找工作人员",
        "商标的事我说不明白，请转人工客服", "talk to a human", "轉人工", "能加个微信吗", "转人工，我不想留电话",
    ],
)  # fmt: skip
def test_a_wish_in_any_wording(text: str) -> None:
    assert person_act(text, Memory.of({})) == "wish"


@pytest.mark.parametrize(
    "text",
    [
        "平台客服不理我", "联系淘宝客服", "让平台客服联系我", "对方打电话给我说我侵权", "有人打电话给我要赔钱",
        "请问有人联系我说侵权怎么办", "人工智能生成的图有版权吗", "需要人工审核吗", "有工作人员上门检查", "找个人代理商标",
        "有个人跟我说他注册了我的牌子", "先不要打官司", "不要打电话给对方", "律师函什么时候回复", "商标局什么时候回复我",
        "他冒充市场监管局的工作人员", "对方律师什么时候给我回电话", "12345是什么电话", "我姓王", "13800000000", "好的", "不用了",
        "要是有人打电话给我怎么办", "请求对方停止使用", "能退回电脑吗",
    ],
)  # fmt: skip
def test_what_is_no_wish(text: str) -> None:
    assert person_act(text, Memory.of({})) == ""


@pytest.mark.parametrize("text", ["不用转人工", "取消回电", "别给我打电话了", "不用联系我了"])
def test_a_wish_taken_back(text: str) -> None:
    assert person_act(text, Memory.of({})) == "withdraw"


@pytest.mark.parametrize("text", ["不用打了", "不用打电话了，谢谢", "别打了", "不用等了，已经解决了", "把我的电话删了"])
def test_taken_back_in_fewer_words_once_it_waits(text: str) -> None:
    assert person_act(text, Memory.of(WAITS)) == "withdraw"
    assert person_act("不要打官司了", Memory.of(WAITS)) == ""


@pytest.mark.parametrize(
    "text", ["你们什么时候打给我", "多久能回电", "回电登记上了吗", "H482739怎么样了", "你们还会打给我吗"]
)
def test_its_state_is_asked(text: str) -> None:
    assert person_act(text, Memory.of({})) == "state"


@pytest.mark.parametrize(
    "text", ["怎么还没人给我打", "前面还有几个人", "还要等多久", "什么时候有人来", "到现在都没人联系我"]
)
def test_its_state_is_asked_in_fewer_words_once_it_waits(text: str) -> None:
    assert (person_act(text, Memory.of(WAITS)), person_act(text, Memory.of({}))) == ("state", "")


@pytest.mark.parametrize(
    "text",
    ["我打12345怎么说", "打12345的时候该说什么", "怎么跟12345说", "给我一段打12345念的话", "12345接通了怎么开口"],
)
def test_what_to_say_at_the_hotline_is_asked(text: str) -> None:
    assert person_act(text, Memory.of({})) == "script"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("同意", "agree"), ("好的", "agree"), ("行吧", "agree"), ("就这么登记", "agree"), ("不同意", "refuse"),
        ("不用了", "refuse"), ("不方便留", "refuse"), ("13800000000", "contact"), ("下午三点后", "contact"),
        ("我姓王", "contact"), ("号码错了，是13911112222", "contact"), ("商标异议要多久", ""),
        ("我的电话是1380000", "contact"), ("对方的电话是13911112222", ""), ("国发2026 30号文怎么说", ""),
    ],
)  # fmt: skip
def test_answers_to_whether_and_how(text: str, act: str) -> None:
    assert person_act(text, Memory.of(ASKED)) == act


@pytest.mark.parametrize(("text", "act"), [("13800000000", "contact"), ("好的", ""), ("明天上午", ""), ("不用了", "")])
def test_later_only_a_number_answers(text: str, act: str) -> None:
    assert person_act(text, Memory.of(LATER)) == act


@pytest.mark.parametrize(("text", "act"), [("同意", "agree"), ("好的", ""), ("没有", ""), ("13800000000", "contact")])
def test_in_a_flow_a_short_yes_or_no_is_the_flows(text: str, act: str) -> None:
    assert person_act(text, Memory.of(IN_FLOW)) == act


def test_a_flow_that_asks_for_the_number_gets_it() -> None:
    flow = {"status": "collecting", "slot": "contact_phone"}
    assert person_act("13800000000", Memory.of({**ASKED, "flow": flow})) == ""
    assert person_act("转人工", Memory.of({**ASKED, "flow": flow})) == "wish"


@pytest.mark.parametrize("piece", ["请让", "还没", "12345电话", "什么时候", "不用", "转一个", "我", "1"])
def test_the_longest_message_takes_little_time(piece: str) -> None:
    text = (piece * 2000)[:2000]
    person_act("转人工", Memory.of({}))
    assert calls_of(lambda: person_act(text, Memory.of(ASKED))) < CALLS_A_SIGN * len(text)
