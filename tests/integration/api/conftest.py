"""The real gateway over a real database, a stand-in at the engine's port."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.bootstrap import Services, build
from bot.config import Settings
from bot.db.schema import migrate
from bot.gateway.app import create_app
from tests.support.engine import StandInEngine
from tests.support.system import free_port

HOME = "230500"


@dataclasses.dataclass
class Api:
    """One visitor's view of the API."""

    client: TestClient
    services: Services
    id: str = ""
    token: str = ""

    async def open(self, **fields) -> Api:
        status, body = await self.call("POST", "/api/v1/conversations", fields)
        assert status == 200, body
        return dataclasses.replace(self, id=body["conversation_id"], token=body["token"])

    async def say(self, text: str, **fields) -> tuple[int, dict]:
        return await self.post({"text": text, **fields})

    async def post(self, body: object) -> tuple[int, dict]:
        return await self.call("POST", f"/api/v1/conversations/{self.id}/messages", body)

    async def transcript(self, after: object = 0) -> list[dict]:
        _, body = await self.call("GET", f"/api/v1/conversations/{self.id}/messages?after={after}")
        return body["messages"]

    async def call(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict]:
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        options = {"data": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
        async with self.client.request(method, path, headers=headers, **options) as reply:
            return reply.status, await reply.json()


@pytest.fixture
async def engine() -> AsyncIterator[StandInEngine]:
    """The stand-in engine, running."""
    stand_in = await StandInEngine().start()
    yield stand_in
    if stand_in.gate is not None:
        stand_in.gate.set()
    await stand_in.stop()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of a gateway of its own."""
    return Settings(
        state_dir=tmp_path / "state",
        database_url=database_url,
        rate_limit=0,
        engine_timeout=20.0,
        engine_port=free_port(),
    )


@pytest.fixture
async def serve(settings: Settings, engine: StandInEngine) -> AsyncIterator[Callable]:
    """Start a gateway with some settings changed; several may share one database."""
    started: list[tuple[TestClient, Services]] = []

    async def start(**changes) -> Api:
        ports = {"engine_port": engine.port, "actions_port": engine.port}
        services = build(dataclasses.replace(settings, **{**ports, **changes}))
        migrate(services.database)
        client = TestClient(TestServer(create_app(services)))
        await client.start_server()
        started.append((client, services))
        return Api(client, services)

    yield start
    for client, services in started:
        await client.close()
        services.database.close()


@pytest.fixture
async def api(serve: Callable) -> Api:
    """A gateway, nobody signed in."""
    return await serve()


@pytest.fixture
async def visitor(api: Api) -> Api:
    """A gateway with an open conversation."""
    return await api.open()


def new_client_id() -> str:
    return str(uuid.uuid4())
