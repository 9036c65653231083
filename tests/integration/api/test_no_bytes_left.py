"""What a visitor deleted is in no file of the database any more, also while it runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.db.conversations.tables import ConversationRow
from bot.gateway.keys import GATEWAY
from bot.gateway.work.background import purge, recover
from tests.support.database_state import PHONE, conclude

CANARY = "密语五七九"
WORDS = (CANARY.encode(), PHONE.encode())


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Only the embedded database keeps files of ours."""
    return f"sqlite:///{tmp_path / 'test.db'}"


def files_holding_it(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("test.db*") if any(word in path.read_bytes() for word in WORDS)]


async def leave(visitor) -> None:
    for number in range(30):
        await visitor.say(f"{CANARY} {PHONE} 第{number}句，商标被抄了")
    conclude(visitor)


async def test_deleting_a_conversation_leaves_no_bytes_of_it(visitor, tmp_path):
    await leave(visitor)
    assert files_holding_it(tmp_path)
    await visitor.call("DELETE", f"/api/v1/conversations/{visitor.id}")
    assert files_holding_it(tmp_path) == []


async def test_the_retention_time_leaves_no_bytes_of_it(visitor, tmp_path):
    await leave(visitor)
    with visitor.services.database.write() as session:
        session.execute(update(ConversationRow).values(updated_at=datetime.now(UTC) - timedelta(days=999)))
    await purge(visitor.client.app[GATEWAY])
    assert files_holding_it(tmp_path) == []


async def test_a_reader_in_the_way_delays_it_until_he_is_gone(visitor, tmp_path):
    await leave(visitor)
    with visitor.services.database.engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM message").all()
        assert (await visitor.call("DELETE", f"/api/v1/conversations/{visitor.id}"))[0] == 200
        assert files_holding_it(tmp_path)
    await recover(visitor.client.app[GATEWAY])
    assert files_holding_it(tmp_path) == []
