"""The engine's side on the engine's own Python; `tests/integration/test_engine_side.py` runs this file there."""

from __future__ import annotations

import asyncio
import warnings
from collections import Counter
from pathlib import Path

import pytest
import yaml

pytest.importorskip("rasa")

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.importers.importer import TrainingDataImporter

from bot.config import ROOT
from bot.nlu import patches
from bot.nlu.channel import run_turn
from bot.nlu.importer import QUESTIONS_A_TOPIC, questions
from bot.nlu.tracker_store import ShortTrackerStore

WITH_FORM = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {"answer": {"type": "text", "mappings": [{"type": "custom"}]}},
        "forms": {"flow": {"required_slots": ["answer"]}},
    }
)


@pytest.mark.parametrize("name", patches.UPSTREAM)
def test_the_patched_parts_of_rasa_are_as_they_were(name: str) -> None:
    assert patches.upstream_hash(name) == patches.UPSTREAM[name]


def test_a_conversation_survives_a_restart_with_its_loop_and_slots_only(tmp_path: Path) -> None:
    async def first() -> None:
        store = ShortTrackerStore(WITH_FORM, path=str(tmp_path / "engine.db"))
        tracker = await store.retrieve("someone")
        for event in (UserUttered("你好"), ActionExecuted("flow"), ActiveLoop("flow"), SlotSet("answer", "有"), ActionExecuted("action_listen")):  # fmt: skip
            tracker.update(event, WITH_FORM)
        await store.save(tracker)

    async def second() -> None:
        store = ShortTrackerStore(WITH_FORM, path=str(tmp_path / "engine.db"))
        tracker = await store.retrieve("someone")
        assert tracker.active_loop_name == "flow"
        assert tracker.get_slot("answer") == "有"
        assert tracker.latest_action_name == "action_listen"
        assert len(tracker.events) < 10
        assert not [e for e in tracker.events if isinstance(e, UserUttered)]
        assert list(await store.keys()) == ["someone"]

    asyncio.run(first())
    asyncio.run(second())


def test_a_tracker_does_not_grow(tmp_path: Path) -> None:
    async def talk() -> list[int]:
        store = ShortTrackerStore(WITH_FORM, path=str(tmp_path / "engine.db"))
        lengths = []
        for _ in range(5):
            tracker = await store.retrieve("someone")
            tracker.update(UserUttered("你好"), WITH_FORM)
            tracker.update(ActionExecuted("action_listen"), WITH_FORM)
            lengths.append(len(tracker.events))
            await store.save(tracker)
        return lengths

    lengths = asyncio.run(talk())
    assert lengths == [lengths[0]] * 5


def test_the_channel_returns_one_reply_and_honours_the_message_id() -> None:
    seen: list[UserMessage] = []

    async def answer(message: UserMessage) -> None:
        seen.append(message)
        await message.output_channel.send_response(
            message.sender_id, {"custom": {"envelopes": [{"type": "notice", "text": "好"}], "context": {"a": 1}}}
        )

    body = {"sender": "c1", "message": "/restart", "message_id": "t1", "metadata": {"context": {}}}
    assert asyncio.run(run_turn(body, answer)) == {"envelopes": [{"type": "notice", "text": "好"}], "context": {"a": 1}}
    assert (seen[0].message_id, seen[0].sender_id) == ("t1", "c1")
    assert seen[0].text == "restart"


def test_the_importer_reads_knowledge_and_data_without_a_database() -> None:
    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")]
    )
    data = importer.get_nlu_data()
    assert {"ask", "find_station", "out_of_scope", "greet"} <= data.intents
    topics = {example.get("intent_response_key") for example in data.intent_examples if example.get("intent") == "ask"}
    assert len(topics) >= 100
    assert set(importer.get_domain().intents) >= data.intents


def test_every_question_of_the_knowledge_is_given_once() -> None:
    texts = [text for text, _ in questions(ROOT / "knowledge")]
    assert len(texts) == len(set(texts)) > 500


def written(folder: Path, entry_id: str, texts: list[str], **fields: object) -> None:
    entry = {"id": entry_id, "status": "published", "title": texts[0], "questions": texts[1:], **fields}
    (folder / "entries").mkdir(exist_ok=True)
    (folder / "entries" / f"{entry_id}.yml").write_text(yaml.safe_dump(entry), encoding="utf-8")


def test_a_topic_gives_twelve_questions_or_four_of_each_entry_those_known_otherwise_left_out(tmp_path: Path) -> None:
    written(tmp_path, "one", [f"one {i}" for i in range(30)], not_questions=[{"text": "two 9", "entry": "two.b"}])
    written(tmp_path, "two.a", ["two 1", "two 2", "one 1"])
    written(tmp_path, "two.b", ["two 3", "known"])
    for entry in "abc":
        written(tmp_path, f"three.{entry}", [f"{entry} {i}" for i in range(8)])
    written(tmp_path, "draft", ["draft"], status="draft")
    given = Counter(entry_id for _, entry_id in questions(tmp_path, ["known"]))
    assert given == {"one": 12, "two.a": 2, "two.b": 2, "three.a": 4, "three.b": 4, "three.c": 4}


def test_training_learns_twelve_questions_of_every_topic_that_has_them() -> None:
    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")]
    )
    with warnings.catch_warnings(record=True) as told:
        data = importer.get_nlu_data()
        data.validate()
    assert [str(warning.message) for warning in told if "response" in str(warning.message)] == []
    given = Counter(f"ask/{entry_id.partition('.')[0]}" for _, entry_id in questions(ROOT / "knowledge"))
    learnt = Counter(example.get("intent_response_key") for example in data.intent_examples)
    assert {topic: n for topic, n in given.items() if learnt[topic] < min(n, QUESTIONS_A_TOPIC)} == {}
    assert sum(n >= QUESTIONS_A_TOPIC for n in given.values()) > 200
