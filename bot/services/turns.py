"""One visitor turn: accepted on disk, answered by the engine, stored, and only then shown."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.core.clock import Clock
from bot.core.envelope import Envelope
from bot.dialogue.past_choices import led_on, meaning_of, remembering
from bot.errors import EngineFailed, EngineUnavailable, InvalidInput, NotFound, StaleChoice, TooLong, TurnTimedOut
from bot.services import ports
from bot.services.privacy import mask
from bot.text.as_written import own_words
from bot.text.normalise import clean

MAX_TEXT = 2000
MAX_ATTEMPTS = 5
"""How often the engine may fail on one turn before the visitor is told; being away does not count."""
MAX_TIMEOUTS = 3
"""How often it may take one turn and not answer it in time."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TurnInput:
    """What a visitor sends: a text or the id of a choice, and the id the client gave it."""

    text: str = ""
    choice: str = ""
    client_id: str = ""
    message_id: str = ""
    """The message a choice was taken from, when the client knows it."""
    location: tuple[float, float] | None = None
    """Latitude and longitude, when the visitor shared them."""


class Turns:
    """Runs turns, one at a time in each conversation."""

    def __init__(
        self,
        store: ports.TurnStore,
        engine: ports.Engine,
        regions: ports.Regions,
        clock: Clock,
        failure: str,
        is_claimed: Callable[[str], Awaitable[bool]] | None = None,
        past: tuple[str, str] = ("", ""),
    ) -> None:
        """`failure` is what a visitor reads when the engine could not answer a turn at all.

        `is_claimed` tells of a conversation that asked for a person whether one is answering in it.
        `past` is said to a choice that came too late: alone, and before the question that is open.
        """
        self._store = store
        self._engine = engine
        self._regions = regions
        self._clock = clock
        self._failure = failure
        self._is_claimed = is_claimed
        self._past = past
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._hindered: Counter[str] = Counter()
        """How often a recovery ended at a conversation because the engine was away or did not come back from it."""
        self._unfinished: dict[str, set[str]] = {}
        """Turns by conversation that were accepted and are not answered yet, as far as this process knows."""

    async def start(self, channel: str, region: str | None, as_of: date | None) -> str:
        """Open a conversation, its region given by code or name, and return its id.

        Raises:
            InvalidInput: the region names no place or several.
        """
        code = None if region is None else self._region_code(region)
        return await self._store.create(channel, code, as_of.isoformat() if as_of else None)

    async def submit(self, conversation_id: str, turn: TurnInput) -> Sequence[Envelope]:
        """Answer one turn; a client id that was seen before gets the reply it got then.

        Raises:
            InvalidInput, TooLong: there is nothing to read, or too much.
            NotFound: there is no such conversation.
            StaleChoice: the choice was never offered.
            EngineUnavailable: the turn is stored and will be answered when the client repeats it or the engine is back.
        """
        text = readable(turn.text) if not turn.choice else ""
        async with self._lock(conversation_id):
            away = await self._finish_earlier(conversation_id, turn.client_id)
            accepted = await self._accept(conversation_id, turn, text)
            if accepted["state"] == "done":
                return list(accepted["replies"])
            if away is not None:
                self._unfinished.setdefault(conversation_id, set()).add(accepted["turn_id"])
                raise away
            return await self._answer(conversation_id, accepted["turn_id"], accepted["payload"])

    async def amend(
        self, conversation_id: str, change: Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
    ) -> Mapping[str, Any]:
        """Change what a conversation remembers, between two of its turns, and return it; `change` gets the stored row.

        Raises:
            NotFound: there is no such conversation.
        """
        async with self._lock(conversation_id):
            context = await change(await self._conversation(conversation_id))
            await self._store.remember(conversation_id, context)
            return context

    async def recover(self, older_than: datetime) -> int:
        """Answer the turns that were accepted and never completed, and return how many were.

        Conversations that gave trouble come last, and what fails in one holds up no other.

        Raises:
            EngineUnavailable: the engine is still away.
        """
        done, failed = 0, set[str]()
        for turn in self._least_trouble_first(await self._store.open_turns(older_than)):
            conversation_id = turn["conversation_id"]
            if conversation_id in failed:
                continue
            try:
                done += await self._recover_one(conversation_id, turn)
            except EngineFailed:
                failed.add(conversation_id)
            except EngineUnavailable:
                self._hindered[conversation_id] += 1
                raise
        return done

    async def _recover_one(self, conversation_id: str, turn: Mapping[str, Any]) -> bool:
        async with self._lock(conversation_id):
            stored = await self._store.find_turn(conversation_id, turn["client_id"])
            is_open = stored is not None and stored["state"] == "open"
            if is_open:
                await self._answer(conversation_id, turn["turn_id"], turn["payload"])
        self._hindered.pop(conversation_id, None)
        return is_open

    def _least_trouble_first(self, turns: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Sort turns by how often their conversation failed or stopped a recovery; within one the order stays."""
        trouble = Counter(self._hindered)
        for turn in turns:
            trouble[turn["conversation_id"]] += turn["attempts"]
        return sorted(turns, key=lambda turn: trouble[turn["conversation_id"]])

    def _lock(self, conversation_id: str) -> asyncio.Lock:
        return self._locks.setdefault(conversation_id, asyncio.Lock())

    def _region_code(self, region: str) -> str:
        found = self._regions.get(region) or self._regions.resolve(clean(region)).region
        if found is None:
            raise InvalidInput("region")
        return found.code

    async def _finish_earlier(self, conversation_id: str, client_id: str) -> EngineUnavailable | None:
        """Answer what this conversation asked before, so that replies keep the order of the questions.

        Returns what hindered it, so that the new question can be stored all the same.
        """
        if not self._unfinished.get(conversation_id):
            return None
        for turn in await self._store.open_turns(self._clock.now()):
            if turn["conversation_id"] != conversation_id:
                continue
            if turn["client_id"] == client_id:
                return None
            try:
                await self._answer(conversation_id, turn["turn_id"], turn["payload"])
            except EngineUnavailable as error:
                return error
        self._unfinished.pop(conversation_id, None)
        return None

    async def _accept(self, conversation_id: str, turn: TurnInput, text: str) -> Mapping[str, Any]:
        if not turn.choice:
            message = _spoken(own_words(turn.text), turn.client_id)
            payload: dict[str, Any] = {"text": text}
            if turn.location is not None:
                payload["location"] = {"lat": round(turn.location[0], 2), "lon": round(turn.location[1], 2)}
            return await self._store.accept(conversation_id, turn.client_id, message, payload)
        if turn.client_id and (known := await self._store.find_turn(conversation_id, turn.client_id)):
            return known
        context = (await self._conversation(conversation_id))["context"]
        offer = await self._store.offer(conversation_id, turn.choice, turn.message_id)
        meaning = meaning_of(context, turn.choice, offer)
        if offer is None and (meaning is None or turn.message_id):
            raise StaleChoice(turn.choice)
        label = offer.label if offer else turn.choice
        payload = {"text": label, **({"choice": meaning} if meaning else {"past": True})}
        return await self._store.accept(conversation_id, turn.client_id, _spoken(label, turn.client_id), payload)

    async def _answer(self, conversation_id: str, turn_id: str, payload: Mapping[str, Any]) -> Sequence[Envelope]:
        conversation = await self._conversation(conversation_id)
        context = conversation["context"]
        metadata = {
            "as_of": conversation["as_of"] or self._clock.today().isoformat(),
            "region": context.get("region"),
            "turn_id": turn_id,
            "conversation_id": conversation_id,
            "choice": payload.get("choice"),
            "context": context,
        }
        if "location" in payload:
            metadata["location"] = payload["location"]
        self._unfinished.setdefault(conversation_id, set()).add(turn_id)
        if await self._person_answers(conversation_id, context):
            result: Mapping[str, Any] = {"envelopes": [], "context": context}
        elif payload.get("past"):
            last = await self._store.last_reply(conversation_id)
            result = {"envelopes": led_on(last, *self._past), "context": context}
        else:
            result = await self._ask_engine(conversation_id, turn_id, payload["text"], metadata)
        replies = await self._store.complete(
            conversation_id,
            turn_id,
            result["envelopes"],
            remembering(context, result["context"]),
            _unanswered(payload["text"], result),
        )
        self._settled(conversation_id, turn_id)
        log.info("turn answered", turn_id=turn_id, types=[reply["type"] for reply in replies])
        return replies

    def _settled(self, conversation_id: str, turn_id: str) -> None:
        left = self._unfinished.get(conversation_id, set()) - {turn_id}
        if left:
            self._unfinished[conversation_id] = left
        else:
            self._unfinished.pop(conversation_id, None)

    async def _person_answers(self, conversation_id: str, context: Mapping[str, Any]) -> bool:
        """Say whether the assistant stays silent; only conversations that asked for a person are looked up."""
        if self._is_claimed is None or not context.get("handoff"):
            return False
        return await self._is_claimed(conversation_id)

    async def _ask_engine(
        self, conversation_id: str, turn_id: str, text: str, metadata: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        try:
            return await self._engine.send(conversation_id, text, turn_id, metadata)
        except EngineFailed as error:
            attempts = await self._store.count_attempt(turn_id)
            log.warning("turn failed in the engine", turn_id=turn_id, attempts=attempts, reason=error.message)
            if attempts < (MAX_TIMEOUTS if isinstance(error, TurnTimedOut) else MAX_ATTEMPTS):
                raise
        notice: Envelope = {"type": "notice", "text": self._failure}
        return {"envelopes": [notice], "context": metadata["context"], "unanswered": {"intent": "engine_failed"}}

    async def _conversation(self, conversation_id: str) -> Mapping[str, Any]:
        row = await self._store.get(conversation_id)
        if row is None:
            self._unfinished.pop(conversation_id, None)
            raise NotFound("conversation")
        return row


def _spoken(text: str, client_id: str) -> Envelope:
    """Return the visitor's own message; it keeps the client's id, so that a page knows it again after a reload."""
    message: Envelope = {"type": "notice", "text": text}
    return {**message, "client_id": client_id} if client_id else message


def _unanswered(text: str, result: Mapping[str, Any]) -> tuple[str, str, Sequence[Any]] | None:
    """Return what is kept of a question that got no answer: masked text, intent, ranking."""
    found = result.get("unanswered")
    if found is None and not any(envelope["type"] == "fallback" for envelope in result["envelopes"]):
        return None
    found = found or {}
    return mask(text), str(found.get("intent") or ""), found.get("ranking") or []


def readable(text: str) -> str:
    """Return the text as it is stored and understood.

    Raises:
        InvalidInput: nothing readable is left.
        TooLong: more than 2000 characters are left.
    """
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput("text")
    if len(cleaned) > MAX_TEXT:
        raise TooLong("text")
    return cleaned
