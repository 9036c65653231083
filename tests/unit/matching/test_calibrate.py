from pathlib import Path

import pytest

from bot.matching.calibrate import choose, learn, table, trade_offs, write
from bot.matching.calibration import Calibration
from bot.matching.encodings import Encodings
from bot.matching.measure import Held, accuracy, cross_validate
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


def test_dear_mistakes_raise_the_threshold(held: list[Held], tmp_path: Path) -> None:
    learnt = learn(held)
    careless, careful = (choose(held, learnt, cost_of_wrong=cost, most_rejected=1.0) for cost in (0.1, 50.0))
    assert careful.answer_at >= careless.answer_at
    write(careful, tmp_path / "calibration.json")
    assert Calibration.from_json((tmp_path / "calibration.json").read_text()) == careful
    assert "answer_at" in table(trade_offs(held, learnt))
