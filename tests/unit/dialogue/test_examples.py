"""Written dialogues: what the conversation holds before each turn, and what is learnt from them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.config import ROOT
from bot.dialogue.examples import for_matching, read_turns
from bot.dialogue.fitting import Case, fit, measure
from bot.dialogue.ranking import FEATURES, chosen_weights
from bot.knowledge.library import read_library

DIALOGUE = {
    "id": "x-1",
    "as_of": "2026-11-28",
    "turns": [
        {"text": "收到传票", "acts": ["tell"], "topic": "old_topic", "facts": {"happened": "sued"}},
        {"text": "几天内答辩", "acts": ["ask"], "topic": "summons", "entry": "summons.answer"},
        {"text": "谢谢", "acts": ["social"], "topic": None},
    ],
}


def test_a_turn_knows_what_was_said_before(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(DIALOGUE, ensure_ascii=False) + "\n", encoding="utf-8")
    first, second, third = read_turns([path], {"old_topic": "summons"})
    assert (first.topic, first.talk.question, first.as_of) == ("summons", "", date(2026, 11, 28))
    assert (second.talk.question, second.talk.answered) == ("收到传票", ("summons",))
    assert second.talk.record.value("happened") == "sued"
    assert (third.talk.answered, third.is_ranked) == (("summons.answer", "summons"), False)
    learnt = for_matching([first, second, third], {"summons": "收到传票怎么办？"})
    assert [(e.text, e.label, e.support) for e in learnt] == [
        ("收到传票", "ask/summons", False), ("收到传票怎么办？ 几天内答辩", "ask/summons", True)
    ]  # fmt: skip


def test_the_weighing_learns_what_leads() -> None:
    rng = np.random.default_rng(1)
    cases = []
    for _ in range(60):
        rows = rng.normal(size=(5, len(FEATURES)))
        right = np.zeros(5, dtype=bool)
        right[int(rows[:, 0].argmax())] = True
        cases.append(Case(rows, right, np.arange(5)))
    weights = fit(cases, [0.0] * len(FEATURES))
    assert weights["alone"] > 1
    assert measure(cases, [weights[name] for name in FEATURES]).first > 0.9


def test_every_feature_has_a_weight() -> None:
    assert len(chosen_weights()) == len(FEATURES)


@pytest.mark.parametrize("folder", ["data/dialogues", "tests/holdout/in_context"])
def test_written_dialogues_name_what_there_is(folder: str) -> None:
    library = read_library(ROOT / "knowledge")
    topics = {entry.topic_id for entry in library.entries.values()}
    turns = list(read_turns(sorted((ROOT / folder).glob("*.jsonl"))))
    assert sorted({turn.topic for turn in turns if turn.topic} - topics) == []
    assert sorted({turn.entry for turn in turns if turn.entry} - set(library.entries)) == []
    assert len(turns) >= 500


def test_no_held_out_dialogue_is_learnt_from() -> None:
    learnt, held = (
        {turn.text for turn in read_turns(sorted((ROOT / folder).glob("*.jsonl"))) if len(turn.text) > 12}
        for folder in ("data/dialogues", "tests/holdout/in_context")
    )
    assert len(learnt & held) <= 3


def test_moved_ids_lead_to_entries_that_there_are() -> None:
    moved = yaml.safe_load((ROOT / "knowledge" / "moved.yml").read_text(encoding="utf-8"))
    entries = read_library(ROOT / "knowledge").entries
    assert not set(moved) & set(entries)
    assert set(moved.values()) <= set(entries)


def test_a_written_turn_follows_a_moved_entry(tmp_path: Path) -> None:
    line = {
        "id": "a",
        "turns": [{"text": "留不住证据", "acts": ["ask"], "topic": "old", "entry": "old.one", "kind": "first"}],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (turn,) = read_turns([tmp_path / "a.jsonl"], {"old.one": "new.two", "old": "new"})
    assert (turn.topic, turn.entry) == ("new", "new.two")
