"""One request with exactly the headers a test gives."""

from __future__ import annotations

from aiohttp.test_utils import TestClient


async def ask(client: TestClient, method: str, path: str, body: object, authorization: str) -> tuple[int, dict]:
    headers = {"Authorization": authorization} if authorization else {}
    async with client.request(method, path, json=body, headers=headers) as reply:
        return reply.status, await reply.json()
