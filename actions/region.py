"""Places the visitor names."""

from __future__ import annotations

from actions._base import Replying, services
from bot.dialogue.turn import Reply, Turn


class ActionInformRegion(Replying):
    """Remembers a region and answers what was asked again for it."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_inform_region"

    def reply(self, turn: Turn) -> Reply:
        """Make the reply; a search for an office that waited for the place goes on."""
        reply = services().replies.small.inform_region(turn)
        region = services().regions.get(str(reply.memory.get("region") or ""))
        asked = turn.memory.pending or {"intent": turn.memory.last_intent}
        if asked.get("intent") == "find_station" and region is not None:
            service = asked.get("service") or turn.memory.service or ""
            again = services().station_replies.reply(turn, region, str(service))
            again.memory["last_intent"] = "find_station"
            return again
        return reply
