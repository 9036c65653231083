from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.matching.example import Example, unique
from bot.matching.fit import balanced, fit, in_steps
from bot.matching.match import Matcher
from bot.matching.message import MOST_SEEN
from bot.matching.model import Model, load
from tests.unit.matching.conftest import examples


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("我的商标马上到期，续展怎么弄", "trademark_renewal"),
        ("上标到期徐展怎么弄", "trademark_renewal"),
        ("有人抄了我的外观專利", "patent_infringement"),
        ("拿专利跟银行贷款", "pledge_financing"),
        ("不是商标续展,是专利被人仿了", "patent_infringement"),
        ("how to report counterfeit goods", "report_fakes"),
    ],
)
def test_a_question_finds_its_topic(model: Model, text: str, topic: str) -> None:
    assert Matcher(model).match(text).topic_id == topic


def test_a_known_question_is_answered_by_its_entry(model: Model) -> None:
    match = Matcher(model).match("版权登记，要什么材料".replace("，", ""))
    assert (match.intent, match.entry_id, match.confidence, match.zone) == (
        "ask",
        "copyright_registration",
        1.0,
        "answer",
    )


def test_small_talk_outside_our_field_is_rejected(model: Model) -> None:
    match = Matcher(model).match("明天天气怎么样啊")
    assert (match.intent, match.zone, match.in_scope) == ("out_of_scope/chitchat", "reject", False)


def test_a_greeting_needs_less_certainty_than_a_question(model: Model) -> None:
    calibration = replace(model.calibration, reject_below=0.9, flow_reject_below=0.2)
    assert calibration.zone(0.9, 0.5, flow=True) == "answer"
    assert calibration.zone(0.9, 0.5, flow=False) == "reject"


def test_the_ranking_holds_distinct_topics_best_first(model: Model) -> None:
    ranking = Matcher(model).match("专利贷款要证据吗").ranking
    assert len({r.topic_id for r in ranking}) == len(ranking) >= 5
    assert [r.score for r in ranking] == sorted((r.score for r in ranking), reverse=True)


def test_two_questions_in_one_message_are_both_found(model: Model) -> None:
    eager = replace(
        model, calibration=replace(model.calibration, second_at=0.0, reject_below=0.0, flow_reject_below=0.0)
    )
    match = Matcher(eager).match("商标续展要交多少钱呢？另外专利能不能抵押贷款呢？")
    assert match.second is not None
    assert {match.topic_id, match.second.topic_id} == {"trademark_renewal", "pledge_financing"}


@pytest.mark.parametrize("text", ["", "?", "😀", "a", "\u200b", "嗯" * 2000])
def test_any_text_gets_a_match(model: Model, text: str) -> None:
    assert 0 <= Matcher(model).match(text).confidence <= 1


def test_a_saved_model_gives_the_same_matches(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = Matcher(load(tmp_path))
    for text in ("专利被仿冒", "你好呀", "怎么登记软件"):
        assert again.match(text).ranking == Matcher(model).match(text).ranking


def test_a_folder_of_another_format_is_refused(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    file = tmp_path / "matching.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"format": ', '"format": 9'), encoding="utf-8")
    with pytest.raises(ValueError, match="publish again"):
        load(tmp_path)


def test_starting_from_the_previous_model_gives_nearly_the_same_scores(model: Model) -> None:
    described = {"evidence": "证据收集与保全：怎样固定、保存、公证证据"}
    grown = [*examples(), Example("专利权质押登记去哪办", "ask/pledge_financing", "pledge_financing")]
    whole, updated = fit(grown, described), fit(grown, described, previous=model)
    assert updated.terms == model.terms
    text = "专利权的质押登记在哪办"
    assert Matcher(updated).match(text).entry_id == Matcher(whole).match(text).entry_id == "pledge_financing"
    assert updated.exact == whole.exact


def test_an_unchanged_set_keeps_the_weights(model: Model) -> None:
    same = fit(examples(), {"evidence": "证据收集与保全：怎样固定、保存、公证证据"}, previous=model)
    np.testing.assert_allclose(same.dual, model.dual)


def test_entries_beyond_the_row_limit_are_still_found() -> None:
    many = [*examples(), Example("植物新品种权怎么申请保护", "ask/evidence", "evidence.plant_variety")]
    small = fit(many, most_rows=25)
    assert len(small.row_texts) == 25
    assert set(small.entry_ids) == {e.entry_id for e in many if e.entry_id}
    assert Matcher(small).match("植物新品种权怎么申请保护").entry_id == "evidence.plant_variety"


def test_examples_of_what_is_not_ours_are_never_left_out_and_the_others_are_counted() -> None:
    outside = [e for e in examples() if e.label.startswith("out_of_scope")]
    kept = balanced(examples(), 20)
    assert [e for e in kept if e in outside] == outside
    assert len(kept) == 20
    ours = Counter(e.label for e in kept if e not in outside)
    assert max(ours.values()) - min(ours.values()) <= 1
    assert fit(examples(), most_rows=20).left_out == len(examples()) - 20
    assert fit(examples()).left_out == 0


def test_weights_in_steps_are_off_by_half_a_step_at_most() -> None:
    weights = np.random.default_rng(1).standard_normal((50, 9)).astype(np.float32)
    weights[7] = 0
    whole, steps = in_steps(weights)
    assert (np.abs(whole * steps[:, None] - weights).max(axis=1) <= steps * 0.5001).all()
    assert (steps <= np.abs(weights).max() / 127).all()
    assert (np.abs(whole).max(axis=1) == 127).sum() == 49


def test_the_first_of_two_examples_with_one_text_counts() -> None:
    assert unique([Example("甲", "a"), Example("甲", "b")]) == [Example("甲", "a")]


def test_a_message_that_is_not_ours_keeps_the_kind_of_outside_that_lies_near(model: Model) -> None:
    matcher = Matcher(model)
    scores = np.zeros(len(matcher.model.classes), dtype=np.float32)
    ours, outside = matcher.model.classes.index("greet"), matcher.model.classes.index("out_of_scope/chitchat")
    scores[ours], scores[outside] = 0.5, 0.4
    assert matcher._settle(scores, inside=0.0) == outside
    scores[outside] = 0.1
    assert matcher._settle(scores, inside=0.0) == ours
    scores[outside] = 0.9
    assert matcher._settle(scores, inside=1.0) == ours


@pytest.mark.parametrize(
    "text",
    [
        "商标续展要交多少钱？" * 200,
        "".join(f"第{n}个商标续展要交多少钱？专利被人仿了怎么办，" for n in range(80)),
        "".join(f"商标{n}.专利{n}.版权登记{n}," for n in range(120)),
    ],
)
def test_of_one_message_a_limited_number_of_parts_is_looked_at(model, text: str, monkeypatch: pytest.MonkeyPatch):
    seen: list[str] = []
    original = type(model).see_all
    monkeypatch.setattr(
        type(model), "see_all", lambda self, parts, *rest: seen.extend(parts) or original(self, parts, *rest)
    )
    matcher = Matcher(model).for_one_message(text[:2000])
    for part in [text[:2000], *text[:2000].split("，")[:8]]:
        if not matcher.has_seen_enough:
            matcher.match(part)
    assert len(seen) == len(set(seen))
    assert len(seen) <= MOST_SEEN + 6


@pytest.mark.parametrize(
    "text", ["商标续展要交多少钱呢？另外专利能不能抵押贷款呢？", "版权登记，要什么材料", "明天天气"]
)
def test_remembering_parts_changes_no_match(model, text: str):
    assert Matcher(model).for_one_message(text).match(text) == Matcher(model).match(text)
