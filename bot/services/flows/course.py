"""How a guided flow goes on: the next question, the sheet at the end, and the orders that change its course."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.core.case import CANCELLED, COLLECTING, CONCLUDED, Case
from bot.core.envelope import Envelope
from bot.core.knowledge.condition import UNKNOWN
from bot.core.knowledge.flow import Flow
from bot.dialogue.values.extraction import Extractor
from bot.errors import NotFound, existing
from bot.services import ports
from bot.services.flows import steps
from bot.services.flows.messages import FlowReplies
from bot.services.flows.turn import FlowReply, FlowTurn
from bot.services.sheets.continuing import Continuing
from bot.services.sheets.make import Material, make_sheet

MOST_TRIES = 2
"""Failed tries at one question after which it is left open."""
_EXPLAINED = "utter_flow_number_"
"""Begins the responses that tell what of an answer was not taken: they are said each time."""


class FlowCourse:
    """Moves cases on, asks, concludes and stores; what messages mean is read by `Flows`."""

    def __init__(
        self,
        rules: ports.FlowRules,
        published: ports.Published,
        cases: ports.Cases,
        regions: ports.Regions,
        offices: Callable[[str | None, Sequence[str]], Sequence[Mapping[str, Any]]],
        say: Callable[..., str],
        concluded: Callable[[Flow, Case], None] | None = None,
        continuing: Continuing | None = None,
    ) -> None:
        """`offices` finds station views for a region and kinds; `say` renders a response by its key.

        `concluded` is called after every conclusion, perhaps twice for one turn: it must be repeatable. Without `continuing` a
        code said in another conversation only shows the sheet.
        """
        self._continuing = continuing
        self._rules = rules
        self._published = published
        self._cases = cases
        self._regions = regions
        self._offices = offices
        self._replies = FlowReplies(say, regions)
        self._say = say
        self._concluded = concluded or (lambda _flow, _case: None)

    def amend(self, case_id: str, conversation_id: str, today: date, answers: Mapping[str, Any]) -> None:
        """Change answers of a case that were changed beside its flow; a finished sheet is made anew.

        What the flow does not ask is left; what it cannot hold counts as unknown; a case that is gone or given up stays so.
        """
        turn = FlowTurn("", conversation_id, "", today, self._published.current_version())
        try:
            case = self._case(case_id, turn)
        except NotFound:
            return
        flow = self._flow(turn.version, case.flow)
        after = steps.amended(flow, case, answers)
        if after == case:
            return
        if case.status == CONCLUDED:
            self._conclude(flow, after, turn)
        else:
            self._cases.save(after)

    def _command(self, flow: Flow, case: Case, turn: FlowTurn, command: str) -> FlowReply:
        orders: dict[str, Callable[[Flow, Case, FlowTurn], FlowReply]] = {
            "cancel": self._cancel, "restart": self._restart, "back": self._back, "help": self._explain,
            "person": self._person, "finish": self._finish, "skip": self._skip,
        }  # fmt: skip
        return orders.get(command, self._pass)(flow, case, turn)

    def _cancel(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        notice = self._replies.notice("utter_flow_cancelled", code=case.code)
        return self._store(flow, steps.cancel(case), turn, [notice])

    def _restart(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        case = steps.restart(case)
        slot = steps.next_slot(flow, case)
        text = self._say("utter_flow_restarted", question=slot.question) if slot else ""
        return self._go_on(flow, case, turn, text=text)

    def _back(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        return self._ask(flow, steps.back(case), turn, "utter_flow_first" if len(case.asked) < 2 else "")

    def _person(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        """Ask the open question again; whoever calls puts the hand-over before it."""
        slot = steps.open_slot_of(flow, case)
        text = self._say("utter_flow_back_to", question=slot.question) if slot else ""
        asked = [self._replies.question(flow, case, slot, text)] if slot else []
        return self._store(flow, case, turn, asked, person=True)

    def _finish(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        return self._conclude(flow, steps.close(flow, case), turn)

    def _skip(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        slot = steps.open_slot_of(flow, case)
        if slot is not None and slot.required and case.tries < MOST_TRIES:
            return self._ask(flow, steps.fail(case), turn, "utter_flow_required")
        return self._pass(flow, case, turn)

    def _pass(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        return self._go_on(flow, steps.skip(case), turn)

    def _explain(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        slot = steps.open_slot_of(flow, case)
        if slot is None:
            return self._go_on(flow, case, turn)
        key = "utter_flow_help" if slot.help else "utter_flow_no_help"
        return self._ask(flow, case, turn, key, help=slot.help)

    def _fail(
        self, flow: Flow, case: Case, turn: FlowTurn, impossible: str = "", key: str = "utter_flow_retry", **values: str
    ) -> FlowReply:
        """Ask again, more plainly; then with choices and the way to a person; then leave the question and go on."""
        slot = steps.open_slot_of(flow, case)
        if slot is None:
            return self._go_on(flow, case, turn)
        failed = steps.fail(case)
        if failed.tries > MOST_TRIES:
            return self._go_on(flow, steps.skip(case), turn, prefix=self._say("utter_flow_gave_up"))
        if impossible:
            key, values = "utter_flow_impossible_date", {"words": impossible, "today": turn.today.isoformat()}
        elif failed.tries > 1 and not key.startswith(_EXPLAINED):
            key = "utter_flow_choices"
        text = self._say(key, help=slot.help, question=slot.question, **values)
        return self._store(flow, failed, turn, [self._replies.question(flow, failed, slot, text)])

    def _ask(self, flow: Flow, case: Case, turn: FlowTurn, key: str = "", **values: str) -> FlowReply:
        slot = steps.open_slot_of(flow, case)
        if slot is None:
            return self._go_on(flow, case, turn)
        text = self._say(key, question=slot.question, **values) if key else slot.question
        return self._store(flow, case, turn, [self._replies.question(flow, case, slot, text)])

    def _go_on(
        self,
        flow: Flow,
        case: Case,
        turn: FlowTurn,
        *,
        prefix: str = "",
        told: Mapping[str, Any] | None = None,
        text: str = "",
    ) -> FlowReply:
        slot = steps.next_slot(flow, case)
        noted = self._replies.noted(flow, case, told) if told else ""
        before = "\n".join(part for part in (prefix, noted) if part)
        if slot is None:
            return self._conclude(flow, case, turn, before if noted or not told else "")
        case = case if slot.id == case.open_slot else steps.ask(case, slot)
        question = text or "\n".join(part for part in (before, slot.question) if part)
        return self._store(flow, case, turn, [self._replies.question(flow, case, slot, question)])

    def _conclude(self, flow: Flow, case: Case, turn: FlowTurn, prefix: str = "") -> FlowReply:
        sheet = make_sheet(self._material(flow, turn), case)
        kinds = [kind for route in sheet.get("routes", ()) for kind in route.get("office_kinds", ())]
        region = next((case.answers.get(slot.id) for slot in flow.slots if slot.kind == "region"), None)
        code = None if region in (None, UNKNOWN) else str(region)
        sheet["stations"] = list(self._offices(code or turn.region, list(dict.fromkeys([*kinds, *flow.offices]))))
        case = steps.conclude(case, sheet)
        reply = self._store(flow, case, turn, [self._replies.sheet(flow, case, prefix)])
        self._concluded(flow, case)
        return reply

    def _store(
        self, flow: Flow, case: Case, turn: FlowTurn, envelopes: Sequence[Envelope], *, person: bool = False
    ) -> FlowReply:
        if turn.lead and envelopes:
            envelopes[0]["text"] = turn.lead + envelopes[0]["text"]
        reply = replace(self._reply(flow, case, envelopes), person=person)
        self._cases.save(replace(case, last_turn=turn.turn_id, last_reply=reply.as_dict()))
        return reply

    def _reply(self, flow: Flow, case: Case, envelopes: Sequence[Envelope]) -> FlowReply:
        """Return a reply with the conversation's memory of the case, the choices' meanings taken out."""
        active = case.status in (COLLECTING, CONCLUDED)
        memory = {"case_id": case.id, "flow": flow.id, "slot": case.open_slot, "status": case.status}
        context: dict[str, Any] = {"flow": memory if active else None, **self._replies.choices_of(envelopes)}
        region = next((case.answers.get(slot.id) for slot in flow.slots if slot.kind == "region"), None)
        if region not in (None, UNKNOWN):
            context["region"] = region
        return FlowReply(envelopes, context)

    def _material(self, flow: Flow, turn: FlowTurn) -> Material:
        return Material(
            flow=flow,
            routes=list(self._rules.routes(turn.version).values()),
            deadlines=self._published.deadlines(turn.version),
            sources=self._published.sources(turn.version),
            regions=self._regions,
            today=turn.today,
        )

    def _extractor(self, flow: Flow, turn: FlowTurn) -> Extractor:
        return Extractor(flow, self._regions, turn.today)

    def _flow(self, version: int, flow_id: str) -> Flow:
        return existing(self._rules.flows(version).get(flow_id), f"no flow {flow_id}")

    def _case(self, case_id: str, turn: FlowTurn, reopened: bool = False) -> Case:
        """Return a case that the turn's conversation holds."""
        case = self._cases.get(case_id)
        if case is None or (case.status == CANCELLED and not reopened) or not case.is_held_by(turn.conversation_id):
            raise NotFound(f"no case {case_id}")
        return self._cases.save(replace(case, status=COLLECTING)) if case.status == CANCELLED else case
