"""Which entries may be told, and what a message is read after."""

from __future__ import annotations

import pytest

from bot.dialogue.guide import Guide, Outline
from bot.dialogue.ranking import FEATURES, FOR_STAFF, Ranker, Talk, Weigher, after
from bot.dialogue.record import Record
from bot.matching.example import Example
from bot.matching.fit import fit
from bot.matching.kernel import IN_CONTEXT
from bot.matching.match import Matcher

TITLES = {"summons": "收到传票怎么办？"}


@pytest.mark.parametrize(
    ("text", "told"), [("我在电话里哭了一场，东西被抄了", False), ("来电人一直哭，我怎么说", True)]
)
def test_words_for_who_takes_calls_are_only_for_them(text: str, told: bool) -> None:
    assert Weigher(Guide(entries={"a": Outline()}), Talk(Record()), text).may_hear(f"{FOR_STAFF[0]}crying") is told


def test_a_message_is_read_after_the_title_of_the_last_answer() -> None:
    answered = Talk(Record(), "法院寄来一张纸", ("summons",))
    assert after(answered, TITLES, "几天内答") == "收到传票怎么办？ 几天内答"
    assert after(Talk(Record(), "法院寄来一张纸", ("gone",)), TITLES, "几天内答") == "法院寄来一张纸 几天内答"
    assert after(Talk(Record()), TITLES, "几天内答") == "几天内答"


SUMMONS = [Example(text, "ask/summons", "summons") for text in ("收到传票怎么办", "法院寄来传票", "被起诉了怎么办")]
FEES = [Example(text, "ask/fees", "fees") for text in ("打官司要交多少钱", "诉讼费怎么算", "起诉要花多少钱")]
LATER = [
    Example("收到传票怎么办？ 几天内答", "ask/summons", "summons", support=True),
    Example("收到传票怎么办？ 那要交多少", "ask/fees", "fees", support=True),
    Example("收到传票怎么办？ 贵不贵", "ask/fees", "fees", support=True),
]


def test_a_later_message_is_read_by_the_model_of_later_messages() -> None:
    main, later = Matcher(fit([*SUMMONS, *FEES])), Matcher(fit(LATER, kernel=IN_CONTEXT))
    guide = Guide(entries={name: Outline(title=TITLES.get(name, "")) for name in ("summons", "fees")})
    talk = Talk(Record(), "法院寄来一张纸", ("summons",))
    with_it, without = Ranker(guide, later).options("贵不贵", main, talk), Ranker(guide).options("贵不贵", main, talk)
    joint = FEATURES.index("joint")
    fees = [next(one for one in options if one.entry_id == "fees").features[joint] for options in (with_it, without)]
    assert fees[0] > fees[1]
    first = Ranker(guide, later).options("贵不贵", main, Talk(Record()))
    assert [one.features for one in first] == [
        one.features for one in Ranker(guide).options("贵不贵", main, Talk(Record()))
    ]


def test_an_entry_that_no_dialogue_speaks_of_may_still_be_meant() -> None:
    main, later = Matcher(fit([*SUMMONS, *FEES])), Matcher(fit([LATER[0], Example("那个 谢谢", "ask/other", "other")]))
    guide = Guide(entries={"summons": Outline(title=TITLES["summons"]), "fees": Outline()})
    found = Ranker(guide, later).rank("打官司要交多少钱", main, Talk(Record(), "法院寄来一张纸", ("summons",)))
    assert "fees" in [one.entry_id for one in found]


def test_words_of_another_matter_are_read_by_themselves() -> None:
    talk = Talk(Record(), "法院寄来一张纸", ("summons",))
    assert after(talk, TITLES, "对了，我们村荔枝想弄个商标") == "对了，我们村荔枝想弄个商标"
    assert after(talk, TITLES, "那不去呢") == "收到传票怎么办？ 那不去呢"
