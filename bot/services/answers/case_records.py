"""The record of a visitor's case from turn to turn: what a message told, and what a flow was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from bot.core.knowledge.vocabulary import Vocabulary
from bot.dialogue.guide import make_guide
from bot.dialogue.reading.case import CaseReader
from bot.dialogue.record import INFERRED, ROUGH, Known
from bot.dialogue.turn import Reply, Turn
from bot.services import ports
from bot.services.answers.dated import day_in_words
from bot.services.records.lines import RecordLines

MOST_NOTED = 3
"""Values said back in one reply."""


class CaseRecords:
    """Keeps the record in the conversation's memory."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        flow_rules: ports.FlowRules,
        cases: ports.Cases,
        regions: ports.Regions,
        say: Callable[..., str],
    ) -> None:
        self._lines = RecordLines(vocabulary, regions)
        self._vocabulary = vocabulary
        self._flow_rules = flow_rules
        self._cases = cases
        self._say = say
        self._readers = lru_cache(maxsize=4)(self._reader)

    def remember(self, turn: Turn) -> Turn:
        """Return the turn with what its message told in the record."""
        record = turn.record
        return replace(turn, before=record, context={**turn.context, "record": record.tell(turn.told).as_dict()})

    def keep(self, turn: Turn, reply: Reply) -> Reply:
        """Put the record into what the conversation remembers, with what a flow of this reply was told."""
        record = turn.record
        case_id = str((reply.memory.get("flow") or {}).get("case_id") or "")
        case = self._cases.get(case_id) if case_id else None
        if case is not None:
            record = record.tell(self._readers(turn.version).of_answers(case.answers, turn.turn_id))
        reply.memory.setdefault("record", record.as_dict())
        reply.memory.setdefault("asked", "")
        return reply

    def known_for(self, turn: Turn, flow_id: str) -> Mapping[str, Any]:
        """Return what a flow that starts need not ask."""
        flow = self._flow_rules.flows(turn.version).get(flow_id)
        return self._readers(turn.version).answers_for(turn.record, flow) if flow else {}

    def noted(self, turn: Turn, *, everything: bool = False) -> list[str]:
        """Return what was told and matters as short sentences: dates first, then what was asked for or put right, or all."""
        told, asked = turn.told, turn.memory.asked
        events = [self._event(name, known, turn.as_of) for name, known in told.events.items()]
        facts = [
            self._fact(name, known)
            for name, known in told.facts.items()
            if known.how != INFERRED
            and (everything or name == asked or turn.before.value(name) not in (None, known.value))
        ]
        return [words for words in (*events, *facts) if words][:MOST_NOTED]

    def _event(self, name: str, known: Known, today: date) -> str:
        kind = self._vocabulary.event(name)
        if kind is None:
            return ""
        day = day_in_words(date.fromisoformat(str(known.value)), today, self._say)
        about = self._say("utter_answers_due_rough") if known.how == ROUGH else ""
        return self._say("utter_answers_value", label=kind.label, value=f"{about}{day}")

    def _fact(self, name: str, known: Known) -> str:
        fact = self._vocabulary.fact(name)
        return (
            self._say("utter_answers_value", label=fact.label, value=self._lines.text(fact, known.value))
            if fact
            else ""
        )

    def _reader(self, version: int) -> CaseReader:
        return CaseReader(make_guide(self._vocabulary, self._flow_rules.flows(version)))
