"""A wish for a person step by step: consent before anything is passed on, masked confirmation, state, withdrawal."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

import pytest

from bot.config import ROOT
from bot.core.clock import CHINA, Clock
from bot.core.contact import Contact
from bot.core.handoff import CLAIMED, CLOSED, ServiceHours
from bot.core.memory import Memory
from bot.dialogue.reading.person import person_act
from bot.dialogue.record import INFERRED, ROUGH, Change, Known, Record
from bot.dialogue.turn import Turn
from bot.knowledge.library import read_vocabulary
from bot.services.desk.call_backs import CallBacks
from bot.services.desk.handoffs import Handoffs
from bot.services.desk.hotline_script import LONGEST, HotlineScript
from bot.services.records.lines import RecordLines
from bot.services.regions.resolver import load_regions
from bot.services.wording import say
from tests.support.flows import Cases
from tests.support.queue import Queue

VOCABULARY, REGIONS = read_vocabulary(ROOT / "knowledge"), load_regions()
SCRIPT = HotlineScript(VOCABULARY, RecordLines(VOCABULARY, REGIONS), REGIONS, say)
SUNDAY, MONDAY = datetime(2026, 11, 29, 10, tzinfo=CHINA), datetime(2026, 11, 30, 10, tzinfo=CHINA)
PHONE = "13800000000"


class Standing(Clock):
    """A clock that stands."""

    def __init__(self, moment: datetime) -> None:
        object.__setattr__(self, "moment", moment)

    def now(self) -> datetime:
        return self.moment


@dataclass
class Visit:
    """One conversation with the call-backs alone, read as the engine reads it."""

    queue: Queue = field(default_factory=Queue)
    moment: datetime = SUNDAY
    context: dict[str, Any] = field(default_factory=dict)
    shown: Any = None

    def __post_init__(self) -> None:
        hours = ServiceHours(time(9), time(17))
        handoffs = Handoffs(self.queue, Cases(), Standing(self.moment), hours, say)
        self.call_backs = CallBacks(handoffs, SCRIPT, lambda: "12345、12315", say)

    def say(self, text: str) -> str:
        act = person_act(text, Memory.of(self.context))
        assert act, f"{text} is nothing said about a person"
        return self._reply(text, act)

    def click(self, label: str) -> str:
        shown = self.shown["choices"]
        key = next(choice["id"] for choice in shown if label in choice["label"])
        return self._reply(label, self.context["choices"][key]["name"].partition("/")[2])

    def _reply(self, text: str, act: str) -> str:
        turn = Turn(text, "request_human", date(2026, 11, 28), kind=act, context=self.context, conversation_id="c",
                    turn_id=str(len(self.context)), region=self.context.get("region"))  # fmt: skip
        reply = self.call_backs.reply(turn).as_dict(turn)
        self.context, self.shown = reply["context"], reply["envelopes"][-1]
        told = self.shown["text"]
        assert PHONE not in told
        assert len(told) <= (180 if not told.isascii() and "。" in told else 400), (len(told), told)
        return told

    @property
    def place(self) -> Any:
        return next(reversed(self.queue.places.values()))


@pytest.fixture
def visit() -> Visit:
    return Visit()


def test_what_a_contact_is_for_is_said_before_it_is_sent(visit: Visit) -> None:
    offered = visit.say("转人工")
    assert all(
        word in offered for word in ("同意", "办完就删", "12345", "9:00–17:00", "11月30日（周一）", visit.place.number)
    )
    kept = visit.say(f"{PHONE} 下午三点后 我姓王")
    assert all(word in kept for word in ("138****0000", "下午三点后", "姓王", visit.place.number))
    assert visit.place.contact == Contact("mobile", PHONE, "下午三点后", "王")


def test_a_contact_that_comes_with_the_wish_waits_for_a_yes(visit: Visit) -> None:
    asked = visit.say(f"转人工 {PHONE} 下午三点后 我姓王")
    assert "138****0000" in asked
    assert "可以吗" in asked
    assert not visit.place.contact
    assert PHONE not in visit.place.reason
    assert "登记好了" in visit.click("同意")
    assert visit.place.contact == Contact("mobile", PHONE, "下午三点后", "王")


@pytest.mark.parametrize("wish", ["转人工", f"转人工 {PHONE}"])
@pytest.mark.parametrize("no", ["不同意", "不用了", "不留"])
def test_a_refusal_leaves_nothing_but_the_wish(visit: Visit, wish: str, no: str) -> None:
    visit.say(wish)
    refused = visit.say(no)
    assert "没有登记联系方式" in refused
    assert not visit.place.contact
    assert PHONE not in str(visit.context)
    assert "12345" in refused


def test_a_yes_without_a_number_asks_for_it(visit: Visit) -> None:
    visit.say("人工客服")
    assert "座机" in visit.click("同意")
    visit.say("微信 abc_12345")
    assert visit.place.contact.way == "wechat"


def test_parts_come_one_by_one_and_are_corrected(visit: Visit) -> None:
    visit.say("转人工")
    assert "请发" in visit.say("我姓王，明天上午")
    visit.say(PHONE)
    assert visit.place.contact == Contact("mobile", PHONE, "明天上午", "王")
    assert "139****2222" in visit.say("号码错了，是13911112222")
    assert "改好了" in visit.say("下午五点以后")
    assert visit.place.contact == Contact("mobile", "13911112222", "下午五点以后", "王")


def test_a_correction_before_the_yes_is_confirmed_again(visit: Visit) -> None:
    visit.say(f"转人工 {PHONE}")
    assert "139****2222" in visit.say("不对，是13911112222")
    assert not visit.place.contact
    visit.say("可以")
    assert visit.place.contact.value == "13911112222"


def test_the_state_is_told_at_every_step(visit: Visit) -> None:
    assert "没有登记过" in visit.say("你们什么时候打给我")
    visit.say("转人工")
    assert "没法给您打电话" in visit.say("你们什么时候打给我")
    visit.say(PHONE)
    told = visit.say("你们什么时候打给我")
    assert all(word in told for word in ("138****0000", "前面还有0位", "11月30日（周一）", visit.place.number))
    visit.queue.move(visit.place, CLOSED, "wang")
    assert "办完" in visit.say(f"{visit.place.number}怎么样了")


def test_those_who_wait_longer_are_counted(visit: Visit) -> None:
    visit.queue.request("other", "call_back", "", {}, 100)
    visit.say("转人工")
    visit.say(PHONE)
    assert "前面还有1位" in visit.say("还要等多久")


def test_in_hours_one_waits_here_or_leaves_a_number() -> None:
    visit = Visit(moment=MONDAY)
    assert "已为您排队" in visit.say("转人工")
    assert "正在排队" in visit.say("前面还有几个人")
    assert "最早今天" in visit.say(PHONE)
    assert visit.place.state == "call_back"


def test_withdrawn_the_number_is_gone(visit: Visit) -> None:
    visit.say("转人工")
    visit.say(PHONE)
    number = visit.place.number
    assert number in visit.say("不用打了")
    assert (visit.place.state, visit.place.contact) == (CLOSED, Contact())
    assert PHONE not in str(visit.context)
    assert "办完或取消" in visit.say("你们什么时候打给我")
    assert number in visit.say("取消回电")
    visit.say("转人工")
    assert visit.place.number != number


def test_nothing_to_withdraw_is_said_so(visit: Visit) -> None:
    assert "没有登记过" in visit.say("取消回电")


def test_a_second_wish_tells_the_state_and_keeps_the_number(visit: Visit) -> None:
    visit.say("转人工")
    visit.say(PHONE)
    assert "已登记" in visit.say("我要找人工客服")
    assert visit.place.contact.value == PHONE


def test_who_is_answered_already_is_told_so(visit: Visit) -> None:
    visit.say("转人工")
    visit.queue.move(visit.place, CLAIMED, "wang")
    assert "已经在这个对话里" in visit.say("转人工")


def test_a_full_queue_names_the_numbers() -> None:
    assert "12345" in Visit(Queue(full=True)).say(f"转人工 {PHONE}")


def test_a_number_that_breaks_off_is_asked_again(visit: Visit) -> None:
    visit.say("转人工")
    assert "位数不对" in visit.say("我的电话是1380000")
    assert not visit.place.contact
    visit.say(PHONE)
    assert visit.place.contact.value == PHONE


def test_who_leaves_no_number_from_the_start_is_not_asked_for_one(visit: Visit) -> None:
    assert "没有登记联系方式" in visit.say("转人工，我不想留电话")


def test_in_english_it_is_said_in_english(visit: Visit) -> None:
    assert "Please check" in visit.say(f"I want to talk to a human, {PHONE}")
    kept = visit.say("yes")
    assert "Registered" in kept
    assert "mobile 138****0000" in kept
    assert "Cancelled" in visit.say("please don't call me")


@pytest.mark.parametrize(("name", "shown"), [("王", "姓王"), ("王女士", "王女士"), ("王小明", "王**")])
def test_a_name_is_shown_by_its_first_sign(visit: Visit, name: str, shown: str) -> None:
    visit.say("转人工")
    assert f"称呼：{shown}" in visit.say(f"{PHONE}，我{'姓' if len(name) == 1 else '叫'}{name}")


OWNER = {"happened": Known("copied"), "side": Known("owner", INFERRED, of=("happened",)), "right": Known("design")}
ACCUSED = {"happened": Known("sued"), "side": Known("accused"), "right": Known("trademark"), "stage": Known("in_court")}


@pytest.mark.parametrize(
    ("facts", "events", "said", "unsaid"),
    [
        (OWNER, {"known_since": Known("2026-10-08", ROUGH)},
         ["我是权利人", "外观设计专利", "大概是2026年10月8日", "集贤县"], ["哪一方"]),
        (ACCUSED, {"served_on": Known("2026-11-18")}, ["有人说我侵犯", "我被起诉了", "2026年11月18日", "答复"], ["我是权利人"]),
        ({"side": Known("buyer"), "happened": Known("bought_fake")}, {}, ["我买到了"], ["我是权利人"]),
        ({"right": Known("patent", INFERRED)}, {"known_since": Known("2026-10-08", INFERRED)}, ["咨询", "（说清"], ["专利", "10月"]),
        ({}, {}, ["（说清"], []),
    ],
)  # fmt: skip
def test_the_text_for_the_hotline_speaks_for_the_right_side(facts, events, said, unsaid) -> None:
    visit = Visit(context={"record": Record().tell(Change(facts, events)).as_dict(), "region": "230521"})
    text = visit.say("我打12345怎么说")
    for words in said:
        assert words in text, text
    for words in unsaid:
        assert words not in text, text


def test_the_text_for_the_hotline_takes_half_a_minute() -> None:
    facts = {
        fact.id: Known(fact.options[0].id) for fact in VOCABULARY.all_facts() if fact.kind == "choice" and fact.options
    }
    events = {event.id: Known("2026-11-18") for event in VOCABULARY.events}
    for side in ("owner", "accused", "applicant", "buyer", "any"):
        known = {**facts, "side": replace(facts["side"], value=side)}
        assert len(SCRIPT.text(Record().tell(Change(known, events)), "230521")) <= LONGEST
