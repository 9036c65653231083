"""Whether somebody means to do wrong himself: learnt from sentences of both kinds, over the matcher's scores and a few plain words."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from bot.matching.example import OUT_OF_SCOPE
from bot.matching.match import Matcher
from bot.matching.model import prepared
from bot.matching.zones import probability
from bot.text.patterns import Pattern

WEIGHTS = Path(__file__).with_name("refusal.json")
FEATURES = ("unsafe", "plea", "ours", "outside", "own", "harmed", "wrongs", "others", "asks_law", "refuses", "makes")
REFUSE_AT = 0.6
"""Probability from which a wish is refused: rather a wrong answered with the law than a victim refused."""
_UNSAFE = "unsafe_request"
_OWN = Pattern("messages", "{intends}.{0,12}?{wrongs}")
_HARMED = Pattern("messages", "{others}.{0,12}?{harms}|{suffers}.{0,8}?{harms}")
_WRONGS = Pattern("messages", "{wrongs}")
_OTHERS = Pattern("messages", "{others}")
_ASKS_LAW = Pattern("messages", "{asks_law}")
_REFUSES = Pattern("messages", "{refuses_wrong}")
_MAKES = Pattern("messages", "{makes_wrong}")


def features(text: str, matcher: Matcher) -> tuple[float, ...]:
    """Return what speaks for and against a wrong of one's own, in the order of `FEATURES`."""
    _, scores = matcher.look(prepared(text))
    classes = matcher.model.classes
    unsafe = sum(float(s) for name, s in zip(classes, scores, strict=True) if name.startswith(_UNSAFE))
    plea = sum(float(s) for name, s in zip(classes, scores, strict=True) if name == "plea")
    columns = matcher.model.topic_columns
    ours = float(scores[columns].max()) if columns.size else 0.0
    outside = sum(float(s) for name, s in zip(classes, scores, strict=True) if name.startswith(OUT_OF_SCOPE))
    found = (_OWN, _HARMED, _WRONGS, _OTHERS, _ASKS_LAW, _REFUSES, _MAKES)
    return (unsafe, plea, ours, outside, *(float(bool(one.search(text))) for one in found))


def is_suspect(text: str) -> bool:
    """Say whether a text has words of a wrong at all."""
    return bool(_MAKES.search(text) or _WRONGS.search(text))


def means_wrong(text: str, matcher: Matcher) -> bool:
    """Say whether the speaker means to do wrong, in this message."""
    return probability(chosen_weights(), features(text, matcher)) >= REFUSE_AT


def kind_of(text: str, matcher: Matcher) -> str:
    """Return which kind of wrong a text is nearest to."""
    _, scores = matcher.look(prepared(text))
    kinds = {name: float(s) for name, s in zip(matcher.model.classes, scores, strict=True) if name.startswith(_UNSAFE)}
    return max(kinds, key=lambda name: kinds[name], default="").partition("/")[2]


@lru_cache(maxsize=1)
def chosen_weights() -> tuple[float, ...]:
    """Return the fitted weights, the constant last."""
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return (*(float(kept[name]) for name in FEATURES), float(kept["constant"]))
