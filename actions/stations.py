"""Offices."""

from __future__ import annotations

from actions._base import Replying, services
from bot.dialogue.turn import Reply, Turn


class ActionFindStation(Replying):
    """Finds the office to go to."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_find_station"

    def reply(self, turn: Turn) -> Reply:
        """Make the reply."""
        return services().station_replies.find(turn)
