"""Sources and repeats of the last answer."""

from __future__ import annotations

from actions._base import Replying, services
from bot.dialogue.turn import Reply, Turn


class ActionAskSource(Replying):
    """Shows where the last answer comes from."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_ask_source"

    def reply(self, turn: Turn) -> Reply:
        """Make the reply."""
        return services().replies.small.ask_source(turn)


class ActionRepeat(Replying):
    """Says the last reply again."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_repeat"

    def reply(self, turn: Turn) -> Reply:
        """Make the reply."""
        return services().replies.small.repeat(turn)
