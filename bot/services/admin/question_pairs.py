"""Compares two questions as the console does before a new one is added: same, different, or the same but for its scope."""

from __future__ import annotations

from bot.matching.model import Model
from bot.matching.pairs.differences import Places
from bot.matching.pairs.judge import Likeness, PairJudge
from bot.matching.pairs.question_words import AskedWords
from bot.services.ports import Regions
from bot.text.lexicon import word_lists
from bot.text.patterns import Pattern

_HOME = Pattern("pairs", "{home}")


def pair_judge(model: Model, regions: Regions) -> PairJudge:
    """Return a judge of pairs that knows the product's word lists and places."""
    return PairJudge(model, AskedWords(word_lists("asked")), named_places(regions), Likeness.load())


def named_places(regions: Regions) -> Places:
    """Return a function that tells the places of a text and the text without them."""

    def places(text: str) -> tuple[frozenset[str], str]:
        found = regions.resolve(text)
        names = {region.code for region in (*filter(None, [found.region]), *found.candidates)}
        names |= {found.abroad} if found.abroad else set()
        rest = text
        for word in (*found.mention.split("、"), found.abroad):
            rest = rest.replace(word, "") if word else rest
        if not names and _HOME.search(rest):
            names, rest = set(word_lists("pairs")["home_name"]), _HOME.sub("", rest)
        return frozenset(names), rest

    return places
