"""A wish for a person, and everything said about it."""

from __future__ import annotations

from dataclasses import replace

from actions._base import Replying, services
from bot.core.case import COLLECTING
from bot.dialogue.turn import Reply, Turn
from bot.errors import NotFound
from bot.services.desk.call_backs import AWAITS
from bot.services.flows.turn import FlowTurn


class ActionRequestHuman(Replying):
    """Queues the conversation for a person, takes a contact, tells the state, withdraws."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_request_human"

    def reply(self, turn: Turn) -> Reply:
        """Reply about the person; an open flow goes on once nothing of ours is to be answered."""
        reply = services().call_backs.reply(turn)
        flow = turn.memory.flow
        if turn.entry_id and not flow:
            return _after_answer(turn, reply)
        awaits = (reply.memory.get("call_back") or {}).get(AWAITS)
        return reply if awaits or flow.get("status") != COLLECTING else _with_question(turn, reply, flow["case_id"])


def _after_answer(turn: Turn, reply: Reply) -> Reply:
    """Return the reply about the person after the answer to what was told or asked beside the wish."""
    answers = services().replies.answers
    answered = answers.serve(turn, turn.entry_id, answers.region(turn)[0])
    for envelope in answered.envelopes:
        envelope.pop("choices", None)
    memory = {**answered.memory, "asked": "", **reply.memory}
    return Reply([*answered.envelopes, *reply.envelopes], memory)


def hand_over(turn: Turn) -> Reply:
    """Queue the conversation and return what the visitor is told."""
    return services().call_backs.reply(replace(turn, kind=""))


def _with_question(turn: Turn, reply: Reply, case_id: str) -> Reply:
    """Return the reply with the flow's open question after it."""
    try:
        asked = services().flows.ask_again(case_id, FlowTurn.of(turn))
    except NotFound:
        return reply
    for envelope in reply.envelopes if asked.envelopes else ():
        envelope.pop("choices", None)
    memory = {**reply.memory, **asked.context}
    if asked.envelopes and memory.get("call_back"):
        memory["call_back"] = {**memory["call_back"], "asks": False}
    return Reply([*reply.envelopes, *asked.envelopes], memory)
