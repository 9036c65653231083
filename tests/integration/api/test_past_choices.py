"""Choices clicked when the conversation has gone on: followed where that is harmless, else the present question is asked."""

from __future__ import annotations

import itertools
import uuid

import pytest

from bot.dialogue.past_choices import MOST_KEPT, Offer, led_on, meaning_of, remembering

ENTRY = {"kind": "entry", "entry_id": "fees"}
ANSWER = {"kind": "flow", "case_id": "c", "flow": "mediation", "slot": "kind", "value": "a"}


def question(slot: str, *labels: str) -> dict:
    """What the engine returns for a question of a flow."""
    choices = {f"{slot}.{number}": {**ANSWER, "slot": slot, "value": label} for number, label in enumerate(labels, 1)}
    shown = [{"id": key, "label": label} for key, label in zip(choices, labels, strict=True)]
    return {"type": "question", "text": f"{slot}？", "choices": shown, "payloads": choices}


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in engine asks one question of a flow after the other."""
    asked = itertools.cycle(
        [question("kind", "商标", "专利"), question("stage", "是", "否"), question("kind", "商标", "版权")]
    )

    def reply(turn: dict) -> dict:
        envelope = dict(next(asked))
        return {
            "context": {**turn["metadata"]["context"], "choices": envelope.pop("payloads")},
            "envelopes": [envelope],
        }

    monkeypatch.setattr("tests.support.engine.reply_to", reply)


async def click(visitor, message: dict, label: str) -> tuple[int, list[dict]]:
    choice = next(choice["id"] for choice in message["choices"] if choice["label"] == label)
    status, body = await visitor.post({"choice": choice, "message_id": message["id"]})
    return status, body["messages"]


@pytest.mark.usefixtures("asking")
async def test_an_answer_to_a_past_question_is_not_taken_and_the_present_one_is_asked(visitor, engine):
    first = (await visitor.say("我要调解"))[1]["messages"][0]
    second = (await click(visitor, first, "商标"))[1][0]
    status, (notice, again) = await click(visitor, first, "专利")
    assert (status, notice["type"], len(engine.seen)) == (200, "notice", 2)
    assert (again["text"], again["choices"]) == (second["text"], second["choices"])
    assert [m["text"] for m in await visitor.transcript()][4] == "专利"
    assert (await click(visitor, again, "是"))[0] == 200
    assert engine.seen[-1]["metadata"]["choice"] == {**ANSWER, "slot": "stage", "value": "是"}


@pytest.mark.usefixtures("asking")
async def test_a_choice_is_followed_under_an_old_message_only_if_it_still_means_the_same(visitor, engine):
    first = (await visitor.say("我要调解"))[1]["messages"][0]
    await visitor.say("甲")
    third = (await visitor.say("乙"))[1]["messages"][0]
    status, (_, again) = await click(visitor, first, "专利")
    assert (status, again["choices"], len(engine.seen)) == (200, third["choices"], 3)
    await click(visitor, first, "商标")
    assert engine.seen[-1]["metadata"]["choice"] == {**ANSWER, "value": "商标"}


async def test_a_choice_of_an_earlier_answer_is_followed(visitor, engine):
    _, first = await visitor.say("商标")
    await visitor.say("专利")
    await visitor.say("著作权")
    (answer,) = first["messages"]
    status, body = await visitor.post({"choice": answer["choices"][0]["id"], "message_id": answer["id"]})
    assert (status, body["messages"][0]["text"]) == (200, "选了 fees")
    assert engine.seen[-1]["metadata"]["choice"] == ENTRY
    assert [m["text"] for m in await visitor.transcript()][-2:] == ["怎么收费", "选了 fees"]


async def test_a_repeated_click_is_answered_once(visitor, engine):
    _, first = await visitor.say("商标")
    await visitor.say("专利")
    turn = {"choice": first["messages"][0]["choices"][0]["id"], "client_id": str(uuid.uuid4())}
    assert await visitor.post(turn) == await visitor.post(turn)
    assert len(engine.seen) == 3


def test_harmless_meanings_are_kept_others_are_not_and_not_for_ever():
    memory: dict = {}
    for number in range(MOST_KEPT + 5):
        after = {"choices": {f"t{number + 1}.1": ENTRY, f"f{number}.1": ANSWER}}
        memory = dict(
            remembering({**memory, "choices": {f"t{number}.1": ENTRY, f"g{number}.1": ANSWER}}, {**memory, **after})
        )
    assert len(memory["past_choices"]) == MOST_KEPT
    assert all(meaning == ENTRY for meaning in memory["past_choices"].values())
    assert remembering({"choices": {"a.1": ANSWER}}, {"choices": {}}) == {"choices": {}}


def test_a_choice_under_an_id_that_means_something_else_now_is_not_taken_for_it():
    context = {"choices": {"c1": {"kind": "intent", "name": "affirm"}, "kind.1": ANSWER}}
    assert meaning_of(context, "c1", Offer("好", present=False)) is None
    assert meaning_of(context, "c1", Offer("好", present=True)) == context["choices"]["c1"]
    assert meaning_of(context, "kind.1", None) == ANSWER
    assert meaning_of({}, "kind.1", Offer("商标", present=True)) is None


def test_the_open_question_is_asked_again_and_nothing_else_is():
    asked = {"type": "question", "text": "哪一种？", "choices": [{"id": "kind.1", "label": "商标"}], "id": "x-4", "seq": 4,
             "author": "assistant", "created_at": "now"}  # fmt: skip
    notice, again = led_on(asked, "过去了", "请接着答")
    assert (notice["text"], again) == (
        "请接着答",
        {"type": "question", "text": "哪一种？", "choices": asked["choices"]},
    )
    for last in (None, {"type": "answer", "text": "好"}, {"type": "case_sheet", "text": "单子"}):
        assert led_on(last, "过去了", "请接着答") == [{"type": "notice", "text": "过去了"}]
