"""Patterns built from word lists: every one in the product can be built, and what cannot be is said."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import bot
from bot.text import patterns
from bot.text.patterns import Pattern, expanded, meanings

ROOMS = ("bot.text", "bot.matching", "bot.dialogue", "bot.services")


def product_patterns() -> dict[str, Pattern]:
    found = {}
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if module.name.startswith(ROOMS) and not module.ispkg:
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, Pattern):
                    found[f"{module.name}.{name}"] = value
    return found


def test_every_pattern_of_the_product_can_be_built() -> None:
    found = product_patterns()
    assert len(found) > 60
    for name, pattern in found.items():
        assert pattern.compiled.pattern, name


@pytest.fixture
def lexicon(tmp_path, monkeypatch):
    (tmp_path / "mine.yml").write_text(
        "words: [甲+, 乙]\nmeant: {丙: 1}\nraw: 丁{2}\nseveral: {any: ['{words}戊', '{raw}']}\nround: '{circle}'\ncircle: '{round}'\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(patterns, "LEXICON", tmp_path)
    patterns._pieces.cache_clear()
    patterns._piece.cache_clear()
    yield
    patterns._pieces.cache_clear()
    patterns._piece.cache_clear()


@pytest.mark.usefixtures("lexicon")
def test_words_are_taken_as_written_and_patterns_as_patterns() -> None:
    assert expanded("mine", "{several}|{meant}") == r"(?:(?:甲\+|乙)戊|(?:丁{2}))|(?:丙)"
    assert Pattern("mine", "{several}").findall("甲+戊 丁丁 甲戊 乙戊 丁") == ["甲+戊", "丁丁", "乙戊"]
    assert meanings("mine", "meant") == {"丙": 1}


@pytest.mark.usefixtures("lexicon")
@pytest.mark.parametrize(("source", "error"), [("{nothing}", KeyError), ("{round}", ValueError)])
def test_a_name_that_leads_nowhere_is_refused(source: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Pattern("mine", source).search("x")
