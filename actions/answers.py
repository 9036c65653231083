"""Service questions, follow-ups about the last answer, what a visitor tells of his case, and words for operators."""

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
        return services().replies.answers.answer(turn)


class ActionAnswerPart(Replying):
    """Answers “how much”, “how long”, “which papers” about the last answer."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_answer_part"

    def reply(self, turn: Turn) -> Reply:
        """Answer one part of the last entry."""
        return services().replies.answers.part(turn)


class ActionTell(Replying):
    """Takes what was told into the case and says what follows."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_tell"

    def reply(self, turn: Turn) -> Reply:
        """Answer in the light of what was told."""
        return services().replies.telling.reply(turn)


class ActionScript(Replying):
    """Gives an operator the script of the entry meant."""

    def name(self) -> str:
        """Return the name the rules use."""
        return "action_script"

    def reply(self, turn: Turn) -> Reply:
        """Return what to say on the phone."""
        return services().replies.scripts.reply(turn)
