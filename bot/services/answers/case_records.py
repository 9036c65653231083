"""The record of a visitor's case from turn to turn: what a message told, and what a flow was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.core.case import COLLECTING
from bot.core.knowledge.vocabulary import Vocabulary
from bot.core.region import Resolver
from bot.dialogue.reading.case import CaseReader
from bot.dialogue.record import Change, Record
from bot.dialogue.turn import Reply, Turn
from bot.matching.example import OUTSIDE
from bot.services import ports

DIAGNOSIS = "triage"
LONGEST_ANSWER = 24
"""Characters of a message that only answers what was asked."""


class CaseRecords:
    """Keeps the record in the conversation's memory."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        flow_rules: ports.FlowRules,
        cases: ports.Cases,
        regions: Resolver,
        say: Callable[..., str],
    ) -> None:
        self._vocabulary = vocabulary
        self._flow_rules = flow_rules
        self._cases = cases
        self._regions = regions
        self._say = say
        self._readers = lru_cache(maxsize=4)(self._reader)

    def told(self, turn: Turn) -> Change:
        """Return what a message tells outside a flow; nothing where it is not about a case of the visitor's."""
        collecting = (turn.context.get("flow") or {}).get("status") == COLLECTING
        if turn.choice or collecting or turn.intent in OUTSIDE - {"out_of_scope"}:
            return Change()
        asked = str(turn.context.get("asked") or "")
        return self._readers(turn.version).read(turn.text, turn.turn_id, turn.as_of, asked)

    def remember(self, turn: Turn, change: Change) -> Turn:
        """Return the turn with what its message told in the record."""
        record = Record.from_dict(turn.context.get("record")).tell(change)
        return replace(turn, context={**turn.context, "record": record.as_dict()})

    def keep(self, turn: Turn, reply: Reply) -> Reply:
        """Put the record into what the conversation remembers, with what a flow of this reply was told."""
        record = Record.from_dict(turn.context.get("record"))
        case_id = str((reply.memory.get("flow") or {}).get("case_id") or "")
        case = self._cases.get(case_id) if case_id else None
        if case is not None:
            record = record.tell(self._readers(turn.version).of_answers(case.answers, turn.turn_id))
        reply.memory.setdefault("record", record.as_dict())
        reply.memory.setdefault("asked", "")
        return reply

    def answers(self, turn: Turn, change: Change) -> bool:
        """Say whether a message does nothing but answer what the last answer asked."""
        asked = str(turn.context.get("asked") or "")
        told = {**change.facts, **change.events}
        asks = turn.intent == "ask" and turn.zone == "answer"
        return bool(asked) and asked in told and not asks and len(turn.text) <= LONGEST_ANSWER

    def known_for(self, turn: Turn, flow_id: str) -> Mapping[str, Any]:
        """Return what a flow that starts need not ask."""
        flow = self._flow_rules.flows(turn.version).get(flow_id)
        record = Record.from_dict(turn.context.get("record"))
        return self._readers(turn.version).answers_for(record, flow) if flow else {}

    def noted(self, turn: Turn) -> str:
        """Return the sentence that says back what was just told in answer to a question."""
        name = str(turn.context.get("asked") or "")
        record = Record.from_dict(turn.context.get("record"))
        value, fact, event = record.value(name), self._vocabulary.fact(name), self._vocabulary.event(name)
        kind = fact or event
        if value is None or kind is None:
            return ""
        labels = {term.id: term.label for term in fact.options} if fact else {}
        values = value if isinstance(value, list | tuple) else [value]
        words = "、".join(labels.get(str(one), str(one)) for one in values)
        return self._say("utter_answers_noted", label=kind.label, value=words)

    def _reader(self, version: int) -> CaseReader:
        return CaseReader(self._vocabulary, self._flow_rules.flows(version), DIAGNOSIS, self._regions)
