"""The point of a question comes first, and what follows fits on a phone."""

from __future__ import annotations

import pytest

from bot.dialogue.reading.acts import asked_in, asks
from bot.services.answers.parts import fitted, nearest, point_of

TEXT = "15日，从签收那天算。不交不算认输，法院照样审。寄到传票上的法院，期满前交邮就不算晚。"
FOLD = ["申请费每件30元，由申请人先交。", "拒收、躲着不见都不管用，视为送达。", "家人、员工拿委托书可以替您去开庭。"]


@pytest.mark.parametrize(
    ("question", "point"),
    [("申请费要交多少钱", FOLD[0]), ("能让我家人替我去开庭吗", FOLD[2]), ("几日内交", ""), ("", "")],
)
def test_the_folded_sentence_that_is_asked_for_is_found(question: str, point: str) -> None:
    assert point_of(question, TEXT, FOLD) == point


def test_a_point_is_followed_by_what_there_is_room_for() -> None:
    text, rest = fitted("先说这句。", TEXT, 30)
    assert text == "先说这句。\n15日，从签收那天算。不交不算认输，法院照样审。"
    assert rest == "寄到传票上的法院，期满前交邮就不算晚。"
    assert fitted("先说这句。", TEXT, 5) == ("先说这句。\n15日，从签收那天算。", TEXT[11:])


def test_nothing_is_said_that_does_not_speak_of_it() -> None:
    assert nearest("签的是货款合同", FOLD, "", least=0.9) == ""


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("我在佳木斯，货被扣了，要交好多钱？", "要交好多钱"),
        ("昨天来查的，没得票", ""),
        ("法院寄来的，签不签", ""),  # says too little alone
        ("律师函到了，能不能不理他", "能不能不理他"),
    ],
)
def test_the_part_that_asks_is_found(text: str, asked: str) -> None:
    assert asked_in(text) == asked


@pytest.mark.parametrize(
    "text", ["给不给", "要赔好多", "能告伐", "可否不去", "有奖金没得", "要罚多少", "还能接着卖吧，行吧"]
)
def test_questions_are_heard_in_any_dialect(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["货是去年进的", "我没收到过通知", "第一次被查", "证书在我手上"])
def test_statements_are_no_questions(text: str) -> None:
    assert not asks(text)
