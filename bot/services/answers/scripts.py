"""What an operator says on the phone, for who asks for it in the chat."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.envelope import Envelope
from bot.core.knowledge.entry import Entry, Script
from bot.dialogue.turn import Reply, Turn
from bot.services import ports


class Scripts:
    """Tells the scripts of entries."""

    def __init__(self, published: ports.Published, say: Callable[..., str]) -> None:
        self._published = published
        self._say = say

    def reply(self, turn: Turn) -> Reply:
        """Return the script of the entry meant, or ask what the caller wants."""
        entry = self._published.entry(turn.version, turn.entry_id) if turn.entry_id else None
        if entry is None:
            return Reply([{"type": "question", "text": self._say("utter_scripts_which"), "input": {"kind": "text"}}])
        envelope: Envelope = {
            "type": "answer",
            "text": self._text(entry),
            "entry_id": entry.id,
            "topic_id": entry.topic_id,
            "as_of": turn.as_of.isoformat(),
        }
        return Reply([envelope], {"last_entry": entry.id, "last_question": entry.title})

    def _text(self, entry: Entry) -> str:
        script: Script = entry.script
        parts = [
            self._say("utter_scripts_title", title=entry.title),
            self._named("opening", script.opening or entry.answers[0].text),
            self._named("ask_next", " ".join(script.ask_next)),
            self._named("read_aloud", script.read_aloud),
            self._named("caution", script.caution),
            self._named("transfer_when", script.transfer_when),
        ]
        return "\n".join(part for part in parts if part)

    def _named(self, part: str, words: str) -> str:
        return self._say(f"utter_scripts_{part}", words=words) if words else ""
