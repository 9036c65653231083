"""What many tests share: empty databases of both kinds, and the real system on free ports."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.db.base import Database, normalise_url
from bot.db.schema import migrate
from tests.support.prepared import prepared
from tests.support.system import System

POSTGRES = os.environ.get("BOT_TEST_POSTGRES", "postgresql://postgres:postgres@127.0.0.1:5432/postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    name = f"weiquan_test_{uuid.uuid4().hex[:12]}"
    server = create_engine(normalise_url(POSTGRES), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once of each kind."""
    opened = Database(database_url)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole system, started once for all tests that only talk to it."""
    system = System(prepared(tmp_path_factory.mktemp("state")))
    system.start()
    yield system
    system.stop()
