"""One request with exactly the headers a test gives, and other workers than the gateway's own."""

from __future__ import annotations

from dataclasses import replace

from aiohttp.test_utils import TestClient

from bot.gateway.keys import GATEWAY
from bot.gateway.work.costly import HeavyWork, Kept, Workers


def use_workers(client: TestClient, workers: Workers, most: int = 2) -> None:
    """Put other workers in place of those that hash passwords and draw sheets."""
    drawing = HeavyWork(workers, most)
    gateway = replace(client.app[GATEWAY], drawing=drawing, drawings=Kept(drawing), passwords=HeavyWork(workers, most))
    client.app._state[GATEWAY] = gateway


async def ask(client: TestClient, method: str, path: str, body: object, authorization: str) -> tuple[int, dict]:
    headers = {"Authorization": authorization} if authorization else {}
    async with client.request(method, path, json=body, headers=headers) as reply:
        return reply.status, await reply.json()
