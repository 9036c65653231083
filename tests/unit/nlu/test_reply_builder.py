"""One turn's reply, put together from what the turn uttered."""

from __future__ import annotations

from bot.nlu.reply_builder import ReplyBuilder


def test_a_plain_response_becomes_a_notice_and_keeps_the_memory() -> None:
    reply = ReplyBuilder({"context": {"region": "230500", "choices": {"old": {}}}})
    reply.say("不客气。", [])
    done = reply.finish()
    assert done["envelopes"] == [{"type": "notice", "text": "不客气。"}]
    assert done["context"]["region"] == "230500"
    assert done["context"]["choices"] == {}


def test_a_plain_response_may_ask_the_page_for_a_button() -> None:
    reply = ReplyBuilder({})
    reply.say("可以删。", [], {"input": {"kind": "erase"}})
    assert reply.finish()["envelopes"] == [{"type": "notice", "text": "可以删。", "input": {"kind": "erase"}}]


def test_buttons_become_choices_whose_meaning_stays_on_the_server() -> None:
    reply = ReplyBuilder({})
    reply.say("您好", [{"title": "被抄了", "payload": "/start_flow/triage"}])
    done = reply.finish()
    (shown,) = done["envelopes"][0]["choices"]
    assert shown["label"] == "被抄了"
    assert done["context"]["choices"][shown["id"]] == {"kind": "intent", "name": "start_flow/triage"}


def test_an_action_gives_envelopes_memory_and_what_was_not_answered() -> None:
    reply = ReplyBuilder({"context": {"region": "1"}})
    reply.take(
        {"envelopes": [{"type": "fallback", "text": "x"}], "context": {"region": "2"}, "unanswered": {"intent": "ask"}}
    )
    assert reply.finish() == {
        "envelopes": [{"type": "fallback", "text": "x"}], "context": {"region": "2"}, "unanswered": {"intent": "ask"},
    }  # fmt: skip
