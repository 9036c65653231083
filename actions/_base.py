"""What every action shares: one typed reading of the tracker, one place where errors become replies."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._services import build_services
from bot.bootstrap import Services
from bot.dialogue.record import Change
from bot.dialogue.turn import Candidate, Reply, Turn
from bot.errors import ProductError
from bot.services.answers.firstly import challenged, comforted, told_how_to_delete

log = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def services() -> Services:
    """Return the services of this process, built at the first turn."""
    return build_services()


class Replying(Action, abc.ABC):  # type: ignore[misc]
    """An action that makes one reply from one turn."""

    @abc.abstractmethod
    def reply(self, turn: Turn) -> Reply:
        """Return the reply."""

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Read the turn, reply, and utter everything as one message."""
        turn = read_turn(tracker.latest_message, services().clock.today())
        records = services().replies.records
        try:
            turn = records.remember(turn)
            say = services().say
            reply = told_how_to_delete(comforted(self.reply(turn), turn, say), turn, say)
            reply = challenged(reply, turn, say)
            reply = services().replies.english.translated(reply, turn)
            reply = records.keep(turn, reply)
        except ProductError as error:
            log.info("turn refused", code=error.code, turn_id=turn.turn_id)
            reply = Reply([{"type": "notice", "text": services().say(error.response_key)}])
        log.info("turn acted on", turn_id=turn.turn_id, action=self.name(), entry=turn.entry_id, version=turn.version)
        dispatcher.utter_message(json_message=reply.as_dict(turn))
        return []


def read_turn(message: Mapping[str, Any], today: date) -> Turn:
    """Return the turn that a tracker's latest message holds.

    Raises:
        KeyError, ValueError: the message is not one of our engine's.
    """
    metadata = message.get("metadata") or {}
    understood = message.get("understanding") or {}
    location = metadata.get("location")
    return Turn(
        text=str(message.get("text") or ""),
        intent=str(message["intent"]["name"]),
        as_of=date.fromisoformat(metadata["as_of"]) if metadata.get("as_of") else today,
        version=int(understood.get("version") or 0),
        kind=str(understood.get("kind") or ""),
        zone=str(understood.get("zone") or "answer"),
        topic_id=str(understood.get("topic_id") or ""),
        entry_id=str(understood.get("entry_id") or ""),
        confidence=float(message["intent"].get("confidence") or 0),
        ranking=tuple(_candidate(item) for item in understood.get("ranking") or ()),
        second=_candidate(understood["second"]) if understood.get("second") else None,
        completed=str(understood.get("completed") or ""),
        instead=str(understood.get("instead") or ""),
        region=metadata.get("region"),
        choice=metadata.get("choice"),
        location=(float(location["lat"]), float(location["lon"])) if location else None,
        turn_id=str(metadata.get("turn_id") or ""),
        conversation_id=str(metadata.get("conversation_id") or ""),
        context=metadata.get("context") or {},
        acts=tuple(understood.get("acts") or ()),
        told=Change.from_dict(understood.get("told")),
    )


def _candidate(item: Mapping[str, Any]) -> Candidate:
    return Candidate(str(item["topic_id"]), str(item["entry_id"]), float(item["score"]))
