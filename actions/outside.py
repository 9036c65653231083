"""What is not ours, and what must be refused."""

from __future__ import annotations

from actions._base import Replying, services
from bot.dialogue.turn import Reply, Turn


class ActionDecline(Replying):
    """Takes a no."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_decline"

    def reply(self, turn: Turn) -> Reply:
        """Make the reply."""
        return services().replies.small.decline(turn)


class ActionOutside(Replying):
    """Says helpfully that this is not ours."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_outside"

    def reply(self, turn: Turn) -> Reply:
        """Make the reply."""
        return services().replies.small.outside(turn)


class ActionRefuse(Replying):
    """Refuses an unsafe request and names the legal way."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_refuse"

    def reply(self, turn: Turn) -> Reply:
        """Make the reply."""
        return services().replies.small.unsafe(turn)
