"""Every rule of `bot knowledge check` is proved by a knowledge folder that breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ROOT
from bot.knowledge.checks.around import Surroundings
from tests.support.knowledge_folder import DEADLINES, ENTRY, OTHER, SOURCES, TOPICS, Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "knowledge")


def test_a_sound_folder_has_no_problem(folder: Folder) -> None:
    assert folder.check() == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"citations": []}, "no-citation"),
        ({"citations": [{"source": "nowhere"}]}, "unknown-source"),
        ({"citations": [{"source": "law-old", "fact": "nothing"}]}, "unknown-fact"),
        ({"citations": [{"source": "law-old", "quote": "四个月内"}]}, "quote"),
        ({"citations": [{"source": "law-old", "quote": "长" * 61}]}, "quote"),
        ({"citations": [{"source": "law-new", "quote": "二个月内"}]}, "quote"),
        ({"valid_from": "2027-02-01"}, "dates"),
        ({"valid_to": "2027-03-01"}, "dates"),
        ({"valid_to": "2026-11-30"}, "dates"),
        ({"valid_to": None}, "dates"),
        ({"text": "自公告之日起4个月内提出。"}, "number-without-fact"),
        ({"text": "自公告之日起三十天内提出。"}, "number-without-fact"),
        ({"text": "请打0451-88886666。"}, "number-without-fact"),
        ({"steps": ["交500元"]}, "number-without-fact"),
        ({"text": " "}, "empty-answer"),
        ({"deadlines": ["nothing"]}, "unknown-reference"),
        ({"offices": ["palace"]}, "unknown-reference"),
        ({"next": ["flow:nothing"]}, "unknown-reference"),
        ({"next": ["entry:nothing"]}, "unknown-reference"),
        ({"region": "999999"}, "unknown-reference"),
        ({"text": "补贴10万元。", "citations": [{"source": "law-old", "fact": "local"}]}, "not-hedged"),
        ({"text": "请到革新街139号。"}, "banned-contact"),
        ({"colour": "red"}, "schema"),
    ],
)
def test_a_broken_answer_is_named(folder: Folder, changes: dict, rule: str) -> None:
    folder.broken_answer(**changes)
    assert rule in folder.rules()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"questions": ENTRY["questions"][:3]}, "incomplete"),
        ({"questions": [*ENTRY["questions"], OTHER["questions"][0] + "？"]}, None),
        ({"questions": [*ENTRY["questions"], OTHER["questions"][0]]}, "duplicate-question"),
        ({"questions": [*ENTRY["questions"], "\u200b"]}, "duplicate-question"),
        ({"not_questions": [{"text": "别的", "entry": "nothing"}]}, "unknown-reference"),
        ({"review_by": "2020-01-01"}, "incomplete"),
        ({"answers": []}, "incomplete"),
        ({"status": "shown"}, "schema"),
    ],
)
def test_a_broken_entry_is_named(folder: Folder, changes: dict, rule: str | None) -> None:
    folder.entry({**ENTRY, **changes})
    assert folder.rules() == ({rule} if rule else set())


def test_a_first_rank_entry_needs_a_full_script(folder: Folder) -> None:
    folder.write("topics/A.yml", [{**TOPICS[0], "rank": "P1"}])
    folder.entry({**ENTRY, "questions": [f"问法{number}号" for number in range(20)]})
    assert {problem.field for problem in folder.check()} == {"script"}


def test_a_topic_without_entry_is_named(folder: Folder) -> None:
    folder.write("topics/A.yml", [*TOPICS, {**TOPICS[0], "id": "topic_b"}])
    assert folder.rules() == {"topic-without-entry"}


def test_an_entry_in_the_wrong_place_is_named(folder: Folder) -> None:
    folder.entry({**OTHER, "id": "topic_z", "questions": [f"别处{n}" for n in "甲乙丙丁戊己庚辛"]})
    folder.entry({**OTHER, "id": "topic_a.third", "questions": [f"第三{n}" for n in "甲乙丙丁戊己庚辛"]}, area="B")
    assert folder.rules() == {"unknown-topic", "wrong-folder"}


def test_a_duplicate_id_and_a_wrong_file_name_are_named(folder: Folder) -> None:
    folder.entry(OTHER, name="elsewhere")
    assert {problem.rule for problem in folder.check()} >= {"duplicate-id"}


def test_a_fact_without_usable_confidence_or_source_is_named(folder: Folder) -> None:
    folder.write("facts/more.yml", [{"id": "rumour", "statement": "据说", "confidence": "低", "sources": []}])
    assert folder.rules() == {"confidence", "no-citation"}


def test_a_deadline_without_known_source_is_named(folder: Folder) -> None:
    version = {**DEADLINES[0]["versions"][0], "sources": [{"source": "nowhere"}]}
    folder.write("deadlines.yml", [{**DEADLINES[0], "versions": [version]}])
    assert folder.rules() == {"unknown-source"}


def test_a_source_with_unknown_status_is_named(folder: Folder) -> None:
    folder.write("sources/base.yml", [{**SOURCES[0], "status": "old"}, SOURCES[1]])
    assert folder.rules() == {"schema"}


def test_a_holdout_question_in_training_is_named(folder: Folder) -> None:
    around = Surroundings(holdout=(("tests/holdout/x.jsonl:7", "  " + ENTRY["questions"][0].upper()),))
    problem = next(p for p in folder.check(around) if p.rule == "holdout-in-training")
    assert (problem.file, problem.line) == ("tests/holdout/x.jsonl", 7)


def test_a_question_that_is_also_a_flow_example_is_named(folder: Folder) -> None:
    assert folder.rules(Surroundings(flow_examples=(ENTRY["questions"][0],))) == {"duplicate-question"}


def test_an_error_names_file_line_and_field(folder: Folder) -> None:
    path = folder.entry({**ENTRY, "answers": [{**ENTRY["answers"][0], "valid_to": "soon"}]})
    problem = next(p for p in folder.check() if p.rule == "schema")
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "valid_to" in text)
    assert (problem.file, problem.line, problem.field) == ("entries/A/topic_a.yml", line, "answers.0.valid_to")


def test_a_file_that_is_no_yaml_is_named(folder: Folder) -> None:
    (folder.root / "entries/A/bad.yml").write_text("id: [\n", encoding="utf-8")
    assert "yaml" in folder.rules()


def test_the_shipped_knowledge_names_no_workplace_file() -> None:
    for path in (ROOT / "knowledge").rglob("*.yml"):
        assert "/work/" not in path.read_text(encoding="utf-8"), path


VOCABULARY = {
    "sides": [{"id": "owner", "label": "权利人"}, {"id": "any", "label": "都一样"}],
    "rights": [{"id": "patent", "label": "专利"}, {"id": "design", "label": "外观", "within": "patent"}],
    "facts": [{"id": "stage", "label": "阶段", "options": [{"id": "sued", "label": "被诉"}]}],
    "events": [{"id": "served_on", "label": "收到日"}],
}


@pytest.mark.parametrize(
    "changes",
    [
        {"side": "operator"},
        {"rights": ["logo"]},
        {"must_say": [{"any": ["3个月"], "in": "title"}]},
        {"must_say": [{"from": "一行"}]},
        {"answers": [{**ENTRY["answers"][0], "ask": [{"fact": "mood", "question": "心情？"}]}, ENTRY["answers"][1]]},
        {
            "answers": [
                {**ENTRY["answers"][0], "cases": [{"when": {"slot": "stage", "is": "won"}, "text": "赢了。"}]},
                ENTRY["answers"][1],
            ]
        },
    ],
)
def test_an_entry_speaks_the_vocabulary_of_cases(folder: Folder, changes: dict) -> None:
    folder.write("case_facts.yml", VOCABULARY)
    assert folder.rules() == set()
    folder.entry({**ENTRY, **changes})
    assert folder.rules() == {"unknown-term"}


def test_a_flow_asks_for_facts_and_events_of_the_vocabulary(folder: Folder) -> None:
    folder.write("case_facts.yml", VOCABULARY)
    slots = [{"id": "mood", "label": "心情", "question": "心情？", "kind": "text"}]
    folder.write("flows/triage.yml", {"id": "triage", "title": "诊断", "opening": "先问。", "slots": slots})
    assert "unknown-term" in folder.rules()


@pytest.mark.parametrize(
    ("item", "rules"),
    [
        ({"any": ["6个月", "3个月"], "in": "lead"}, set()),
        ({"any": ["6个月"], "in": "lead"}, {"not-said"}),
        ({"any": ["先查公告"], "in": "fold"}, set()),
        ({"any": ["先查公告"], "in": "lead"}, {"not-said"}),
        ({"declined": "另有条目", "from": "费用"}, set()),
    ],
)
def test_what_must_be_said_is_said_where_it_must(folder: Folder, item: dict, rules: set[str]) -> None:
    answers = [{**ENTRY["answers"][0], "steps": ["先查公告"]}, ENTRY["answers"][1]]
    folder.entry({**ENTRY, "must_say": [item], "answers": answers})
    assert folder.rules() == rules


def test_an_answer_fits_a_screen_before_the_fold(folder: Folder) -> None:
    long = {**ENTRY["answers"][0], "text": "自公告之日起3个月内提出。" + "长" * 180}
    folder.entry({**ENTRY, "must_say": [{"any": ["3个月"]}], "answers": [long, ENTRY["answers"][1]]})
    assert folder.rules() == {"too-long"}
