"""What long messages may cost: every reader looks at a limited part of them; the search for the slowest one finds slow readers."""

from __future__ import annotations

import time
from random import Random

import pytest

from bot.cli.measure.slowest import LENGTHS, fill, messages, search
from bot.services.regions import resolver as regions
from bot.services.regions import shared_nicknames as region_claims
from bot.services.regions.resolver import load_regions
from bot.text import encoder


@pytest.mark.parametrize("length", LENGTHS)
def test_every_message_has_its_length(length: int):
    made = list(messages(length, 5, Random(1)))
    assert {len(text) for text in made} == {length}
    assert len(made) > 100
    assert len(set(made)) > 100


def test_the_search_finds_what_a_reader_is_slow_at():
    def slow_at_brackets(text: str) -> None:
        until = time.process_time() + 0.002 * text.count("[[]]") / 50
        while time.process_time() < until:
            pass

    found = search({"places": slow_at_brackets, "dates": len}, 200, 0, Random(1))
    assert found["turn"].text == found["places"].text
    assert found["turn"].text.endswith(fill("", ["[[]]"], 160))
    assert found["turn"].total >= 2


def test_places_of_a_long_text_are_weighed_in_limited_number(monkeypatch: pytest.MonkeyPatch):
    weighed: list[int] = []
    narrow = regions.narrow
    monkeypatch.setattr(regions, "narrow", lambda m, *rest: weighed.append(len(m)) or narrow(m, *rest))
    for words in (["和平区，"], ["我们在宝清，", "哈尔滨，"], ["shuangyashan，"], ["山城江城，", "朝阳在"]):
        load_regions().resolve(fill("", words, 2000))
    assert weighed
    assert max(weighed) <= regions._MOST


def test_nicknames_of_a_long_text_are_weighed_in_limited_number(monkeypatch: pytest.MonkeyPatch):
    settled: list[object] = []
    settle = region_claims._settle
    monkeypatch.setattr(region_claims, "_settle", lambda m, c, w: settled.append(c) or settle(m, c, w))
    load_regions().resolve(fill("", ["山城宝清，"], 2000))
    assert 0 < len(settled) <= region_claims.MOST_CLAIMS


def test_the_first_and_the_last_place_of_a_long_text_count():
    text = "我们在宝清县，" + fill("", ["对方在上海，"], 1900)
    assert load_regions().resolve(text).region.code == "230523"


def test_of_a_long_text_a_limited_part_is_cut_into_pieces(monkeypatch: pytest.MonkeyPatch):
    one, cut = encoder.encoder(), []
    original = one._pieces.cut_at

    class Counting:
        def cut_at(self, text: str) -> tuple[list[int], list[int]]:
            cut.append(len(text))
            return original(text)

    monkeypatch.setattr(one, "_pieces", Counting())
    for word in ("商标", "haerbin", "a", "龘", " "):
        one.encode(fill("", [word], 2000))
    assert max(cut) <= encoder._FIRST_SIGNS + encoder._LAST_SIGNS


@pytest.mark.parametrize("word", ["商标被抄了怎么办", "how to register a trademark ", "abcdefgh", "甲乙丙丁"])
def test_what_is_left_out_of_a_long_text_would_not_be_read(word: str):
    text = fill("", [word], 2000)
    one = encoder.encoder()
    ids, ends = one._pieces.cut(text), one._pieces.cut(encoder._ends(text))
    first, last = encoder._FIRST, encoder._LAST
    assert (ends[:first], ends[-last:]) == (ids[:first], ids[-last:])
