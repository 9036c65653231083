"""The engine over HTTP on loopback: one kept session, and patience while the engine restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Literal, Self

import aiohttp
import orjson
import structlog

from bot.errors import EngineFailed, EngineUnavailable, TurnTimedOut
from bot.inner import HEADER

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0
CONNECTIONS = 64
SLOW = 0.2
"""The share of the time allowed after which a failure is not hoped to go away by asking again."""

PROBE_WITHIN = aiohttp.ClientTimeout(total=1)
State = Literal["up", "busy", "down"]
"""`busy`: it takes connections, and is too occupied to answer within a second."""

log = structlog.get_logger(__name__)


class EngineClient:
    """Implements `ports.Engine`; open it with `async with` inside the running loop."""

    def __init__(self, base_url: str, timeout: float, needs: str = "", secret: str = "") -> None:
        """`needs` is the health address of what the engine itself depends on: its failures are not the turn's.

        `secret` is what engine and action server ask of their callers.
        """
        self._secret = secret
        self._base_url = base_url
        self._needs = needs
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=60)
        self._session = aiohttp.ClientSession(connector=connector, trust_env=False, headers={HEADER: self._secret})
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, sender: str, text: str, message_id: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Run one turn; return {"envelopes": [...], "context": {...}, "unanswered"?}.

        Raises:
            EngineUnavailable: the engine did not answer in time.
            EngineFailed: it answered, and could not process the turn; TurnTimedOut: it is there and did not answer it.
        """
        body = orjson.dumps({"sender": sender, "message": text, "message_id": message_id, "metadata": metadata})
        clock = asyncio.get_running_loop().time
        deadline, pause = clock() + self._timeout, FIRST_PAUSE
        while True:
            asked = clock()
            try:
                return await self._post(body, deadline)
            except EngineUnavailable as error:
                hopeless = isinstance(error, EngineFailed) and clock() - asked >= SLOW * self._timeout
                if hopeless or clock() + pause >= deadline:
                    raise await self._judged(error) from error
                log.info("engine is asked again", turn_id=message_id, reason=error.message)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _judged(self, error: EngineUnavailable) -> EngineUnavailable:
        """Tell an engine that cannot process the turn from one that lacks what it needs at the moment."""
        if isinstance(error, EngineFailed) and self._needs and not await self.answers(self._needs):
            return EngineUnavailable("the action server is away")
        if isinstance(error, TurnTimedOut) and not await self.answers(self._base_url):
            return EngineUnavailable("the engine is stuck")
        return error

    async def answers(self, url: str) -> bool:
        """Say whether a process of ours answers right now."""
        return await self.state(url) == "up"

    async def state(self, url: str) -> State:
        """Say how a process of ours is, by its health address."""
        return await self._probe("GET", url, lambda status, _: status < 400)

    async def reads(self, text: str) -> State:
        """Say how the engine is, by letting it read a text: it is up when a published snapshot understands it."""
        body = {"message": text, "metadata": {}}
        url = f"{self._base_url}/webhooks/turn/parse"
        return await self._probe("POST", url, lambda status, raw: status == 200 and is_understood(raw), body)

    async def _probe(self, method: str, url: str, is_well: Callable[[int, bytes], bool], body: object = None) -> State:
        try:
            async with self._open().request(method, url, json=body, timeout=PROBE_WITHIN) as reply:
                return "up" if is_well(reply.status, await reply.read()) else "down"
        except TimeoutError:
            return "busy"
        except (aiohttp.ClientError, OSError):
            return "down"

    async def _post(self, body: bytes, deadline: float) -> dict[str, Any]:
        left = max(deadline - asyncio.get_running_loop().time(), 0.05)
        try:
            async with self._open().post(
                f"{self._base_url}/webhooks/turn/webhook",
                data=body,
                headers={"Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=left),
            ) as reply:
                raw, status = await reply.read(), reply.status
        except TimeoutError as error:
            had_time = left >= self._timeout / 2
            raise (TurnTimedOut if had_time else EngineUnavailable)(type(error).__name__) from error
        except (aiohttp.ClientError, OSError) as error:
            raise EngineUnavailable(type(error).__name__) from error
        if status != 200:
            raise EngineFailed(f"status {status}")
        return read_reply(raw)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the engine client is not open")
        return self._session


def is_understood(raw: bytes) -> bool:
    """Say whether the engine's reading of a text has an intent and was made with a published snapshot."""
    try:
        read = orjson.loads(raw)
        return bool(read["intent"]["name"]) and int(read["understanding"]["version"]) > 0
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return False


def read_reply(raw: bytes) -> dict[str, Any]:
    """Read the engine's reply: one object with envelopes and context, or a list of one.

    Raises:
        EngineFailed: it is anything else, or holds no envelope.
    """
    try:
        reply = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise EngineFailed("reply is no JSON") from error
    if isinstance(reply, list) and len(reply) == 1:
        reply = reply[0]
    if not isinstance(reply, dict) or not isinstance(reply.get("context"), dict):
        raise EngineFailed("reply has no context")
    envelopes = reply.get("envelopes")
    if not isinstance(envelopes, list) or not envelopes or not all(map(_is_envelope, envelopes)):
        raise EngineFailed("reply has no envelopes")
    return reply


def _is_envelope(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("type"), str) and isinstance(value.get("text"), str)
