"""What reading a message in its conversation needs of the knowledge: the vocabulary, the questions of flows, what each entry is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.core.knowledge.entry import Entry
from bot.core.knowledge.flow import Flow, Option, Slot
from bot.core.knowledge.vocabulary import ANY, EventKind, FactKind, Opening, Term, Vocabulary

DIAGNOSIS = "triage"
"""The flow whose questions are looked for unasked, in any message."""
READ_KINDS = ("choice", "multi", "date", "money", "number")
CONSENT = "_consent"
_TO_ENTRY = "entry:"


@dataclass(frozen=True)
class Outline:
    """What is known of an entry beside its questions."""

    title: str = ""
    side: str = ANY
    rights: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    """Entries it leads to."""
    asks: tuple[str, ...] = ()
    """Facts and events that change its answer."""


@dataclass(frozen=True)
class Guide:
    """Plain values that travel with a snapshot."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    slots: Mapping[str, Slot] = field(default_factory=dict)
    """By fact or event, the question it is read by."""
    unasked: tuple[str, ...] = ()
    """What is looked for in any message."""
    entries: Mapping[str, Outline] = field(default_factory=dict)

    def slot(self, name: str) -> Slot | None:
        """Return the question that a fact or event is read by: a flow's own, else one made from the vocabulary."""
        if name in self.slots:
            return self.slots[name]
        if (event := self.vocabulary.event(name)) is not None:
            return Slot(event.id, event.label, event.label, kind="date", near=event.near)
        fact = self.vocabulary.fact(name)
        return _slot_of(fact) if fact is not None and fact.kind in READ_KINDS and not fact.personal else None

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Guide:
        """Return what `as_dict` wrote, read back from JSON."""
        return cls(
            vocabulary=_vocabulary(kept["vocabulary"]),
            slots={name: _slot(slot) for name, slot in kept["slots"].items()},
            unasked=tuple(kept["unasked"]),
            entries={name: Outline(**_tuples(outline)) for name, outline in kept["entries"].items()},
        )


def make_guide(vocabulary: Vocabulary, flows: Mapping[str, Flow], entries: Iterable[Entry] = ()) -> Guide:
    """Return the guide of some published knowledge; the words for a value are those of all flows and of the vocabulary."""
    slots = {slot.id: slot for flow in reversed(list(flows.values())) for slot in _readable(flow.slots)}
    asked_first = flows[DIAGNOSIS].slots if DIAGNOSIS in flows else ()
    unasked = [slot.id for slot in _readable(asked_first) if slot.id not in vocabulary.only_asked]
    unasked += [name for name in vocabulary.unasked if name in slots and name not in unasked]
    slots.update({slot.id: slot for slot in _readable(flows[DIAGNOSIS].slots)} if DIAGNOSIS in flows else {})
    merged = {name: _with_words(slot, vocabulary.fact(name), flows.values()) for name, slot in slots.items()}
    return Guide(vocabulary, merged, tuple(unasked), {entry.id: _outline(entry) for entry in entries})


def _with_words(slot: Slot, fact: FactKind | None, flows: Iterable[Flow]) -> Slot:
    """Return a question with every value of its fact, and every word for it."""
    if fact is None or slot.kind not in ("choice", "multi"):
        return slot
    alike: list[Option] = [o for flow in flows for other in flow.slots if other.id == slot.id for o in other.options]
    own = {option.id: option for option in reversed(alike)}
    options = []
    for term in fact.options:
        known = own.get(term.id, Option(term.id, term.label))
        named = [(o.label, *o.words) for o in alike if o.id == term.id]
        words = dict.fromkeys(word for names in (*named, (term.label, *term.words)) for word in names)
        options.append(replace(known, label=term.label, words=tuple(words)))
    return replace(slot, options=tuple(options))


def _outline(entry: Entry) -> Outline:
    leads = [target for variant in entry.answers for target in variant.next if target.startswith(_TO_ENTRY)]
    asks = [ask.fact for variant in entry.answers for ask in variant.ask]
    return Outline(
        entry.title,
        entry.side,
        tuple(entry.rights),
        tuple(dict.fromkeys(target.removeprefix(_TO_ENTRY) for target in leads)),
        asks=tuple(dict.fromkeys(asks)),
    )


def _readable(slots: Sequence[Slot]) -> Iterator[Slot]:
    """Yield slots as they are read outside their flow: whatever else was answered, no text, nothing personal."""
    for slot in slots:
        if slot.kind in READ_KINDS and not slot.personal and not slot.id.endswith(CONSENT):
            yield replace(slot, ask_when={}, required=False)


def _slot_of(fact: FactKind) -> Slot:
    options = tuple(Option(term.id, term.label, term.words) for term in fact.options)
    return Slot(fact.id, fact.label, fact.label, kind=fact.kind, options=options, unit=fact.unit)


def _tuples(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values with tuples where JSON made lists of them."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}


def _slot(kept: Mapping[str, Any]) -> Slot:
    return Slot(**{**_tuples(kept), "options": tuple(Option(**_tuples(option)) for option in kept["options"])})


def _terms(kept: Sequence[Mapping[str, Any]]) -> tuple[Term, ...]:
    return tuple(Term(**_tuples(term)) for term in kept)


def _vocabulary(kept: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(
        _terms(kept["sides"]),
        _terms(kept["rights"]),
        tuple(FactKind(**{**_tuples(fact), "options": _terms(fact["options"])}) for fact in kept["facts"]),
        tuple(EventKind(**_tuples(event)) for event in kept["events"]),
        tuple(kept["receipts"]),
        kept["unasked"],
        tuple(kept["only_asked"]),
        tuple(Opening(**opening) for opening in kept["openings"]),
    )
