"""A yes after a clarification, and a place by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.core.knowledge.flow import Flow, WayIn
from bot.dialogue.turn import Reply, Turn
from bot.services.answers.conversational import ConversationalReplies
from bot.services.regions.resolver import load_regions
from bot.services.wording import say
from tests.support.flows import Said

TODAY = date(2026, 11, 22)
CHOICES = {"a.1": {"kind": "entry", "entry_id": "one"}, "a.2": {"kind": "entry", "entry_id": "two"}}


class Served:
    """Stands for the answers: says which entry was served."""

    def serve(self, turn: Turn, entry_id: str, region: Any) -> Reply:
        return Reply([{"type": "answer", "text": entry_id}])


class Rules:
    """Two flows, one of which a greeting offers."""

    def flows(self, version: int) -> dict[str, Flow]:
        offered = Flow("triage", "诊断", "", (), ways_in=(WayIn("收到函了", 2), WayIn("我被抄了", 1)))
        return {"pledge": Flow("pledge", "质押", "", ()), "triage": offered}


@pytest.fixture
def small() -> ConversationalReplies:
    return replying()


def replying(*last: dict[str, Any]) -> ConversationalReplies:
    return ConversationalReplies(Served(), Rules(), load_regions(), Said(*last), say)  # type: ignore[arg-type]


def turn(text: str, **context: Any) -> Turn:
    return Turn(text, "affirm", TODAY, context=context)


def test_a_yes_after_a_clarification_is_answered_by_the_likeliest() -> None:
    reply = replying({"type": "clarify"}).confirm(turn("是的", choices=CHOICES))
    assert reply.envelopes[0]["text"] == "one"


def test_a_place_taken_for_a_yes_is_a_place(small: ConversationalReplies) -> None:
    assert small.confirm(turn("集贤", choices=CHOICES)).memory["region"] == "230521"


def test_a_yes_to_anything_else_picks_nothing() -> None:
    reply = replying({"type": "answer"}).confirm(turn("是的", choices=CHOICES))
    assert (reply.envelopes[0]["type"], reply.memory["choices"]) == ("notice", CHOICES)


@pytest.mark.parametrize("text", ["双鸭山集贤县", "黑龙江双鸭山市", "宝清"])
def test_a_place_by_itself_is_where_the_visitor_is(small: ConversationalReplies, text: str) -> None:
    assert "region" in small.outside(turn(text)).memory


@pytest.mark.parametrize("text", ["双鸭山天气怎么样", "和平解决", "长春花"])
def test_words_beside_a_place_are_not_a_place(small: ConversationalReplies, text: str) -> None:
    assert small.outside(turn(text)).envelopes[0]["type"] == "fallback"


def test_a_greeting_offers_the_situations_of_the_flows_in_their_order(small: ConversationalReplies) -> None:
    reply = small.greet(turn("你好"))
    offered = [
        (shown["label"], reply.memory["choices"][shown["id"]]["name"]) for shown in reply.envelopes[0]["choices"]
    ]
    assert offered == [("我被抄了", "start_flow/triage"), ("收到函了", "start_flow/triage")]
