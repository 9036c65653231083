"""Greetings and confirmations."""

from __future__ import annotations

from actions._base import Replying, services
from bot.dialogue.turn import Reply, Turn


class ActionGreet(Replying):
    """Greets and shows the ways in."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_greet"

    def reply(self, turn: Turn) -> Reply:
        """Make the reply."""
        return services().replies.small.greet(turn)


class ActionConfirm(Replying):
    """Takes a yes."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_confirm"

    def reply(self, turn: Turn) -> Reply:
        """Make the reply."""
        return services().replies.small.confirm(turn)
