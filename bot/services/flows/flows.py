"""Guided flows for one visitor: answer, correct, leave, conclude with a sheet; `FlowEntry` starts and takes up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.core.case import COLLECTING, CONCLUDED, Case, stored_date
from bot.core.envelope import Envelope
from bot.core.knowledge.condition import UNKNOWN
from bot.core.knowledge.flow import Flow, Slot
from bot.core.quantity import Quantity
from bot.dialogue.values.extraction import FlowReading
from bot.dialogue.values.measures import MEASURED, LeftOut
from bot.services.flows import intake, steps
from bot.services.flows.course import MOST_TRIES
from bot.services.flows.entry import FlowEntry
from bot.services.flows.turn import FlowReply, FlowTurn
from bot.text.dates.reader import SaidDate

__all__ = ["FlowReply", "FlowTurn", "Flows"]

SHORT_ORDER = 8
"""Characters of an order that comes after the sheet was made."""


class Flows(FlowEntry):
    """Runs guided flows; a turn that was handled before gets the same reply again."""

    def reply(self, case_id: str, turn: FlowTurn) -> FlowReply | None:
        """Take one message in a flow; None when it is a question of its own that should be answered first.

        What such a message tells beside its question is kept; `ask_again` goes on afterwards.

        Raises:
            NotFound: the case was deleted.
        """
        case = self._case(case_id, turn, reopened=bool(turn.choice))
        if case.last_turn == turn.turn_id:
            return self._said_before(case, turn)
        flow = self._flow(turn.version, case.flow)
        case = steps.fitting(flow, case)
        if turn.choice:
            return self._choose(flow, case, turn, turn.choice)
        if case.status == CONCLUDED:
            return self._after_conclusion(flow, case, turn)
        return self._answer_or_question(flow, case, turn)

    def _answer_or_question(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply | None:
        """Take what answers us; decline a question that is not ours; None for one that is, what is told beside it kept."""
        slot, extractor = steps.open_slot_of(flow, case), self._extractor(flow, turn)
        awaited = [one.id for one in flow.slots if one.id != case.open_slot and steps.is_open(one, case)]
        answered = steps.certain(flow, case)

        def read(text: str) -> FlowReading:
            return extractor.read(text, case.open_slot, turn.region, awaited, answered)

        told = read(turn.text)
        news = intake.news(flow, case, told)
        asking = turn.asks or turn.outside or (turn.may_ask and not news.values)
        beside = intake.beside_question(turn.text, news, slot, read) if asking else None
        if beside is None:
            if turn.asks and intake.says_nothing(told):
                return None
            return self._take(flow, case, self._calmed(turn, told), told)
        values = intake.accepted(flow, case, read(beside)) if beside else {}
        if turn.outside:
            return self._decline(flow, case, turn, values)
        if values:
            self._cases.save(steps.with_answers(case, values))
        return None

    def ask_again(self, case_id: str, turn: FlowTurn, meant: Sequence[tuple[str, Mapping[str, Any]]] = ()) -> FlowReply:
        """Go on after something else was answered: the open question once more, or the next; nothing when all is said.

        `meant` are questions of which one may have been asked: they are offered first.
        """
        case = self._case(case_id, turn)
        flow = self._flow(turn.version, case.flow)
        if case.status != COLLECTING:
            return FlowReply([], {})
        slot = steps.open_slot_of(flow, case)
        if slot is None or slot.id in case.answers:
            slot = steps.next_slot(flow, case)
        if slot is None:
            return self._conclude(flow, case, turn)
        if slot.id != case.open_slot:
            case = self._cases.save(steps.ask(case, slot))
        text = self._say("utter_flow_back_to", question=slot.question)
        if meant:
            names = "".join(self._say("utter_flow_meant_one", title=title) for title, _ in meant)
            text = self._say("utter_flow_meant", names=names, question=slot.question)
        return self._reply(flow, case, [self._replies.question(flow, case, slot, text, extra=meant, again=not meant)])

    def _decline(self, flow: Flow, case: Case, turn: FlowTurn, values: Mapping[str, Any]) -> FlowReply:
        """Decline a question that is none of our business and go on; it counts as no try at the open question."""
        declined, after = self._say("utter_flow_outside"), steps.with_answers(case, values)
        slot = steps.open_slot_of(flow, after)
        if slot is None or slot.id in values:
            return self._go_on(flow, after, turn, prefix=declined)
        noted = self._replies.noted(flow, after, values)
        text = "\n".join(
            part for part in (declined, noted, self._say("utter_flow_back_to", question=slot.question)) if part
        )
        return self._store(flow, after, turn, [self._replies.question(flow, after, slot, text)])

    def _take(self, flow: Flow, case: Case, turn: FlowTurn, told: FlowReading) -> FlowReply:
        """Take what a message in an open flow told."""
        values = intake.accepted(flow, case, told)
        if told.command:
            kept = case if told.command == "restart" else steps.with_answers(case, values)
            return self._command(flow, kept, turn, told.command)
        changed = intake.differing(case, values)
        after = steps.with_answers(case, values)
        if case.open_slot not in values:
            if obstacle := self._obstacle(flow, after, turn, told):
                return obstacle
            if not values:
                return self._not_taken(flow, case, turn, told)
        prefix = self._replies.corrected(flow, {name: values[name] for name in changed}) if changed else ""
        said_back = {name for name in values if name not in changed and _is_said_back(flow, case, told, name)}
        others = {name: values[name] for name in said_back}
        return self._go_on(flow, after, turn, prefix=self._and_date(prefix, told), told=others)

    def _obstacle(self, flow: Flow, case: Case, turn: FlowTurn, told: FlowReading) -> FlowReply | None:
        """Return a question about what stands in the way of an answer, if anything does."""
        slot = steps.open_slot_of(flow, case)
        in_doubt = told.several or told.places or told.doubtful or told.readings or told.elsewhere
        if slot is not None and slot.id in told.left_out and not in_doubt:
            return self._left_out(flow, case, turn, told.left_out[slot.id])
        if slot is None or not (in_doubt or told.impossible):
            return None
        if case.tries >= MOST_TRIES or not in_doubt:
            return self._fail(flow, case, turn, told.impossible)
        case = steps.fail(case)
        if told.several:
            names = "、".join(f"“{option.label}”" for option in slot.options if option.id in told.several)
            text = self._say("utter_flow_several", names=names)
            return self._store(flow, case, turn, [self._replies.question(flow, case, slot, text, only=told.several)])
        if told.doubtful:
            sums = [(self._replies.label(slot, v), {"value": v}) for v in _readings(slot, told.doubtful)]
            text = self._say("utter_flow_which_sum", sums=self._say("utter_flow_or").join(name for name, _ in sums))
            return self._store(flow, case, turn, [self._replies.question(flow, case, slot, text, extra=sums)])
        if told.readings or told.elsewhere:
            text, days = self._which_day(slot, told)
            return self._store(flow, case, turn, [self._replies.question(flow, case, slot, text, extra=days)])
        places = [("".join(place.path), {"value": place.code}) for place in told.places]
        text = self._say("utter_flow_places", names="、".join(name for name, _ in places))
        return self._store(flow, case, turn, [self._replies.question(flow, case, slot, text, extra=places)])

    def _which_day(self, slot: Slot, told: FlowReading) -> tuple[str, list[tuple[str, Mapping[str, Any]]]]:
        """Return the question which day is meant, or whether that of another event is, with the days to choose from."""
        other = told.elsewhere or SaidDate()
        said = [(day, False) for day in told.readings] or [(day, other.rough) for day in other.days]
        values = [stored_date(day, rough) for day, rough in said]
        days: list[tuple[str, Mapping[str, Any]]] = [(self._replies.label(slot, v), {"value": v}) for v in values]
        if told.readings:
            return self._say(
                "utter_flow_which_day", days=self._say("utter_flow_or").join(name for name, _ in days)
            ), days
        return self._say("utter_flow_other_event", words=other.words, label=slot.label, question=slot.question), days

    def _left_out(self, flow: Flow, case: Case, turn: FlowTurn, left_out: LeftOut) -> FlowReply:
        """Ask a sum or length back that was not read as a whole or lies beyond what may be."""
        slot = steps.slot_of(flow, case.open_slot)
        bounds = {"least": slot.min or 0.0, "most": slot.max or 0.0}
        words = {name: self._replies.label(slot, bound) for name, bound in bounds.items()}
        return self._fail(flow, case, turn, key=f"utter_flow_number_{left_out.reason}", words=left_out.words, **words)

    def _not_taken(self, flow: Flow, case: Case, turn: FlowTurn, told: FlowReading) -> FlowReply:
        """Answer a message that told nothing that could be taken."""
        slot = steps.open_slot_of(flow, case)
        if told.social in ("thanks", "greet") and slot is not None:
            return self._ask(flow, case, turn, f"utter_flow_{told.social}")
        if place := self._offered_by_number(case, turn.text):
            return self._go_on(flow, steps.with_answers(case, {case.open_slot: place}), turn)
        if case.open_slot and case.tries >= MOST_TRIES:
            return self._fail(flow, case, turn)
        if told.corrects and case.answers:
            return self._edit(flow, steps.fail(case), turn)
        if told.abroad:
            return self._fail(flow, case, turn, key="utter_flow_abroad", name=told.abroad)
        if told.values and all(case.answers.get(name) == value for name, value in told.values.items()):
            return self._fail(flow, case, turn, key="utter_flow_known")
        if offered := intake.offered_changes(case, told):
            return self._offer_change(flow, case, turn, offered)
        return self._fail(flow, case, turn, key="utter_flow_not_needed" if told.values else _why(told))

    def _offered_by_number(self, case: Case, text: str) -> str:
        """Return the place or day picked by its number among those the last reply offered."""
        offered = [c for c in (case.last_reply.get("context") or {}).get("choices", {}).values() if "value" in c]
        number = intake.route_number(text, 0)
        if number is None or number >= len(offered) or offered[number]["slot"] != case.open_slot:
            return ""
        value = str(offered[number]["value"])
        return value if value[:1].isdigit() else ""

    def _edit(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        """Open the answer again that a wish for a correction names, or ask which."""
        if slot := intake.slot_named(flow, case, turn.text):
            return self._ask(flow, steps.reopen(case, slot.id), turn)
        return self._store(flow, case, turn, [self._replies.which_edit(flow, case)])

    def _offer_change(self, flow: Flow, case: Case, turn: FlowTurn, values: Mapping[str, Any]) -> FlowReply:
        """Ask whether something said otherwise than before is meant as a correction."""
        name, value = next(iter(values.items()))
        slot, asked = steps.slot_of(flow, name), steps.open_slot_of(flow, case)
        label = self._replies.label(slot, value)
        change = (self._say("utter_flow_option_change", label=label), {"slot": name, "value": value})
        facts, question = self._replies.facts(flow, {name: value}), asked.question if asked else ""
        text = self._say("utter_flow_change_offer", facts=facts, label=label, question=question)
        failed = steps.fail(case)
        return self._store(
            flow, failed, turn, [self._replies.question(flow, failed, asked or slot, text, extra=[change])]
        )

    def _choose(self, flow: Flow, case: Case, turn: FlowTurn, choice: Mapping[str, Any]) -> FlowReply:
        if command := str(choice.get("command", "")):
            return self._command(flow, case, turn, command)
        slot_id = str(choice.get("slot", ""))
        if choice.get("edit"):
            return self._ask(flow, steps.reopen(case, slot_id), turn)
        value = choice["value"]
        told = {slot_id: value} if steps.slot_of(flow, slot_id).kind in MEASURED and value != UNKNOWN else {}
        return self._go_on(flow, steps.with_answers(case, {slot_id: value}), turn, told=told)

    def _after_conclusion(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply | None:
        """Take a correction, an order or the number of a route; None when it is something else."""
        answered = steps.certain(flow, case)
        told = self._extractor(flow, turn).read(turn.text, home=turn.region, answered_before=answered)
        if told.command in ("restart", "person"):
            return self._command(flow, case, turn, told.command)
        if told.command == "back" and case.asked:
            return self._ask(flow, steps.reopen(case, case.asked[-1]), turn)
        routes = case.sheet.get("routes", ())
        plain = intake.plainly_told(turn.text, told)
        changes = {n: v for n, v in intake.accepted(flow, case, plain).items() if case.answers.get(n) != v}
        if changes and (told.corrects or not turn.asks):
            prefix = self._replies.corrected(flow, changes)
            after = steps.with_answers(replace(case, status=COLLECTING), changes)
            if not steps.arising(flow, case, after):
                return self._conclude(flow, after, turn, prefix)
            return self._go_on(flow, after, turn, prefix=prefix)
        number = intake.route_number(turn.text, len(routes))
        if number is not None and routes:
            return self._store(flow, case, turn, [self._route(routes, number)])
        if told.corrects and not turn.asks:
            return self._edit(flow, case, turn)
        done = told.social == "ack" or (bool(told.command) and len(turn.text) <= SHORT_ORDER)
        return (
            self._store(flow, case, turn, [self._replies.notice("utter_flow_done", code=case.code)]) if done else None
        )

    def _route(self, routes: Sequence[Mapping[str, Any]], number: int) -> Envelope:
        if number >= len(routes):
            return self._replies.notice("utter_flow_no_such_route", count=str(len(routes)))
        return self._replies.route(routes[number])


def _why(told: FlowReading) -> str:
    """Return the response that says why a message was not taken."""
    if told.angry:
        return "utter_flow_angry"
    return "utter_flow_ack" if told.social == "ack" else "utter_flow_retry"


def _readings(slot: Slot, number: int) -> list[float]:
    """Return the sums a bare number may mean, as far as the question allows them."""
    return [sum_ for sum_ in (number * 10_000.0, float(number)) if Quantity(sum_, sum_).fits(slot.min, slot.max)]


def _is_said_back(flow: Flow, case: Case, told: FlowReading, name: str) -> bool:
    """Say whether a new answer is repeated: what was not asked for, what was guessed, sums and lengths always."""
    return name != case.open_slot or told.guessed or steps.slot_of(flow, name).kind in MEASURED
