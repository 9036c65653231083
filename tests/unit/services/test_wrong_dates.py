"""Outside guided flows, too, a day that does not exist is named and never counted from."""

from __future__ import annotations

from typing import Any

import pytest

import actions._base as base
from actions._base import Replying
from bot.core.clock import Clock
from bot.core.knowledge.vocabulary import Vocabulary
from bot.dialogue.turn import Reply, Turn
from bot.services.answers.answers import Answers
from bot.services.answers.assembly import Replies
from bot.services.answers.firstly import challenged
from bot.services.wording import say
from tests.support.flows import Cases, Said
from tests.unit.services.test_answers import Places, Published

MESSAGE = {
    "text": "",
    "intent": {"name": "ask", "confidence": 0.97},
    "understanding": {"version": 7, "topic_id": "bad_faith_filing", "entry_id": "bad_faith_filing.opposition_period"},
    "metadata": {"as_of": "2026-11-28", "turn_id": "t1"},
}


class Answering(Replying):
    """Answers as the real action does, from knowledge in memory."""

    def name(self) -> str:
        return "action_answering"

    def reply(self, turn: Turn) -> Reply:
        return Answers(Published(), Published(), Places(), Vocabulary(), Said(), say).answer(turn)


class Services:
    """What every action needs of the services."""

    clock = Clock()
    say = staticmethod(say)
    replies = Replies(Published(), Published(), Cases(), Places(), Said(), Vocabulary(), say)  # type: ignore[arg-type]


class Dispatcher:
    """Keeps what was uttered."""

    def utter_message(self, json_message: dict[str, Any]) -> None:
        self.envelopes = json_message["envelopes"]


class Tracker:
    def __init__(self, message: dict[str, Any]) -> None:
        self.latest_message = message


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(base, "services", Services)

    def run(text: str, **metadata: Any) -> list[dict[str, Any]]:
        dispatcher = Dispatcher()
        message = {**MESSAGE, "text": text, "metadata": {**MESSAGE["metadata"], **metadata}}
        Answering().run(dispatcher, Tracker(message), {})
        return dispatcher.envelopes

    return run


@pytest.mark.parametrize(
    "words", ["2月30日", "6月31号", "2026年2月29日", "2026-02-30", "十一月三十一号", "31/11/2026", "去年2月29日"]
)
def test_a_question_with_a_day_that_does_not_exist_is_told_so_first(ask: Any, words: str) -> None:
    first = ask(f"商标{words}初审公告的，异议什么时候到期")[0]
    assert first["text"].startswith(f"“{words}”这一天不存在")
    assert first["details"]["lead"].startswith(f"“{words}”这一天不存在")
    assert first["type"] == "answer"


@pytest.mark.parametrize(
    "text",
    [
        "商标10月20日初审公告的，异议什么时候到期",
        "移动4/5G的商标异议期",
        "打4/5折的商标异议期",
        "2028年2月29日到期吗",
        "异议期几个月",
    ],
)
def test_other_questions_are_answered_as_ever(ask: Any, text: str) -> None:
    assert "不存在" not in ask(text)[0]["text"]


def test_a_click_is_no_text(ask: Any) -> None:
    assert (
        "不存在"
        not in ask("2月30日", choice={"kind": "entry", "entry_id": "bad_faith_filing.opposition_period"})[0]["text"]
    )


def test_a_reply_that_speaks_of_it_is_left_alone() -> None:
    turn = Turn("2月30号收到的", "flow_answer", as_of=Clock().today())
    reply = Reply([{"type": "question", "text": "“2月30号”对不上。哪天收到的？"}])
    assert challenged(reply, turn, say).envelopes[0]["text"] == "“2月30号”对不上。哪天收到的？"
