"""One turn's reply as it is put together from what the turn uttered; standard library only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class ReplyBuilder:
    """Envelopes and context of one turn; an action gives both, a plain response becomes a notice."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        self._context: dict[str, Any] = dict(metadata.get("context") or {})
        self._envelopes: list[dict[str, Any]] = []
        self._unanswered: Mapping[str, Any] | None = None

    def take(self, given: Mapping[str, Any]) -> None:
        """Add an action's envelopes; its context replaces the old one."""
        self._envelopes += given["envelopes"]
        self._context = dict(given["context"])
        self._unanswered = given.get("unanswered") or self._unanswered

    def say(self, text: str, buttons: Sequence[Mapping[str, Any]], more: Mapping[str, Any] | None = None) -> None:
        """Add a plain response; a button with payload `/intent` becomes a choice of that intent; `more` are further fields."""
        envelope: dict[str, Any] = {"type": "notice", "text": text, **(more or {})}
        self._context["choices"] = {}
        if buttons:
            envelope["choices"] = [self._choice(number, button) for number, button in enumerate(buttons, 1)]
        self._envelopes.append(envelope)

    def finish(self) -> dict[str, Any]:
        """Return the reply as the gateway expects it."""
        reply: dict[str, Any] = {"envelopes": self._envelopes, "context": self._context}
        if self._unanswered:
            reply["unanswered"] = self._unanswered
        return reply

    def _choice(self, number: int, button: Mapping[str, Any]) -> dict[str, str]:
        name = str(button.get("payload") or "").lstrip("/")
        identifier = f"c{number}"
        self._context["choices"][identifier] = {"kind": "intent", "name": name}
        return {"id": identifier, "label": str(button["title"])}
