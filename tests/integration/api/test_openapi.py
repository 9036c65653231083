"""Generated requests against the described API: no server error, and replies as described."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.bootstrap import build
from bot.config import Settings
from bot.db.accounts import AccountRepository
from bot.db.schema import migrate
from bot.gateway.app import create_app
from bot.gateway.openapi import describe
from bot.gateway.routes import ROUTES
from bot.services.admin.accounts import Accounts
from tests.support.engine import StandInEngine
from tests.support.system import Visitor, call, free_port

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_dict(describe(ROUTES))


@pytest.fixture(scope="module", autouse=True)
def signed_in_first(staff: dict[str, str]) -> None:
    """Sign in before the generated requests use up what one address may try."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A gateway with its stand-in engine, served from a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = free_port()
    stop = asyncio.run_coroutine_threadsafe(_serve(tmp_path_factory.mktemp("state"), port), loop).result(30)
    yield f"http://127.0.0.1:{port}"
    asyncio.run_coroutine_threadsafe(stop(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _serve(state: Path, port: int):
    engine = await StandInEngine().start()
    chosen = Settings(state_dir=state, rate_limit=0, port=port, engine_port=engine.port, actions_port=engine.port)
    services = build(chosen)
    migrate(services.database)
    Accounts(AccountRepository(services.database)).add("tester", "admin", "a long enough password")
    runner = web.AppRunner(create_app(services))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()

    async def stop() -> None:
        await runner.cleanup()
        await engine.stop()
        services.database.close()

    return stop


@pytest.fixture(scope="module")
def visitor(base: str) -> Visitor:
    return Visitor(base)


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_described_requests(case, base: str, visitor: Visitor):
    """Half of the conversation calls go to a real conversation; readiness may truly be 503, without a snapshot."""
    if "id" in case.path_parameters and len(case.path_parameters["id"]) % 2 and case.method != "DELETE":
        case.path_parameters["id"] = visitor.id
        case.headers["Authorization"] = f"Bearer {visitor.token}"
    checks = CHECKS[1:] if case.path == "/readyz" else CHECKS
    case.call_and_validate(base_url=base, checks=checks)


@schema.include(name=["POST /api/v1/desk/suggestions", "GET /api/v1/session"]).parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_described_staff_requests(case, base: str, staff: dict[str, str]):
    """The same with a session, so that requests pass the guard."""
    case.headers.update(staff)
    case.call_and_validate(base_url=base, checks=CHECKS)


@pytest.fixture(scope="module")
def staff(base: str) -> dict[str, str]:
    """The headers of a signed-in account."""
    body = json.dumps({"name": "tester", "password": "a long enough password"}).encode()
    request = Request(f"{base}/api/v1/session", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=10) as reply:
        cookie = reply.headers["Set-Cookie"].partition(";")[0]
        return {"Cookie": cookie, "X-CSRF-Token": json.load(reply)["csrf_token"]}


def test_the_description_is_what_is_served(base: str):
    status, served = call("GET", f"{base}/api/v1/openapi.json")
    assert (status, served) == (200, describe(ROUTES))
