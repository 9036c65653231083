"""Which entries may be told, and what a message is read after."""

from __future__ import annotations

import pytest

from bot.dialogue.guide import Guide, Outline
from bot.dialogue.ranking import FOR_STAFF, Talk, Weigher, after
from bot.dialogue.record import Record

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
