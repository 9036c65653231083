"""The part of an answer that a follow-up asks for: the sentences of its fold that lie nearest to the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log10
from typing import Any

import numpy as np

from bot.core.knowledge.condition import holds
from bot.core.knowledge.entry import Variant
from bot.text.encoder import Floats, encoder
from bot.text.normalise import normalise
from bot.text.segment import segmenter

_ENDS = re.compile(r"(?<=[。！？；])")
_SHORTEST = 6
_MOST = 2
LEAST = 0.2
"""Likeness from which a sentence is taken for what was asked."""
LEAST_TOLD = 0.24
"""The same where nothing was asked: the sentence must speak of what was told."""
_NEARLY = 0.75
"""Share of the best sentence's likeness that a second one needs."""
_POINTED = 0.48
"""Likeness from which a sentence of the fold is the point of a question, when it is nearer than anything said first."""
_REMEMBERED = 4000
"""Sentences whose vectors are kept: those of some two hundred answers."""
_BY_WORDS = 0.5
"""Weight of shared words beside that of meaning."""
_RARE = 5.0
"""Magnitude of a word's frequency in the dictionary from which it tells nothing."""


def sentences_of(variant: Variant, known: Mapping[str, Any]) -> list[str]:
    """Return what an answer says, sentence by sentence; what it says of a case only where that case is known to be this one."""
    cases = [case.text for case in variant.cases if holds(case.when, known)]
    texts = [variant.text, variant.explain, variant.risk, *cases, *variant.steps]
    texts += [f"{name}。" for name in (variant.fees, variant.time) if name]
    found = dict.fromkeys(part.strip() for text in texts for part in _ENDS.split(text))
    return [part for part in found if len(part) >= _SHORTEST]


def nearest(question: str, sentences: Sequence[str], said: str, least: float = LEAST) -> str:
    """Return the one or two sentences that answer a question, none that was `said` already; empty when none is near."""
    new = [sentence for sentence in sentences if sentence.rstrip("。") not in said]
    if not new or not question:
        return ""
    scores = list(_likeness(question, new))
    best = max(scores)
    if best < least:
        return ""
    first, *others = sorted(range(len(new)), key=lambda i: -scores[i])
    taken = [first, *(i for i in others[: _MOST - 1] if scores[i] >= best * _NEARLY)]
    return "".join(_closed(new[i]) for i in sorted(taken))


def fitted(point: str, text: str, room: int) -> tuple[str, str]:
    """Return a point followed by as many sentences of a text as there is room for, at least the first, and the rest."""
    parts = [part for part in _ENDS.split(text) if part]
    kept, length = 1, len(point) + len(parts[0]) if parts else 0
    while kept < len(parts) and length + len(parts[kept]) <= room:
        length += len(parts[kept])
        kept += 1
    return f"{point}\n{''.join(parts[:kept])}", "".join(parts[kept:])


def point_of(question: str, said_first: str, folded: Sequence[str]) -> str:
    """Return the folded sentence that a question is after, if it lies nearer to it than what is said first."""
    own = [part for part in _ENDS.split(said_first) if len(part) >= _SHORTEST]
    new = [sentence for sentence in folded if sentence.rstrip("。；") not in said_first]
    if not question or not new or not own:
        return ""
    scores = list(_likeness(question, [*own, *new]))
    best = max(range(len(new)), key=lambda i: scores[len(own) + i])
    found = scores[len(own) + best]
    return _closed(new[best]) if found >= _POINTED and found > max(scores[: len(own)]) else ""


def _likeness(question: str, sentences: Sequence[str]) -> Iterator[float]:
    asked, weights = _vector(normalise(question)), _weights(question)
    total = max(sum(weights.values()), 1e-9)
    for sentence in sentences:
        meaning = float(asked @ _vector(normalise(sentence)))
        shared = sum(weight for word, weight in weights.items() if word in sentence) / total
        yield meaning * (1 - _BY_WORDS) + shared * _BY_WORDS


@lru_cache(maxsize=_REMEMBERED)
def _vector(text: str) -> Floats:
    """Return the vector of a normalised text, of unit length."""
    vector = encoder().encode(text)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))


def _weights(question: str) -> dict[str, float]:
    """Return the words of a question with how much each tells: the rarer, the more."""
    words = segmenter()
    return {word: max(_RARE - log10(words.frequency(word) + 1), 0.0) for word in words.words(normalise(question))}


def _closed(sentence: str) -> str:
    return sentence if sentence[-1] in "。！？" else sentence.rstrip("；") + "。"
