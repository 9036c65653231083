"""The reply to what a visitor tells: noted, what follows for his case, the nearest date, one next thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.core.knowledge.entry import Entry, Served
from bot.core.knowledge.vocabulary import Vocabulary
from bot.core.region import Region
from bot.dialogue.turn import Reply, Turn, offer, starting
from bot.services import ports
from bot.services.answers.answers import DIAGNOSIS, Answers
from bot.services.answers.candidates import next_best
from bot.services.answers.cards import AnswerCards, conclusion, question_back
from bot.services.answers.case_records import CaseRecords
from bot.services.answers.dated import as_field, in_words
from bot.services.answers.parts import LEAST_TOLD, nearest, sentences_of

OTHER_AT = 0.25
"""Share from which an entry that was not answered yet answers what was told."""


class Telling:
    """Answers messages that tell something and ask nothing."""

    def __init__(
        self,
        answers: Answers,
        records: CaseRecords,
        published: ports.Published,
        flow_rules: ports.FlowRules,
        regions: ports.Regions,
        vocabulary: Vocabulary,
        said: ports.Said,
        say: Callable[..., str],
    ) -> None:
        self._said = said
        self._answers = answers
        self._records = records
        self._published = published
        self._flow_rules = flow_rules
        self._cards = AnswerCards(published, regions, vocabulary, say)
        self._say = say

    def reply(self, turn: Turn) -> Reply:
        """Say what was noted and what it changes: a new answer, the last one anew, or the next thing to tell or do."""
        region, _ = self._answers.region(turn)
        entry = self._published.entry(turn.version, turn.entry_id) if turn.entry_id else None
        new = entry is not None and (entry.id not in _answered(turn) or self._changes(turn, entry, region))
        noted = self._records.noted(turn, everything=not new) + self._place(turn, region)
        first = self._say("utter_answers_noted", items="；".join(noted)) if noted else ""
        if entry is None:
            reply = self._on(turn, first, "", region)
        elif new:
            reply = self._answers.serve(turn, entry.id, region, first)
        elif (other := next_best(turn, OTHER_AT)) is not None:
            reply = self._answers.serve(turn, other.entry_id, region, first)
        else:
            reply = self._next(turn, entry, region, first)
        if noted and reply.envelopes:
            reply.envelopes[0]["noted"] = [first]
        return reply

    def _place(self, turn: Turn, region: Region | None) -> list[str]:
        """Return the visitor's place, when it was just told."""
        if region is None or region.code == turn.region:
            return []
        return [self._say("utter_answers_place", value="".join(region.path))]

    def _changes(self, turn: Turn, entry: Entry, region: Region | None) -> bool:
        """Say whether the answer is another one by what was told."""
        served = self._cards.served(turn, entry, region)
        if not isinstance(served, Served):
            return False
        return conclusion(served.variant, turn.before.answers()) != conclusion(served.variant, turn.known)

    def _next(self, turn: Turn, entry: Entry, region: Region | None, first: str) -> Reply:
        """Go on where nothing has changed: the nearest date, and the next question or step."""
        served = self._cards.served(turn, entry, region)
        if not isinstance(served, Served):
            return self._on(turn, first, "", region)
        due, ask = self._cards.due(turn, served.variant), question_back(served.variant, turn)
        steps, done = served.variant.steps, turn.memory.steps_said
        step = self._say("utter_answers_next_do", step=steps[done]) if done < len(steps) else ""
        dated = in_words(due, turn.as_of, self._say) if due else ""
        said = "".join(
            str(one.get("details", {}).get("lead") or one["text"])
            for one in self._said.last_reply(turn.conversation_id)
        )
        near = nearest(turn.text, sentences_of(served.variant, turn.known), said, LEAST_TOLD)
        then = "\n".join(part for part in (dated, near or step) if part)
        if then:
            reply = self._answers.short(turn, entry, region, "\n".join(part for part in (first, then) if part))
        else:
            reply = self._on(turn, first, ask.question if ask else "", region)
        if due is not None:
            reply.envelopes[0]["deadline"] = as_field(due, turn.as_of)
        reply.memory["steps_said"] = done if near else done + 1
        reply.memory["asked"] = ask.fact if ask else ""
        reply.memory["put"] = [*turn.memory.put, *([ask.fact] if ask else [])]
        return reply

    def _on(self, turn: Turn, first: str, then: str, region: Region | None) -> Reply:
        """Return what was noted and what comes next, with the guided diagnosis on offer."""
        text = "\n".join(part for part in (first, then or self._say("utter_answers_told_more")) if part)
        label = self._flow_rules.flows(turn.version)[DIAGNOSIS].name
        shown, meanings = offer(turn, [(label, starting(DIAGNOSIS))])
        memory = {"choices": meanings, **({"region": region.code} if region else {})}
        return Reply([{"type": "question", "text": text, "choices": shown, "input": {"kind": "text"}}], memory)


def _answered(turn: Turn) -> Sequence[str]:
    return turn.memory.answered
