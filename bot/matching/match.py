"""From a question to a topic, ranked entries and a zone."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, replace
from math import exp, log

import numpy as np

from bot.matching.example import ASK, ASK_PREFIX, OUT_OF_SCOPE, intent_of, is_outside
from bot.matching.message import Message
from bot.matching.model import Model, prepared
from bot.matching.sight import Floats, Sight
from bot.matching.zones import Zone, probability

_TOPICS_RANKED = 6
_PARTS = re.compile(r"[?!。;\n]+|(?:另外|还有就是|还有|顺便问?|再问一?下?|第二个?问题|同时想问)[,，:]?")
_SHORTEST_PART = 6
_NEGATED = re.compile(r"(?<!是)(?:不是|并非)[^,。?!是不]{1,10}[,，]?(?:而是|是)(?!不)")
"""“Not A but B”: A is not what the question is about."""
_CLAUSES = re.compile(r"[,.。;?!:]+")
_LONG = 36
_SHORTEST_CLAUSE = 5
_MOST_CLAUSES = 6
_ASKING = re.compile(
    r"怎么|咋|吗|么|多少|哪|什么|啥|能不能|可不可以|是不是|要不要|行不行|如何|多久|几|谁|how|what|where|can|who"
)
_NEVER = -1e9
_NEIGHBOURS = 10
_ENTRIES_COMPARED = 3
"""Topics of the ranking whose entries are compared closely; the others give the entry with the nearest centre."""


@dataclass(frozen=True)
class Ranked:
    """One topic with its best entry and the share of the score, 0..1, over all topics."""

    topic_id: str
    entry_id: str
    score: float


@dataclass(frozen=True)
class Match:
    """What a message asks for."""

    intent: str
    """`ask` or a flow intent, with its kind after a slash where it has one (`out_of_scope/near_miss`)."""
    topic_id: str
    entry_id: str
    confidence: float
    zone: Zone
    ranking: tuple[Ranked, ...]
    """At least five distinct topics, where there are as many."""
    in_scope: bool
    second: Ranked | None = None
    """Another question of ours in the same message."""


class Matcher:
    """Matches texts against one fitted model; only one made `for_one_message` remembers anything."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._message: Message | None = None
        names = [intent_of(c) for c in model.classes]
        firsts = {name: i for i, name in reversed(list(enumerate(names)))}
        self._starts = np.array(sorted(firsts.values()), dtype=np.int64)
        """Where each intent's kinds begin; classes are sorted, so the kinds of one intent stand together."""
        self._unknown = np.array([name == OUT_OF_SCOPE for name in names])
        self._foreign = model.outside
        self._outside = self._foreign[self._starts]
        self._outside_rows = np.repeat(self._foreign, np.diff(model.class_rows))

    def for_one_message(self, text: str) -> Matcher:
        """Return a matcher that encodes one message once, looks at each of its parts once, and at no more than `MOST_SEEN`; itself when it is one for it."""
        meant = prepared(text)
        if self._message is not None and self._message.text == meant:
            return self
        one = copy(self)
        one.__dict__["_message"] = Message(self.model, meant)
        return one

    @property
    def has_seen_enough(self) -> bool:
        """Say whether no further part of the message is to be looked at."""
        return self._message is not None and self._message.is_read_enough

    def match(self, text: str) -> Match:
        """Return the best class of a text, its entry, and how sure that is."""
        if self._message is None:
            return self.for_one_message(text).match(text)
        text = prepared(text)
        whole = self._match_one(text)
        parts = _questions(text)
        alone = text in self.model.exact or self.has_seen_enough
        if whole.intent != ASK or not 2 <= len(parts) <= 3 or alone:
            return whole
        return self._with_second(whole, parts)

    def best(self, scores: Floats) -> int:
        """Return the best class: the best kind of the best intent, whose score is the sum over its kinds."""
        intent = int(self._of_intents(scores).argmax())
        first = int(self._starts[intent])
        last = int(self._starts[intent + 1]) if intent + 1 < len(self._starts) else len(scores)
        return first + int(scores[first:last].argmax())

    def best_ours(self, scores: Floats) -> int:
        """Return the best class when the message is taken to be ours."""
        return self.best(np.where(self._unknown, np.float32(_NEVER), scores))

    def signals(self, scores: Floats, sight: Sight) -> tuple[float, ...]:
        """Return what the calibration weighs.

        Top score, margin, nearest, coverage, outside, lead of what is ours; of the known questions, the share of those
        outside among the nearest, and how much nearer the nearest of ours is.
        """
        intents = self._of_intents(scores)
        top, margin = _top_and_margin(intents)
        ours = float(intents[~self._outside].max(initial=0.0))
        outside = float(intents[self._outside].sum())
        return top, margin, sight.nearest, sight.coverage, outside, ours - outside, *self._neighbours(sight)

    def _neighbours(self, sight: Sight) -> tuple[float, float]:
        nearest = self.model.nearest_rows(sight, _NEIGHBOURS)
        sharpness = self.model.kernel.sharpness
        far = exp(-2 * sharpness)  # the influence of a known question at cosine -1
        ours = float(sight.closest[~self._foreign].max(initial=far))
        other = float(sight.closest[self._foreign].max(initial=far))
        return float(self._outside_rows[nearest].mean()), (log(ours) - log(other)) / sharpness

    def judge(self, sight: Sight, scores: Floats) -> Match:
        """Return the match that sight and scores amount to."""
        calibration = self.model.calibration
        signals = self.signals(scores, sight)
        inside = probability(calibration.inside, signals)
        best = self._settle(scores, inside)
        label, topic = self.model.classes[best], self.model.topics[best]
        ranking = self._rank(scores, sight)
        confidence = probability(calibration.correct, signals)
        inside = 0.0 if is_outside(label) else inside
        return Match(
            intent=ASK if topic else label,
            topic_id=topic,
            entry_id=ranking[0].entry_id if topic else "",
            confidence=round(confidence, 4),
            zone=calibration.zone(confidence, inside, not topic),
            ranking=ranking,
            in_scope=calibration.is_ours(inside, not topic),
        )

    def _settle(self, scores: Floats, inside: float) -> int:
        """Return the best class, given how likely the message is ours: one of ours, or the kind of outside it is."""
        best = self.best(scores)
        ours = self.model.calibration.is_ours(inside, not self.model.topics[best])
        if ours:
            return self.best_ours(scores) if self._unknown[best] else best
        other = self.best(np.where(self._foreign, scores, np.float32(_NEVER)))
        return other if scores[other] >= scores[best] / 2 else best

    def _of_intents(self, scores: Floats) -> Floats:
        return np.asarray(np.add.reduceat(scores, self._starts), dtype=np.float32)

    def look(self, text: str, encoding: Floats | None = None) -> tuple[Sight, Floats]:
        """Return what a normalised text looks like, with its scores; a long one is also read clause by clause.

        Args:
            encoding: its vector, where it is known.
        """
        meant = _NEGATED.sub("", text)
        if meant != text and meant:
            encoding = None
        message = self._message or Message(self.model, text)
        clauses = message.still_read(_clauses(text))
        sight, *read = message.see([meant or text, *clauses], encoding)
        return sight, self.model.scores(sight.blended(read) if read else sight)

    def _match_one(self, text: str) -> Match:
        sight, scores = self.look(text)
        return self._exactly(text, self.judge(sight, scores))

    def _exactly(self, text: str, match: Match) -> Match:
        """Trust a question that is known word for word."""
        label, entry = self.model.exact.get(text, ("", ""))
        if not label:
            return match
        topic = label.removeprefix(ASK_PREFIX) if label.startswith(ASK_PREFIX) else ""
        outside = is_outside(label)
        first = (Ranked(topic, entry, 1.0),) if entry else ()
        others = tuple(r for r in match.ranking if not entry or r.topic_id != topic)
        return Match(
            intent=ASK if topic else label,
            topic_id=topic,
            entry_id=entry or (match.entry_id if match.topic_id == topic else ""),
            confidence=1.0,
            zone="reject" if outside else "answer",
            ranking=first + others,
            in_scope=not outside,
        )

    def _rank(self, scores: Floats, sight: Sight) -> tuple[Ranked, ...]:
        columns = self.model.topic_columns
        if not columns.size:
            return ()
        of_topics = scores[columns]
        shares = np.exp((of_topics - of_topics.max()) * self.model.calibration.temperature)
        shares /= shares.sum()
        order = of_topics.argsort()[::-1][:_TOPICS_RANKED]
        topics = [self.model.topics[int(columns[i])] for i in order]
        return tuple(
            Ranked(topic, self._best_entry(sight, topic, place < _ENTRIES_COMPARED), round(float(shares[i]), 4))
            for place, (topic, i) in enumerate(zip(topics, order, strict=True))
        )

    def _best_entry(self, sight: Sight, topic: str, closely: bool) -> str:
        find = self.model.entry_scores if closely else self.model.centre_scores
        ids, scores = find(sight, topic)
        return ids[int(scores.argmax())] if ids else topic

    def _with_second(self, whole: Match, parts: list[str]) -> Match:
        """Add the other question of a message whose parts ask for two different things."""
        asked = [m for m in map(self._match_one, parts) if m.intent == ASK]
        sure = [m for m in asked if m.confidence >= self.model.calibration.second_at and m.zone != "reject"]
        topics = {m.topic_id for m in sure}
        if len(topics) != 2:
            return whole
        first = next((m for m in sure if m.topic_id == whole.topic_id), sure[0])
        other = next(m for m in sure if m.topic_id != first.topic_id)
        return replace(first, second=other.ranking[0], ranking=_merged(first.ranking, other.ranking))


def _clauses(text: str) -> list[str]:
    """Return the last clauses of a long text, none of a short one or one that has no second."""
    found = [clause for clause in _CLAUSES.split(text) if len(clause) >= _SHORTEST_CLAUSE] if len(text) >= _LONG else []
    return found[-_MOST_CLAUSES:] if len(found) > 1 else []


def _questions(text: str) -> list[str]:
    """Return the parts of a text that ask something."""
    parts = (part.strip() for part in _PARTS.split(text))
    return [part for part in parts if len(part) >= _SHORTEST_PART and _ASKING.search(part)]


def _merged(first: tuple[Ranked, ...], other: tuple[Ranked, ...]) -> tuple[Ranked, ...]:
    """Put the other question's topic in second place."""
    rest = tuple(r for r in first[1:] if r.topic_id != other[0].topic_id)
    return (first[0], other[0], *rest)


def _top_and_margin(scores: Floats) -> tuple[float, float]:
    if scores.size < 2:
        return float(scores.max()), float(scores.max())
    second, top = np.partition(scores, -2)[-2:]
    return float(top), float(top - second)
