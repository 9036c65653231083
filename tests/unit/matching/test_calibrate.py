from pathlib import Path

import pytest

from bot.matching.calibrate import choose, learn, table, trade_offs, write
from bot.matching.kept_encodings import Encodings
from bot.matching.measure import Held, accuracy, cross_validate
from bot.matching.zones import Calibration
from tests.unit.matching.conftest import examples


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> list[Held]:
    return list(cross_validate(examples(), encodings=Encodings(tmp_path_factory.mktemp("encodings")), folds=4))


def test_every_question_is_held_out_once(held: list[Held]) -> None:
    assert sorted(h.example.text for h in held) == sorted({h.example.text for h in held})
    assert len(held) == len(examples())


def test_most_topics_are_found_without_having_seen_the_question(held: list[Held]) -> None:
    found = accuracy(held)
    assert found.questions == sum(bool(e.topic_id) for e in examples())
    assert found.top1 > 0.5
    assert found.top3 >= found.top1


def test_a_stricter_threshold_answers_less_and_is_wrong_less(held: list[Held]) -> None:
    trades = [t for t in trade_offs(held, learn(held)) if t.reject_below == 0.1]
    assert [t.clarified for t in trades] == sorted(t.clarified for t in trades)
    assert [t.answered_wrong for t in trades] == sorted((t.answered_wrong for t in trades), reverse=True)


def test_the_choice_keeps_within_its_limits(held: list[Held], tmp_path: Path) -> None:
    learnt = learn(held)
    trades = {(t.answer_at, t.reject_below): t for t in trade_offs(held, learnt)}
    least = min(t.answered_wrong for t in trades.values() if t.rejected_ours <= 0.5)
    careless, careful = (choose(held, learnt, most_wrong=limit, most_rejected=0.5) for limit in (1.0, least))
    assert trades[careful.answer_at, careful.reject_below].answered_wrong == least
    assert trades[careless.answer_at, careless.reject_below].answered_wrong >= least
    write(careful, tmp_path / "calibration.json")
    assert Calibration.from_json((tmp_path / "calibration.json").read_text()) == careful
    assert "answer_at" in table(trade_offs(held, learnt))


def test_impossible_limits_are_come_near_to(held: list[Held]) -> None:
    learnt = learn(held)
    chosen = choose(held, learnt, most_wrong=-1, most_rejected=-1)
    trades = {(t.answer_at, t.reject_below): t.answered_wrong + t.rejected_ours for t in trade_offs(held, learnt)}
    assert trades[chosen.answer_at, chosen.reject_below] == min(trades.values())
