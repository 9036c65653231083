"""Guided flows: start, answer, resume; a question in the middle is answered and the flow goes on."""

from __future__ import annotations

from dataclasses import replace

from actions._base import Replying, services
from actions.handoff import hand_over
from bot.core.case import find_code
from bot.core.envelope import Choice
from bot.dialogue.turn import Reply, Turn
from bot.errors import NotFound
from bot.services.flows.flows import FlowReply, FlowTurn

ASIDE = "aside"
"""Set on an open flow whose last message was answered beside it."""
MOST_MEANT = 2
"""Questions offered beside the flow's own."""


class ActionStartFlow(Replying):
    """Opens the flow the intent names."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_start_flow"

    def reply(self, turn: Turn) -> Reply:
        """Open the flow with what the message tells already, or, when a choice opened it, what was told before."""
        flow_turn = FlowTurn.of(turn)
        if turn.choice:
            flow_turn = replace(flow_turn, text=(turn.memory.last_question or turn.text))
        known = services().replies.records.known_for(turn, turn.kind)
        return _reply(services().flows.start(turn.kind, replace(flow_turn, known=known)))


class ActionFlow(Replying):
    """Takes an answer in the open flow."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_flow"

    def reply(self, turn: Turn) -> Reply:
        """Take the answer, or answer a question of its own and ask again."""
        case_id = str((turn.choice or {}).get("case_id") or turn.memory.flow.get("case_id") or "")
        flow_turn = FlowTurn.of(turn)
        picked = bool(turn.choice and turn.choice.get("kind") == "entry")
        try:
            taken = None if picked else services().flows.reply(case_id, flow_turn)
            if taken is not None:
                return _with_person(turn, taken) if taken.person else _reply(taken)
            return _beside(turn, case_id, flow_turn)
        except NotFound:
            gone = services().say("utter_flow_gone")
            return Reply([{"type": "notice", "text": gone}], {"flow": None, "choices": {}})


class ActionResumeCase(Replying):
    """Takes up a flow after a pause, by its code or the latest one."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_resume_case"

    def reply(self, turn: Turn) -> Reply:
        """Go on where the visitor stopped."""
        code = find_code(turn.text)
        flows = services().flows
        return _reply(flows.resume(code, FlowTurn.of(turn)) if code else flows.resume_latest(FlowTurn.of(turn)))


def _beside(turn: Turn, case_id: str, flow_turn: FlowTurn) -> Reply:
    """Answer a question of its own, or ask which is meant; an open flow goes on."""
    collecting = turn.memory.flow.get("status") == "collecting"
    if not collecting:
        return _outside_flow(turn)
    if flow_turn.may_ask:
        meant = services().replies.answers.meant(turn)[:MOST_MEANT]
        asked = _reply(services().flows.ask_again(case_id, flow_turn, meant))
        asked.unanswered = services().replies.answers.clarify(turn).unanswered
        return asked
    answered = services().replies.answers.answer(turn) if turn.entry_id else services().replies.small.outside(turn)
    if turn.memory.flow.get(ASIDE):
        return _left(turn, answered)
    again = services().flows.ask_again(case_id, flow_turn)
    answered.envelopes[-1].pop("choices", None)
    answered.memory.update({"choices": turn.memory.choices, **again.context})
    if flow := answered.memory.get("flow"):
        answered.memory["flow"] = {**flow, ASIDE: True}
    answered.envelopes.extend(again.envelopes)
    return answered


def _left(turn: Turn, answered: Reply) -> Reply:
    """Leave the flow to somebody who speaks of something else twice running, with the way back on offer."""
    back = f"{turn.turn_id[:8]}.back"
    last = answered.envelopes[-1]
    last["choices"] = [*last.get("choices", []), Choice(id=back, label=services().say("utter_flow_go_on"))]
    answered.memory["choices"] = {
        **answered.memory.get("choices", {}), back: {"kind": "intent", "name": "resume_case"}
    }  # fmt: skip
    answered.memory["flow"] = None
    return answered


def _outside_flow(turn: Turn) -> Reply:
    """Reply to what was not meant for the sheet after all."""
    small = services().replies.small
    answers = services().replies.answers
    replies = {
        "ask": answers.answer, "follow_up": answers.part, "inform_region": small.inform_region, "affirm": small.confirm,
        "deny": small.decline,
    }  # fmt: skip
    return replies.get(turn.instead, small.outside)(turn)


def _with_person(turn: Turn, taken: FlowReply) -> Reply:
    """Return the hand-over with the flow's question after it: the flow stays as it is."""
    handed, asked = hand_over(turn), _reply(taken)
    return Reply([*handed.envelopes, *asked.envelopes], {**handed.memory, **asked.memory})


def _reply(reply: FlowReply) -> Reply:
    return Reply(list(reply.envelopes), dict(reply.context))
