"""How visitors come into a guided flow: by starting it, by coming back to it, by the code of its sheet."""

from __future__ import annotations

import uuid
from dataclasses import replace

from bot.core.case import CANCELLED, COLLECTING, CONCLUDED, DELETED, Case, new_code
from bot.core.knowledge.flow import Flow
from bot.dialogue.values.extraction import FlowReading
from bot.errors import Conflict
from bot.services.flows import intake, steps
from bot.services.flows.course import FlowCourse
from bot.services.flows.turn import FlowReply, FlowTurn


class FlowEntry(FlowCourse):
    """Opens cases and takes them up again."""

    def start(self, flow_id: str, turn: FlowTurn) -> FlowReply:
        """Open a flow, using what the first message tells already; the same turn again opens no second one.

        Raises:
            NotFound: there is no such flow in this version.
        """
        flow = self._flow(turn.version, flow_id)
        case = Case(_case_id(flow_id, turn), new_code(), flow.id, turn.conversation_id, turn.version)
        if self._cases.get(case.id) is not None:
            return self._started(case.id, turn)
        try:
            return self._open(flow, case, turn)
        except Conflict:
            return self._started(case.id, turn)

    def _started(self, case_id: str, turn: FlowTurn) -> FlowReply:
        """Return what a flow that this turn has opened before said then, or its question as it stands now."""
        case = self._case(case_id, turn, reopened=True)
        if case.last_turn != turn.turn_id:
            return self._resume(case, turn)
        return self._said_before(case, turn)

    def _said_before(self, case: Case, turn: FlowTurn) -> FlowReply:
        if case.status == CONCLUDED:
            self._concluded(self._flow(turn.version, case.flow), case)
        return FlowReply(**case.last_reply)

    def _open(self, flow: Flow, case: Case, turn: FlowTurn) -> FlowReply:
        told = self._extractor(flow, turn).read(turn.text, home=turn.region)
        values = {**turn.known, **intake.accepted(flow, case, told)}
        region_slot = next((slot.id for slot in flow.slots if slot.kind == "region"), "")
        if region_slot and turn.region:
            values.setdefault(region_slot, turn.region)
        turn = self._calmed(turn, told)
        prefix = self._and_date(flow.opening, told)
        return self._go_on(flow, steps.with_answers(case, values), turn, prefix=prefix, told=values)

    def resume(self, code: str, turn: FlowTurn) -> FlowReply:
        """Take up a case by the code of its sheet: where it was opened or taken to, or with the number given there.

        Anybody else reads its sheet, and changes nothing.
        """
        case = self._cases.by_code(code)
        if case is None or case.status == DELETED:
            return FlowReply([self._replies.notice("utter_flow_unknown_code", code=code)], {})
        flow = self._flow(turn.version, case.flow)
        if case.is_held_by(turn.conversation_id):
            return self._resume(replace(case, conversation_id=turn.conversation_id), turn)
        let_in = self._continuing.by_number(flow, case, turn.conversation_id, turn.text) if self._continuing else None
        if let_in:
            return self._resume(self._case(case.id, turn, reopened=True), turn)
        return FlowReply([self._replies.read_only(flow, case, refused=let_in is False)], {})

    def resume_latest(self, turn: FlowTurn) -> FlowReply:
        """Take up the conversation's latest case."""
        found = self._cases.of_conversation(turn.conversation_id)
        if not found:
            return FlowReply([self._replies.notice("utter_flow_nothing_open")], {"flow": None})
        return self._resume(replace(found[0], conversation_id=turn.conversation_id), turn)

    def _resume(self, case: Case, turn: FlowTurn) -> FlowReply:
        """Go on with a case as of today: a sheet is made anew, for days have passed and the law may have changed."""
        flow = self._flow(turn.version, case.flow)
        case = steps.fitting(flow, case)
        if case.status == CONCLUDED:
            return self._conclude(flow, case, turn)
        if case.status == CANCELLED:
            case = self._cases.save(replace(case, status=COLLECTING))
        slot = steps.open_slot_of(flow, case)
        if slot is None or slot.id in case.answers:
            slot = steps.next_slot(flow, case)
        if slot is None:
            return self._conclude(flow, case, turn)
        case = steps.ask(case, slot)
        facts = self._replies.known(flow, case)
        text = self._say("utter_flow_resumed", title=flow.title, facts=facts or "—", question=slot.question)
        return self._store(flow, case, turn, [self._replies.question(flow, case, slot, text)])

    def _calmed(self, turn: FlowTurn, told: FlowReading) -> FlowTurn:
        return replace(turn, lead=self._say("utter_flow_calm")) if told.angry else turn

    def _and_date(self, text: str, told: FlowReading) -> str:
        left_out = [self._say("utter_flow_date_left_out", words=told.impossible)] if told.impossible else []
        numbers = [self._say("utter_flow_number_left_out", words=one.words) for one in told.left_out.values()]
        return "\n".join(part for part in (text, *left_out, *numbers) if part)


def _case_id(flow_id: str, turn: FlowTurn) -> str:
    """Return the id of the case that a turn opens: the same for the same turn."""
    if not turn.turn_id:
        return uuid.uuid4().hex
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{turn.conversation_id}/{turn.turn_id}/{flow_id}").hex
