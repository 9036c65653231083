"""What a caller says, without the words of who takes it down."""

from __future__ import annotations

from bot.text.patterns import Pattern

_LEAD = Pattern("acts", r"^\s*(?:{relay_who}{relay_says}?|{relay_says})[:：,，]\s*")


def told_on(text: str) -> str:
    """Return a message without a lead such as “来电人问：”; the whole when it says nothing else."""
    return _LEAD.sub("", text) or text
