"""A wish for a person."""

from __future__ import annotations

from actions._base import Replying, services
from bot.dialogue.turn import Reply, Turn


class ActionRequestHuman(Replying):
    """Queues the conversation for a person, or tells whom to call out of hours."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_request_human"

    def reply(self, turn: Turn) -> Reply:
        """Queue the conversation; the open flow stays as it is."""
        return hand_over(turn)


def hand_over(turn: Turn) -> Reply:
    """Queue the conversation and return what the visitor is told."""
    hotlines = "、".join(line.number for line in services().station_replies.hotlines()[:2])
    handoff, told = services().handoffs.request(turn.conversation_id, turn.text, turn.region, hotlines)
    choices = {"choices": turn.context.get("choices") or {}}
    if handoff is None:
        return Reply([told], choices)
    memory = {"handoff": {"id": handoff.id, "state": handoff.state}, **choices}
    return Reply([told], memory)
