"""A closed-loop load generator: conversations that send one turn after the other, and what that took."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp


class Door(Protocol):
    """One way to talk to a system."""

    async def open(self, session: aiohttp.ClientSession) -> str:
        """Open a conversation and return a handle."""

    async def say(self, session: aiohttp.ClientSession, handle: str, text: str) -> int:
        """Send a text and return the number of messages that came back."""


@dataclass(frozen=True)
class PublicApi:
    """The product's own API."""

    base: str

    async def open(self, session: aiohttp.ClientSession) -> str:
        async with session.post(f"{self.base}/api/v1/conversations", json={"channel": "api"}) as reply:
            made = await reply.json()
        return f"{made['conversation_id']} {made['token']}"

    async def say(self, session: aiohttp.ClientSession, handle: str, text: str) -> int:
        conversation, token = handle.split()
        url = f"{self.base}/api/v1/conversations/{conversation}/messages"
        headers = {"Authorization": f"Bearer {token}"}
        async with session.post(url, json={"text": text}, headers=headers) as reply:
            reply.raise_for_status()
            return len((await reply.json())["messages"])


@dataclass(frozen=True)
class RasaRest:
    """Rasa's REST channel."""

    base: str
    counter: Iterator[int] = field(default_factory=itertools.count)

    async def open(self, session: aiohttp.ClientSession) -> str:
        return f"visitor-{next(self.counter)}"

    async def say(self, session: aiohttp.ClientSession, handle: str, text: str) -> int:
        body = {"sender": handle, "message": text}
        async with session.post(f"{self.base}/webhooks/rest/webhook", json=body) as reply:
            reply.raise_for_status()
            return len(await reply.json())


@dataclass
class Measured:
    """The latencies of one run in seconds, in the order of the turns."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    empty: int = 0
    failed: int = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return a percentile in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


async def run(door: Door, conversations: int, turns: int, texts: Iterator[str], limit: float = 600.0) -> Measured:
    """Let some conversations say `turns` texts each, at once; stop after `limit` seconds."""
    measured = Measured()
    async with _session() as session:
        started = time.perf_counter()
        await asyncio.gather(
            *(_converse(door, session, turns, texts, measured, started + limit) for _ in range(conversations))
        )
        measured.seconds = time.perf_counter() - started
    return measured


async def _converse(
    door: Door, session: aiohttp.ClientSession, turns: int, texts: Iterator[str], measured: Measured, until: float
) -> None:
    handle = await door.open(session)
    for _ in range(turns):
        begun = time.perf_counter()
        if begun > until:
            return
        try:
            messages = await door.say(session, handle, next(texts))
        except aiohttp.ClientError:
            measured.failed += 1
            continue
        measured.latencies.append(time.perf_counter() - begun)
        measured.empty += messages == 0


@asynccontextmanager
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(120)) as session:
        yield session
