"""A stand-in for the stored queue for people, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.core.handoff import CALL_BACK, CLOSED, CONTACT, OPEN, WAITING, Handoff
from bot.errors import Conflict


class Queue:
    """Keeps places by conversation; `full` refuses new ones."""

    def __init__(self, *, full: bool = False) -> None:
        self.places: dict[str, Handoff] = {}
        self.full = full

    def request(
        self, conversation_id: str, state: str, reason: str, card: dict[str, Any], most_anonymous: int
    ) -> Handoff | None:
        if self.full:
            return None
        known = self.open_of(conversation_id)
        place = known or Handoff(
            f"place-{len(self.places)}", conversation_id, state, reason, created_at=datetime.now(UTC)
        )
        kept = {CONTACT: place.card[CONTACT]} if CONTACT in place.card else {}
        return self._keep(replace(place, card={**card, **kept}))

    def get(self, handoff_id: str) -> Handoff | None:
        return self.places.get(handoff_id)

    def open_of(self, conversation_id: str) -> Handoff | None:
        found = (p for p in self.places.values() if p.conversation_id == conversation_id and p.state in OPEN)
        return next(found, None)

    def leave_contact(self, handoff_id: str, contact: Mapping[str, str]) -> Handoff:
        place = self.places[handoff_id]
        if place.state not in OPEN:
            raise Conflict("closed")
        state = CALL_BACK if place.state == WAITING else place.state
        return self._keep(replace(place, card={**place.card, CONTACT: dict(contact)}, state=state))

    def queue(self, states: Sequence[str], after: Handoff | None = None, most: int = 1000) -> Sequence[Handoff]:
        return [place for place in self.places.values() if place.state in states]

    def move(self, handoff: Handoff, state: str, claimed_by: str, told: Any = None) -> Handoff:
        card = {name: value for name, value in handoff.card.items() if state != CLOSED or name != CONTACT}
        return self._keep(replace(handoff, state=state, claimed_by=claimed_by, card=card))

    def _keep(self, place: Handoff) -> Handoff:
        self.places[place.id] = place
        return place
