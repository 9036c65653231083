"""How well questions are understood that the model did not see: cross-validation by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from bot.matching.example import ASK, ASK_PREFIX, Example, intent_of, is_outside, unique
from bot.matching.fit import fit
from bot.matching.kept_encodings import Encodings, Floats
from bot.matching.match import Match, Matcher
from bot.matching.model import prepared

_SEED = 20261122


@dataclass(frozen=True)
class Held:
    """One question, what it is, and what a model said that had not seen it."""

    example: Example
    match: Match
    label: str
    """The best class when the message is taken to be ours, whatever the zone; abuse and unsafe wishes stay what they are."""
    signals: tuple[float, ...]

    @property
    def ours(self) -> bool:
        """Say whether we should answer it."""
        return not is_outside(self.example.label)

    @property
    def right(self) -> bool:
        """Say whether topic or intent is right; kinds of one intent count as one."""
        return _coarse(self.example.label) == _coarse(self.label)

    @property
    def offered(self) -> bool:
        """Say whether the right topic is among the three best."""
        return self.example.topic_id in [r.topic_id for r in self.match.ranking[:3]]


def cross_validate(
    examples: Sequence[Example],
    titles_and_scopes: Mapping[str, str] | None = None,
    *,
    encodings: Encodings | None = None,
    folds: int = 5,
) -> Iterator[Held]:
    """Yield every question of the examples as matched by a model fitted on the other folds."""
    everything = unique([replace(e, text=prepared(e.text)) for e in examples])
    asked = [e for e in everything if not e.support]
    random = Random(_SEED)  # noqa: S311
    fold_of = {e.text: random.randrange(folds) for e in asked}
    encodings = encodings or Encodings()
    for fold in range(folds):
        matcher = Matcher(
            fit([e for e in everything if fold_of.get(e.text) != fold], titles_and_scopes, encodings=encodings)
        )
        held = [e for e in asked if fold_of[e.text] == fold]
        for example, encoding in zip(held, encodings.of([e.text for e in held]), strict=True):
            yield _hold(matcher, example, encoding)


def hold(matcher: Matcher, example: Example, acceptable: Sequence[str] = ()) -> Held:
    """Return what a matcher says of a question it has not seen; other labels may be right as well."""
    held = _hold(matcher, replace(example, text=prepared(example.text)), None)
    found = [label for label in acceptable if label in (held.label, ASK_PREFIX + held.match.topic_id)]
    return replace(held, example=replace(held.example, label=found[0])) if found else held


def _hold(matcher: Matcher, example: Example, encoding: Floats | None) -> Held:
    sight, scores = matcher.look(example.text, encoding)
    best = matcher.model.classes[matcher.best_ours(scores)]
    return Held(example, matcher.judge(sight, scores), best, matcher.signals(scores, sight))


@dataclass(frozen=True)
class Accuracy:
    """Shares of service questions, flow messages and questions outside our field."""

    questions: int
    top1: float
    top3: float
    entry: float
    """Right entry, of the questions whose topic is right."""
    answered_wrong: float
    clarified: float
    clarified_offering: float
    """Clarified with the right topic among the first three, of those clarified."""
    rejected_ours: float
    flows_right: float
    outside_rejected: dict[str, float]
    outside_answered: float
    confusions: list[tuple[str, str, int]]


def accuracy(held: Sequence[Held]) -> Accuracy:
    """Summarise what cross-validation found."""
    asked = [h for h in held if h.example.topic_id]
    outside = [h for h in held if not h.ours]
    flows = [h for h in held if h.ours and not h.example.topic_id]
    topic_right = [h for h in asked if h.right]
    clarified = [h for h in asked if h.match.zone == "clarify"]
    kinds = sorted({h.example.label for h in outside})
    confused = Counter((h.example.label, h.label) for h in asked if not h.right)
    return Accuracy(
        questions=len(asked),
        top1=_share(h.right for h in asked),
        top3=_share(h.offered for h in asked),
        entry=_share(h.match.entry_id == h.example.entry_id for h in topic_right),
        answered_wrong=_share(h.match.zone == "answer" and not h.right for h in asked),
        clarified=_share(h.match.zone == "clarify" for h in asked),
        clarified_offering=_share(h.offered for h in clarified),
        rejected_ours=_share(h.match.zone == "reject" for h in asked),
        flows_right=_share(h.right for h in flows),
        outside_rejected={k: _share(h.match.zone == "reject" for h in outside if h.example.label == k) for k in kinds},
        outside_answered=_share(h.match.zone == "answer" and h.match.intent == ASK for h in outside),
        confusions=[(a, b, n) for (a, b), n in confused.most_common(20)],
    )


def _share(found: Iterator[bool]) -> float:
    listed = list(found)
    return round(sum(listed) / len(listed), 4) if listed else 0.0


def _coarse(label: str) -> str:
    return intent_of(label)
