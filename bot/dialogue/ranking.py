"""Which entry a message of a case means: candidates of the message alone and with what was asked before, ordered by a learnt weighing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path

from bot.core.memory import Memory
from bot.dialogue.guide import Guide, Outline
from bot.dialogue.reading.acts import is_staff, starts_anew
from bot.dialogue.record import Record
from bot.matching.match import Matcher, Ranked
from bot.matching.model import Model, prepared
from bot.matching.sight import Floats, Sight
from bot.text.normalise import told_on

WEIGHTS = Path(__file__).with_name("ranking.json")
FEATURES = (
    "alone", "joint", "entry_alone", "entry_joint", "last", "same_topic", "led_to", "side", "other_side", "right",
    "other_right", "answered", "short_last", "short_near", "alone_short", "joint_short", "opening", "asks_told", "last_tells", "before_last",
)  # fmt: skip
FOR_STAFF = ("rights_aid_hotline.caller_", "rights_aid_hotline.dispatch_")
"""Begins the entries that are for those who take calls."""
OPPONENTS = {"owner", "accused"}
_TOPICS = 8
"""Topics of the message alone, and as many of the message with what was asked before."""
_SHORT = 12
REMEMBERED = 3
"""Answered entries that count."""
LONGEST_TITLE, LONGEST_BEFORE = 40, 60
"""Characters of the last answer's title, or without one of the question before, that are read with the message."""


@dataclass(frozen=True)
class Option:
    """One entry that may be meant, with what speaks for it."""

    topic_id: str
    entry_id: str
    features: tuple[float, ...]


@dataclass(frozen=True)
class Talk:
    """What the conversation holds when a message comes."""

    record: Record
    question: str = ""
    """The question that was answered last."""
    answered: tuple[str, ...] = ()
    """Entries answered, the latest first."""
    told: frozenset[str] = frozenset()
    """Facts and events that the message tells."""
    asking: bool = True
    """Whether the message asks something."""

    @classmethod
    def of(cls, memory: Memory) -> Talk:
        """Read it from what the conversation remembers."""
        last, answered = memory.last_entry, memory.answered
        entries = answered if not last or answered[:1] == (last,) else (last, *answered)
        return cls(Record.from_dict(memory.record), memory.last_question, entries)


def after(talk: Talk, titles: Mapping[str, str], text: str) -> str:
    """Return a message as it is read after what was spoken of last: the title of the last answer says it shortest.

    One that turns to another matter is read by itself.
    """
    title = titles.get(talk.answered[0], "")[:LONGEST_TITLE] if talk.answered else ""
    before = "" if starts_anew(text) else title or talk.question[:LONGEST_BEFORE]
    return f"{before} {told_on(text)}" if before else text


class Ranker:
    """Orders entries for messages of one snapshot."""

    def __init__(self, guide: Guide, in_context: Matcher | None = None, weights: Sequence[float] | None = None) -> None:
        self._guide = guide
        self._in_context = in_context
        self._titles = {name: outline.title for name, outline in guide.entries.items()}
        self._weights = tuple(weights) if weights is not None else chosen_weights()

    def rank(self, text: str, matcher: Matcher, talk: Talk) -> tuple[Ranked, ...]:
        """Return the entries that may be meant with their shares, the likeliest first, one of each topic at most twice."""
        options = self.options(text, matcher, talk)
        if not options:
            return ()
        sums = [sum(w * x for w, x in zip(self._weights, option.features, strict=True)) for option in options]
        top = max(sums)
        powers = [exp(one - top) for one in sums]
        total = sum(powers)
        ranked = [Ranked(o.topic_id, o.entry_id, round(p / total, 4)) for o, p in zip(options, powers, strict=True)]
        return tuple(sorted(ranked, key=lambda one: -one.score))

    def options(self, text: str, matcher: Matcher, talk: Talk) -> list[Option]:
        """Return every candidate with its features; who contradicts a said side is out."""
        alone = matcher.look(prepared(text))
        before = after(talk, self._titles, text)
        after_it = self._in_context or matcher
        joint = after_it.for_one_message(before).look(prepared(before)) if before != text else alone
        views = (View(matcher.model, *alone), View(after_it.model if before != text else matcher.model, *joint))
        topics = dict.fromkeys((*views[0].best(), *views[1].best(), *self._near(talk)))
        weigher = Weigher(self._guide, talk, text)
        return [option for topic in topics for option in _options(topic, *views, weigher)]

    def _near(self, talk: Talk) -> Iterator[str]:
        """Yield the topics of the last entries and of what they lead to."""
        for entry in talk.answered[:REMEMBERED]:
            yield _topic(entry)
            for target in self._guide.entries.get(entry, Outline()).next:
                yield _topic(target)


@dataclass(frozen=True)
class View:
    """What a message looks like to one model."""

    model: Model
    sight: Sight
    scores: Floats

    def best(self) -> list[str]:
        """Return the likeliest topics."""
        columns = self.model.topic_columns
        order = self.scores[columns].argsort()[::-1][:_TOPICS]
        return [self.model.topics[int(columns[i])] for i in order]

    def topic(self, topic: str) -> float:
        """Return the score of a topic; nothing speaks for one that the model doesn't know."""
        column = self.model.class_of_topic.get(topic)
        return float(self.scores[column]) if column is not None else 0.0

    def entries(self, topic: str) -> dict[str, float]:
        """Return the scores of a topic's entries."""
        ids, scores = self.model.entry_scores(self.sight, topic)
        return dict(zip(ids, map(float, scores), strict=True))


class Weigher:
    """Says what the case says of an entry."""

    def __init__(self, guide: Guide, talk: Talk, text: str) -> None:
        self._guide = guide
        self._talk = talk
        self.short = float(len(text) <= _SHORT)
        self._staff = is_staff(told_on(text))
        self._tells = float(not talk.asking)
        self._opening = _topic(guide.vocabulary.opening(talk.record.answers()))
        side = talk.record.facts.get("side")
        self._side = str(side.value) if side else ""
        self._sure = side is not None and side.how == "said"
        self._right = str(talk.record.value("right") or "")
        self._last = talk.answered[0] if talk.answered else ""
        self._led = set(guide.entries.get(self._last, Outline()).next)

    def may_hear(self, entry: str) -> bool:
        """Say whether an entry may be told: words for who takes calls only to those who do."""
        return self._staff or not entry.startswith(FOR_STAFF)

    def contradicts(self, entry: str) -> bool:
        """Say whether an entry speaks to the other side of a case whose side was said."""
        return self._sure and self._other_side(self._outline(entry).side) > 0

    def features(self, entry: str) -> tuple[float, ...]:
        """Return the features that do not depend on the words of the message."""
        outline, topic = self._outline(entry), _topic(entry)
        is_last = float(entry == self._last)
        near = float(bool(self._last) and topic == _topic(self._last) and not is_last)
        led = float(entry in self._led)
        fits, other = self._right_fit(outline.rights)
        return (
            is_last, near, led, float(bool(self._side) and outline.side == self._side), self._other_side(outline.side),
            fits, other, float(entry in self._talk.answered), is_last * self.short, max(near, led) * self.short,
        )  # fmt: skip

    def more(self, entry: str) -> tuple[float, ...]:
        """Return what speaks for an entry by the story, by what was told, and by what was answered before the last."""
        topic, earlier = _topic(entry), {_topic(one) for one in self._talk.answered[1:]}
        told = self._talk.told & set(self._outline(entry).asks)
        return (
            float(bool(self._opening) and topic == self._opening),
            float(bool(told)),
            float(entry == self._last) * self._tells,
            float(topic in earlier),
        )

    def _outline(self, entry: str) -> Outline:
        return self._guide.entries.get(entry, Outline())

    def _other_side(self, side: str) -> float:
        """Say whether an entry speaks to who stands on the other side of a dispute."""
        return float({side, self._side} == OPPONENTS)

    def _right_fit(self, rights: Sequence[str]) -> tuple[float, float]:
        if not self._right or not rights or self._right in ("other", "mixed"):
            return 0.0, 0.0
        covers = self._guide.vocabulary.covers
        fits = any(covers(right, self._right) or covers(self._right, right) for right in rights)
        return float(fits), float(not fits)


def _options(topic: str, alone: View, joint: View, weigher: Weigher) -> Iterable[Option]:
    """Return the entries of one topic as options."""
    own, after_it = alone.entries(topic), joint.entries(topic)
    allowed = [entry for entry in own if not weigher.contradicts(entry) and weigher.may_hear(entry)]
    if not allowed:
        return
    least = min(after_it.values(), default=0.0)
    best, best_joint = max(own[e] for e in allowed), max(after_it.get(e, least) for e in allowed)
    places = (alone.topic(topic), joint.topic(topic))
    for entry in allowed:
        words = (*places, own[entry] - best, after_it.get(entry, least) - best_joint)
        more = (places[0] * weigher.short, places[1] * weigher.short, *weigher.more(entry))
        yield Option(topic, entry, (*words, *weigher.features(entry), *more))


def _topic(entry: str) -> str:
    return entry.split(".", 1)[0]


@lru_cache(maxsize=1)
def chosen_weights() -> tuple[float, ...]:
    """Return the weights fitted on contextual examples, in the order of `FEATURES`."""
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return tuple(float(kept[name]) for name in FEATURES)
