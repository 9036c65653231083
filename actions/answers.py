"""Service questions and follow-ups about the last answer."""

from __future__ import annotations

from actions._base import Replying, services
from bot.dialogue.turn import Reply, Turn


class ActionAnswer(Replying):
    """Answers a service question."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_answer"

    def reply(self, turn: Turn) -> Reply:
        """Answer, or ask which of a few entries is meant."""
        return services().answers.answer(turn)


class ActionAnswerPart(Replying):
    """Answers “how much”, “how long”, “which papers” about the last answer."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_answer_part"

    def reply(self, turn: Turn) -> Reply:
        """Answer one part of the last entry."""
        return services().answers.part(turn)
