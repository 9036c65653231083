"""The part of an answer that a follow-up asks for: the sentences of its fold that lie nearest to the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log10

import numpy as np

from bot.core.knowledge.entry import Variant
from bot.text.encoder import Floats, encoder
from bot.text.normalise import normalise
from bot.text.segment import segmenter

_ENDS = re.compile(r"(?<=[。！？；])")
_SHORTEST = 6
_MOST = 2
_LEAST = 0.2
"""Likeness from which a sentence is taken for what was asked."""
_NEARLY = 0.75
"""Share of the best sentence's likeness that a second one needs."""
_BY_WORDS = 0.5
"""Weight of shared words beside that of meaning."""
_RARE = 5.0
"""Magnitude of a word's frequency in the dictionary from which it tells nothing."""


def sentences_of(variant: Variant) -> list[str]:
    """Return what an answer says beside its first text, sentence by sentence."""
    texts = [variant.text, variant.explain, variant.risk, *(case.text for case in variant.cases), *variant.steps]
    texts += [f"{name}。" for name in (variant.fees, variant.time) if name]
    found = dict.fromkeys(part.strip() for text in texts for part in _ENDS.split(text))
    return [part for part in found if len(part) >= _SHORTEST]


def nearest(question: str, sentences: Sequence[str], said: str) -> str:
    """Return the one or two sentences that answer a question, none that was `said` already; empty when none is near."""
    new = [sentence for sentence in sentences if sentence.rstrip("。") not in said]
    if not new or not question:
        return ""
    scores = list(_likeness(question, new))
    best = max(scores)
    if best < _LEAST:
        return ""
    first, *others = sorted(range(len(new)), key=lambda i: -scores[i])
    taken = [first, *(i for i in others[: _MOST - 1] if scores[i] >= best * _NEARLY)]
    return "".join(_closed(new[i]) for i in sorted(taken))


def _likeness(question: str, sentences: Sequence[str]) -> Iterator[float]:
    read = encoder()
    asked, weights = _unit(read.encode(normalise(question))), _weights(question)
    total = max(sum(weights.values()), 1e-9)
    for sentence in sentences:
        meaning = float(asked @ _unit(read.encode(normalise(sentence))))
        shared = sum(weight for word, weight in weights.items() if word in sentence) / total
        yield meaning * (1 - _BY_WORDS) + shared * _BY_WORDS


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))


def _weights(question: str) -> dict[str, float]:
    """Return the words of a question with how much each tells: the rarer, the more."""
    words = segmenter()
    return {word: max(_RARE - log10(words.frequency(word) + 1), 0.0) for word in words.words(normalise(question))}


def _closed(sentence: str) -> str:
    return sentence if sentence[-1] in "。！？" else sentence.rstrip("；") + "。"
