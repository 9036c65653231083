"""The reply to a service question: an answer, two, or the question which of a few entries is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core.envelope import Envelope
from bot.core.knowledge.entry import NATIONAL, Ask, Entry, Served, select_variant
from bot.core.knowledge.vocabulary import Vocabulary
from bot.core.region import Region
from bot.dialogue.reading.acts import asked_in
from bot.dialogue.turn import Candidate, Reply, Turn, offer, starting
from bot.services import ports
from bot.services.answers.candidates import best_of_entries, next_best, unanswered_as
from bot.services.answers.cards import FOOTING, AnswerCards, conclusion
from bot.services.answers.dated import in_words
from bot.services.answers.parts import fitted, nearest, sentences_of
from bot.text.lexicon import word_lists

DIAGNOSIS = "triage"
"""The flow that finds out what to do."""
MOST_CHOICES = 3
MOST_NEXT = 4
MOST_ANSWERED = 3
"""Entries remembered as answered."""
MOST_PUT = 12
"""Questions back that are remembered, so that none is put twice."""
TENTATIVE_AT = 0.15
"""Confidence from which the likeliest of several is answered, the others beside it."""
LONGEST_VAGUE, VAGUE_AT = 8, 0.42
"""Characters of a first message that says too little to guess at, and the confidence from which it is answered all the same."""
TENTATIVE_IN_CASE = 0.08
"""The same in a case: a list of questions stops a talk that goes on."""
AGAIN = 120
"""Characters of a conclusion that is said once more."""
SECOND_AT = 0.08
"""Share from which another entry answers what asks on about one that was answered: twice as often right as a part of that."""
PLAINLY_AT = 0.2
"""Share from which it is not said which question is answered."""
LEAST_OTHER = 0.05
"""Share from which another entry is answered when the leading one has nothing more to say."""
LEAST_STORY = 30
"""Characters from which an unclear message tells a story: the guided diagnosis is offered too."""
PARTS = ("cost", "time", "materials", "steps", "deadline")


class Answers:
    """Answers service questions from one published version."""

    def __init__(
        self,
        published: ports.Published,
        flow_rules: ports.FlowRules,
        regions: ports.Regions,
        vocabulary: Vocabulary,
        said: ports.Said,
        say: Callable[..., str],
    ) -> None:
        self._said = said
        self._published = published
        self._flow_rules = flow_rules
        self._regions = regions
        self._say = say
        self._cards = AnswerCards(published, regions, vocabulary, say)

    def answer(self, turn: Turn) -> Reply:
        """Answer what the turn asks: the entry meant, what is new of one that was answered, or the likeliest of several."""
        if turn.zone == "clarify" and len(turn.ranking) > 1:
            vague = VAGUE_AT if len(turn.text) <= LONGEST_VAGUE else TENTATIVE_AT
            least = TENTATIVE_IN_CASE if turn.memory.answered else vague
            return self.tentative(turn) if turn.confidence >= least else self.clarify(turn)
        region, asking = self.region(turn)
        if asking is not None and self._differs_by_region(turn):
            return asking
        if not turn.choice and turn.entry_id in turn.memory.answered:
            return self.more(turn, region)
        return self.serve(turn, turn.entry_id, region)

    def serve(self, turn: Turn, entry_id: str, region: Region | None, first: str = "") -> Reply:
        """Serve one entry, and the second question's entry when the message asked two things; `first` is said before."""
        entry = self._published.entry(turn.version, entry_id)
        if entry is None:
            return self.not_found(turn)
        second = self._second(turn, entry_id)
        envelopes = [
            self._cards.card(turn, item, region, start, question)
            for item, start, question in ((entry, first, asked_in(turn.text)), (second, "", ""))
            if item
        ]
        shown, meanings = offer(turn, self._next(turn, [entry, *filter(None, [second])], region))
        if shown:
            envelopes[-1]["choices"] = shown
        ask = self._cards.asked(turn, entry, region)
        return Reply(envelopes, {"choices": meanings, **self._remembered(turn, entry_id, ask, region)})

    def _remembered(self, turn: Turn, entry_id: str, ask: Ask | None, region: Region | None) -> dict[str, Any]:
        """Return what is remembered of an answer."""
        answered = dict.fromkeys((entry_id, *turn.memory.answered))
        put = [*turn.memory.put, *([ask.fact] if ask else [])]
        memory: dict[str, Any] = {
            "last_entry": entry_id,
            "answered": list(answered)[:MOST_ANSWERED],
            "last_question": turn.completed or turn.text,
            "noticed": True,
            "asked": ask.fact if ask else "",
            "put": put[-MOST_PUT:],
            "steps_said": 0,
        }
        return memory if region is None else {**memory, "region": region.code}

    def more(self, turn: Turn, region: Region | None, question: str = "") -> Reply:
        """Say of an entry that was answered before what is new in the light of a further question."""
        entry = self._published.entry(turn.version, turn.entry_id)
        served = self._cards.served(turn, entry, region) if entry else None
        if entry is None or not isinstance(served, Served):
            return self.serve(turn, turn.entry_id, region)
        if (other := next_best(turn, SECOND_AT)) is not None:
            return self._another(turn, entry, region, other)
        found = self._new_part(turn, served, question or turn.text)
        if not found:
            return self._another(turn, entry, region, next_best(turn, LEAST_OTHER))
        due = self._cards.due(turn, served.variant) if turn.told else None
        dated = in_words(due, turn.as_of, self._say) if due else ""
        return self.short(turn, entry, region, "\n".join(part for part in (dated, found) if part))

    def _new_part(self, turn: Turn, served: Served, question: str) -> str:
        """Return what an answered entry says to a further question.

        After other answers its conclusion once more, in short; else what was not said just now, or which of it is the answer.
        """
        last = self._said.last_reply(turn.conversation_id)
        said = "".join(str(one.get("details", {}).get("lead") or "") for one in last)
        sentences = sentences_of(served.variant, turn.known)
        new = nearest(question, sentences, said)
        if turn.entry_id != turn.memory.last_entry:
            again = conclusion(served.variant, turn.known)
            return fitted("" if new and new in again else new, again, AGAIN)[0].strip()
        again = nearest(question, sentences, "")
        return new or (self._say("utter_answers_again", text=again) if again else "")

    def once_more(self, turn: Turn) -> list[Envelope]:
        """Return the card of the entry answered last, if there is one."""
        entry = self._published.entry(turn.version, turn.memory.last_entry) if turn.memory.last_entry else None
        region = self._regions.get(turn.region) if turn.region else None
        card = self._cards.card(turn, entry, region) if entry else None
        return [card] if card and card.get("citations") else []

    def _another(self, turn: Turn, entry: Entry, region: Region | None, other: Candidate | None) -> Reply:
        """Answer another entry, saying which question that is unless it is likely, or say that nothing more is known."""
        found = self._published.entry(turn.version, other.entry_id) if other else None
        if other is None or found is None:
            return self.short(turn, entry, region, self._say("utter_answers_no_more"))
        doubtful = other.score < PLAINLY_AT
        return self.serve(
            turn, found.id, region, self._say("utter_answers_if_meant", title=found.title) if doubtful else ""
        )

    def short(self, turn: Turn, entry: Entry, region: Region | None, text: str) -> Reply:
        """Return a part of an entry's answer as a message, with what comes next."""
        card, ask = self._cards.card(turn, entry, region), self._cards.asked(turn, entry, region)
        lead = "\n".join(part for part in (text, ask.question if ask else "") if part)
        shown, meanings = offer(turn, self._next(turn, [entry], region))
        kept = {name: value for name, value in card["details"].items() if name in FOOTING}
        card["text"], card["details"], card["choices"] = lead, {"lead": lead, **kept}, shown
        memory = self._remembered(turn, entry.id, ask, region)
        return Reply([card], {**memory, "choices": meanings})

    def tentative(self, turn: Turn) -> Reply:
        """Answer the likeliest of several entries, saying which question that is, with the others to choose."""
        region, _ = self.region(turn)
        entry = self._published.entry(turn.version, turn.ranking[0].entry_id)
        if entry is None:
            return self.clarify(turn)
        doubtful = turn.ranking[0].score < PLAINLY_AT
        reply = self.serve(
            turn, entry.id, region, self._say("utter_answers_if_meant", title=entry.title) if doubtful else ""
        )
        others = [(self._say("utter_answers_other", title=label), meaning) for label, meaning in self.meant(turn)[1:]]
        shown, meanings = offer(turn, others[: MOST_CHOICES - 1])
        reply.envelopes[0]["choices"] = shown
        reply.memory["choices"] = meanings
        reply.unanswered = unanswered_as(turn, "clarify")
        return reply

    def part(self, turn: Turn) -> Reply:
        """Answer a follow-up (cost, time, papers, steps, deadline) about the last entry, or the one that the case is about."""
        entry_id = turn.entry_id or turn.memory.last_entry
        entry = self._published.entry(turn.version, entry_id) if entry_id else None
        if entry is None:
            return Reply([{"type": "question", "text": self._say("utter_answers_which"), "input": {"kind": "text"}}])
        region = self._regions.get(turn.region) if turn.region else None
        kind = turn.kind if turn.kind in PARTS else "steps"
        if not self._cards.has_part(turn, entry, region, kind):
            return self._without_part(turn, entry, region, kind)
        envelope = self._cards.part(turn, entry, region, kind)
        return Reply([envelope])

    def _without_part(self, turn: Turn, entry: Entry, region: Region | None, kind: str) -> Reply:
        """Answer from what the entry says elsewhere, else say who knows."""
        served = self._cards.served(turn, entry, region)
        sentences = sentences_of(served.variant, turn.known) if isinstance(served, Served) else []
        words = word_lists("acts").get(f"tells_{kind}", ())
        fitting = [one for one in sentences if not words or any(word in one for word in words)]
        if found := nearest(turn.text, fitting, ""):
            return self.short(turn, entry, region, found)
        envelope = self._cards.part(turn, entry, region, kind)
        return Reply([envelope])

    def clarify(self, turn: Turn) -> Reply:
        """Ask which of at most three entries is meant; the click is the label."""
        options = self.meant(turn)[:MOST_CHOICES]
        if len(turn.text) >= LEAST_STORY:
            flow = self._flow_option(turn, DIAGNOSIS)
            options = [*options[: MOST_CHOICES - 1], flow]
        options.append((self._say("utter_answers_none_of_these"), {"kind": "intent", "name": "out_of_scope/unknown"}))
        shown, meanings = offer(turn, options)
        listed = "\n".join(f"{number}. {label}" for number, (label, _) in enumerate(options[:-1], 1))
        key = "utter_answers_in_case" if turn.known else "utter_answers_clarify"
        envelope: Envelope = {
            "type": "clarify",
            "text": self._say(key, options=listed),
            "choices": shown,
            "input": {"kind": "choice"},
            "confidence": turn.confidence,
        }
        return Reply([envelope], {"choices": meanings, "last_question": turn.text}, unanswered_as(turn, "clarify"))

    def meant(self, turn: Turn) -> list[tuple[str, dict[str, Any]]]:
        """Return the entries that may be meant as choices, the likeliest first."""
        entries = [
            self._published.entry(turn.version, candidate.entry_id) for candidate in best_of_entries(turn.ranking)
        ]
        return [(entry.title, {"kind": "entry", "entry_id": entry.id}) for entry in entries if entry]

    def not_found(self, turn: Turn) -> Reply:
        """Say helpfully that this is not known."""
        return Reply(
            [{"type": "fallback", "text": self._say("utter_outside_unknown")}], {}, unanswered_as(turn, "gone")
        )

    def ask_place(self, turn: Turn, candidates: Sequence[Region], meaning: Mapping[str, Any]) -> Reply:
        """Ask which of several places of one name is meant."""
        options = [("".join(r.path), {**meaning, "kind": "region", "code": r.code}) for r in candidates[:6]]
        shown, meanings = offer(turn, options)
        listed = "、".join(label for label, _ in options)
        envelope: Envelope = {
            "type": "question",
            "text": self._say("utter_region_which", options=listed),
            "choices": shown,
            "input": {"kind": "region"},
        }
        memory = {
            "choices": meanings,
            "last_question": turn.completed or turn.text,
            "last_entry": turn.entry_id or turn.memory.last_entry,
        }
        return Reply([envelope], memory)

    def region(self, turn: Turn) -> tuple[Region | None, Reply | None]:
        """Return the region the answer is for, and the question to ask when the text names an ambiguous one."""
        home = self._regions.get(turn.region) if turn.region else None
        found = self._regions.resolve(turn.text, turn.region)
        if found.region is not None:
            return found.region, None
        if found.candidates:
            return home, self.ask_place(turn, found.candidates, {})
        return home, None

    def _differs_by_region(self, turn: Turn) -> bool:
        entry = self._published.entry(turn.version, turn.entry_id)
        return entry is not None and any(variant.region != NATIONAL for variant in entry.answers)

    def _second(self, turn: Turn, entry_id: str) -> Entry | None:
        if turn.second is None or turn.second.entry_id == entry_id:
            return None
        return self._published.entry(turn.version, turn.second.entry_id)

    def _next(self, turn: Turn, entries: Sequence[Entry], region: Region | None) -> list[tuple[str, dict[str, Any]]]:
        """Return what the served variants lead to: flows and other entries."""
        options: dict[str, dict[str, Any]] = {}
        for target in self._targets(turn, entries, region):
            kind, _, name = target.partition(":")
            if kind == "flow":
                label, meaning = self._flow_option(turn, name)
                options.setdefault(label, meaning)
            elif (other := self._published.entry(turn.version, name)) is not None:
                options.setdefault(other.title, {"kind": "entry", "entry_id": other.id})
        return list(options.items())[:MOST_NEXT]

    def _flow_option(self, turn: Turn, flow: str) -> tuple[str, dict[str, Any]]:
        return self._flow_rules.flows(turn.version)[flow].name, starting(flow)

    def _targets(self, turn: Turn, entries: Sequence[Entry], region: Region | None) -> list[str]:
        chain = region.chain if region else ()
        served = [select_variant(entry, turn.as_of, chain) for entry in entries]
        return [target for found in served if isinstance(found, Served) for target in found.variant.next]
