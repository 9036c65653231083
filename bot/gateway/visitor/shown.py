"""Messages as readers get them: citations and sheets in words, made when somebody reads and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from bot.core.envelope import Envelope
from bot.services.citations import spelt
from bot.services.sheets.outline import outline


def shown(message: Envelope, say: Callable[..., str]) -> Envelope:
    """Return a message whose citations and sheet can be shown as they are."""
    made = message.copy()
    if "citations" in message:
        made["citations"] = [spelt(citation, say) for citation in message["citations"]]
    if sheet := message.get("sheet"):
        made["sheet"] = {**sheet, "parts": [asdict(part) for part in outline(sheet, say)]}
    return made
