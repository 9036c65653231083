"""Rows of conversations that the gateway keeps in memory never fall behind the database."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.db.base import Database
from bot.db.conversations import jobs
from bot.db.conversations.store import AsyncConversations
from bot.db.write_queue import BatchWriter

ASKED = {"type": "notice", "text": "商标"}
ANSWER = {"type": "answer", "text": "好"}


class SlowReader:
    """Lets the first reading of a row wait after it has read."""

    def __init__(self) -> None:
        self.has_read, self.go_on, self.waited = threading.Event(), threading.Event(), False

    def get(self, session, conversation_id):
        row = GET(session, conversation_id)
        if not self.waited:
            self.waited = True
            self.has_read.set()
            self.go_on.wait(5)
        return row


GET = jobs.get


@pytest.fixture
def store(database: Database) -> Iterator[AsyncConversations]:
    writer, pool = BatchWriter(database), ThreadPoolExecutor(2)
    yield AsyncConversations(database, writer, pool)
    writer.close()
    pool.shutdown()


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowReader]:
    slow = SlowReader()
    monkeypatch.setattr(jobs, "get", slow.get)
    yield slow
    slow.go_on.set()


async def begin(store: AsyncConversations, reader: SlowReader, conversation_id: str) -> asyncio.Task:
    reading = asyncio.create_task(store.get(conversation_id))
    await asyncio.to_thread(reader.has_read.wait, 5)
    return reading


@pytest.mark.parametrize("known", [True, False])
async def test_a_reading_that_lasted_does_not_bring_back_an_old_context(store, reader, known):
    conversation_id = await store.create("api", None, None)
    reading = await begin(store, reader, conversation_id)
    if known:
        await store.get(conversation_id)
    turn = await store.accept(conversation_id, "", ASKED, {"text": "商标"})
    await store.complete(conversation_id, turn["turn_id"], [ANSWER], {"n": 1})
    reader.go_on.set()
    await reading
    assert (await store.get(conversation_id))["context"] == {"n": 1}


async def test_a_reading_that_lasted_does_not_bring_back_what_was_deleted(store, reader):
    conversation_id = await store.create("api", None, None)
    reading = await begin(store, reader, conversation_id)
    await store.delete(conversation_id)
    reader.go_on.set()
    await reading
    assert await store.get(conversation_id) is None
