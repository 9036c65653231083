"""The visitor's own view of the record: read it, change a line, remove one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from bot.core.clock import Clock
from bot.core.knowledge.condition import UNKNOWN
from bot.core.knowledge.vocabulary import ANY, Vocabulary
from bot.dialogue.record import INFERRED, Change, Known, Record
from bot.errors import NotFound, existing
from bot.services.ports import Regions
from bot.services.records.lines import RecordLines
from bot.services.records.values import checked_day, checked_value
from bot.services.wording import say

Row = Mapping[str, Any]
"""A stored conversation."""


class Amending(Protocol):
    """What the open or finished flow of a conversation does with a changed fact."""

    def amend(self, case_id: str, conversation_id: str, today: date, answers: Mapping[str, Any]) -> None:
        """Change answers of a case; a finished sheet is made anew."""


class Records:
    """Works on the memory of stored conversations; what a change is inferred into goes with it."""

    def __init__(self, vocabulary: Vocabulary, regions: Regions, flows: Amending, clock: Clock) -> None:
        self._vocabulary = vocabulary
        self.lines = RecordLines(vocabulary, regions)
        self._regions = regions
        self._flows = flows
        self._clock = clock

    def shown(self, context: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """Return facts and events in words."""
        return self.lines.shown(_record(context))

    def card(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return what staff read of the case: whom the visitor is, what was told and how it is known."""
        record = _record(context)
        shown = self.lines.shown(record)
        side = str(record.value("side") or ANY)
        return {
            "side": side,
            "speaks_for": say(f"utter_card_side_{side}"),
            "facts_told": [{name: line[name] for name in ("id", "label", "text", "how")} for line in shown["facts"]],
            "events_told": shown["events"],
        }

    def changed(self, row: Row, name: str, value: Any) -> dict[str, Any]:
        """Return the conversation's memory with one line changed: it counts as said from now on.

        Raises:
            NotFound: the record has no such line.
            InvalidInput: the vocabulary has no such value.
        """
        record = self._with_line(row, name)
        today = self._today(row)
        event, fact = self._vocabulary.event(name), self._vocabulary.fact(name)
        if event is not None:
            change = Change(events={name: Known(checked_day(event, value, today))})
        else:
            kept = checked_value(existing(fact, name), value, self._regions)
            change = Change({name: Known(kept), **self._implied(name, kept)})
        after = record.tell(change)
        self._amend(row, record, after, name)
        return _remembering(row, after)

    def removed(self, row: Row, name: str) -> dict[str, Any]:
        """Return the conversation's memory without a line; one that was inferred is not inferred again.

        Raises:
            NotFound: the record has no such line.
        """
        record = self._with_line(row, name)
        known = record.facts.get(name) or record.events[name]
        after = record.deny(name) if known.how == INFERRED else record.remove(name)
        self._amend(row, record, after, name)
        return _remembering(row, after)

    def _with_line(self, row: Row, name: str) -> Record:
        """Return the record, if it has such a line."""
        record = _record(row["context"])
        if name not in self.lines.names(record):
            raise NotFound(name)
        return record

    def _implied(self, name: str, value: Any) -> dict[str, Known]:
        return {
            fact: Known(implied, INFERRED, of=(name,))
            for fact, implied in self._vocabulary.implied(name, value).items()
        }

    def _today(self, row: Row) -> date:
        return date.fromisoformat(row["as_of"]) if row.get("as_of") else self._clock.today()

    def _amend(self, row: Row, before: Record, after: Record, name: str) -> None:
        """Tell the flow of this conversation, so that its sheet says the same and brings nothing back."""
        case_id = str((row["context"].get("flow") or {}).get("case_id") or "")
        gone = before.answers().keys() - after.answers().keys()
        answers = {**dict.fromkeys(gone, UNKNOWN), **({name: after.value(name)} if name in after.answers() else {})}
        if case_id:
            self._flows.amend(case_id, row["id"], self._today(row), answers)


def _record(context: Mapping[str, Any]) -> Record:
    return Record.from_dict(context.get("record"))


def _remembering(row: Row, record: Record) -> dict[str, Any]:
    return {**row["context"], "record": record.as_dict()}
