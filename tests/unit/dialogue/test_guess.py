"""What a message makes likely of a case: learnt from told facts, inferred only where nothing was said, never surer than that."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.examples import ExampleTurn, read_turns
from bot.dialogue.guess import Guess, load_guess
from bot.dialogue.guess_fit import fit_guess
from bot.dialogue.record import INFERRED, SAID, Change, Known, Record
from bot.matching.example import ASK_PREFIX, Example
from bot.matching.fit import fit
from bot.matching.kept_encodings import Encodings
from bot.matching.match import Matcher
from bot.matching.model import Model, prepared

OWNER = [
    f"{who}仿我们的{what}"
    for who in ("隔壁厂", "一家网店", "老员工", "同行")
    for what in ("瓶子", "牌子", "图纸", "包装")
]
ACCUSED = [
    f"法院说我卖的{what}侵权，{then}"
    for what in ("水杯", "书包", "灯", "锁")
    for then in ("要赔", "要下架", "让我去", "怎么办")
]


def _turns(folder: Path) -> list[ExampleTurn]:
    lines = [_line(n, text, "owner", ("tell",)) for n, text in enumerate(OWNER)]
    lines += [_line(n, text, "accused", ("ask",)) for n, text in enumerate(ACCUSED, len(OWNER))]
    path = folder / "talks.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return list(read_turns([path]))


def _line(number: int, text: str, side: str, acts: tuple[str, ...]) -> str:
    import json

    turn = {
        "text": text,
        "acts": acts,
        "topic": side,
        "entry": side,
        "facts": {"side": side},
        "events": {},
        "denied": {},
        "kind": "first",
    }
    return json.dumps({"id": str(number), "as_of": "2026-11-28", "turns": [turn]}, ensure_ascii=False)


@pytest.fixture(scope="module")
def model() -> Model:
    return fit(
        [Example(text, f"{ASK_PREFIX}owner") for text in OWNER]
        + [Example(text, f"{ASK_PREFIX}accused") for text in ACCUSED]
    )


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory) -> list[ExampleTurn]:
    return _turns(tmp_path_factory.mktemp("talks"))


@pytest.fixture(scope="module")
def guess(model: Model, turns: list[ExampleTurn]) -> Guess:
    return fit_guess(turns, {}, model, Encodings())


@pytest.mark.parametrize(("text", "side"), [("对面店仿我们的盒子", "owner"), ("法院说我卖的雨伞侵权，咋整", "accused")])
def test_who_did_it_to_whom_is_learnt(model: Model, guess: Guess, text: str, side: str) -> None:
    sight, _ = Matcher(model).look(prepared(text))
    found = guess.inferred(sight, Record()).facts
    assert (found["side"].value, found["side"].how) == (side, INFERRED)


def test_nothing_is_inferred_against_what_was_said(model: Model, guess: Guess) -> None:
    sight, _ = Matcher(model).look(prepared(OWNER[0]))
    said = Record().tell(Change({"side": Known("accused", SAID)}))
    assert not guess.inferred(sight, said).facts
    assert said.tell(guess.inferred(sight, said)).value("side") == "accused"


def test_what_was_denied_is_not_inferred_again(model: Model, guess: Guess) -> None:
    sight, _ = Matcher(model).look(prepared(OWNER[0]))
    denied = Record().deny("side", ["owner"])
    assert denied.tell(guess.inferred(sight, denied)).value("side") is None


def test_whether_something_is_asked_is_learnt_too(model: Model, guess: Guess) -> None:
    matcher = Matcher(model)
    assert guess.asks(matcher.look(prepared(ACCUSED[3]))[0])
    assert not guess.asks(matcher.look(prepared(OWNER[3]))[0])


def test_it_is_read_back_as_it_was_written(guess: Guess, tmp_path: Path) -> None:
    guess.save(tmp_path)
    back = load_guess(tmp_path)
    assert (back.columns, back.mark) == (guess.columns, guess.mark)
    assert (back.weights == guess.weights).all()


def test_it_is_fitted_anew_only_when_something_has_changed(
    model: Model, guess: Guess, turns: list[ExampleTurn]
) -> None:
    assert fit_guess(turns, {}, model, Encodings(), guess) is guess
    assert fit_guess(turns[1:], {}, model, Encodings(), guess) is not guess


def test_a_snapshot_without_one_guesses_nothing(model: Model, tmp_path: Path) -> None:
    sight, _ = Matcher(model).look(prepared(OWNER[0]))
    assert not load_guess(tmp_path).inferred(sight, Record()).facts
    assert not load_guess(tmp_path).asks(sight)
