"""Conversations in both databases: group commit, purge, staff messages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.db.base import Database
from bot.db.conversations.tables import ConversationRow, FeedbackRow, MessageRow, TurnRow, UnansweredRow
from bot.db.write_queue import BatchWriter
from bot.errors import NotFound
from tests.support.conversations import StoredConversations

ANSWER = {"type": "answer", "text": "好"}
ASKED = {"type": "notice", "text": "商标"}


@pytest.fixture
def writer(database: Database) -> Iterator[BatchWriter]:
    opened = BatchWriter(database)
    yield opened
    opened.close()


@pytest.fixture
def conversations(database: Database, writer: BatchWriter) -> StoredConversations:
    return StoredConversations(database, writer)


def turn(conversations: StoredConversations, conversation_id: str, client_id: str = "") -> str:
    return conversations.accept(conversation_id, client_id, ASKED, {"text": "商标"})["turn_id"]


def test_waiting_jobs_share_a_commit_and_a_bad_one_harms_nobody(database, writer, conversations):
    conversation_id = conversations.create("api", None, None)
    hold, held, commits = threading.Event(), threading.Event(), []

    def slow(_session):
        held.set()
        hold.wait(5)

    def add(session):
        commits.append(id(session))
        session.execute(
            update(ConversationRow)
            .where(ConversationRow.id == conversation_id)
            .values(last_seq=ConversationRow.last_seq + 1)
        )

    def bad(session):
        add(session)
        raise ValueError("bad job")

    first = writer.submit(slow)
    held.wait(5)
    rest = [writer.submit(job) for job in (add, bad, add)]
    hold.set()
    first.result(5)
    assert rest[0].result(5) is None
    with pytest.raises(ValueError, match="bad job"):
        rest[1].result(5)
    rest[2].result(5)
    assert conversations.get(conversation_id)["last_seq"] == 2


def test_many_threads_get_every_number_once(conversations):
    conversation_id = conversations.create("api", None, None)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: turn(conversations, conversation_id), range(40)))
    assert [m["seq"] for m in conversations.transcript(conversation_id, 0)] == list(range(1, 41))


def test_one_client_id_is_one_turn_whoever_is_first(conversations):
    conversation_id = conversations.create("api", None, None)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: turn(conversations, conversation_id, "same"), range(16)))
    assert len(found) == 1
    assert len(conversations.transcript(conversation_id, 0)) == 1


def test_a_turn_is_completed_once(conversations):
    conversation_id = conversations.create("api", "230500", None)
    turn_id = turn(conversations, conversation_id)
    first = conversations.complete(turn_id, [ANSWER], {"region": "230500", "n": 1})
    second = conversations.complete(turn_id, [{"type": "answer", "text": "anders"}], {"n": 2})
    assert second == first
    assert conversations.get(conversation_id)["context"] == {"region": "230500", "n": 1}
    assert conversations.open_turns(datetime.now(UTC)) == []


def test_nothing_is_accepted_for_a_conversation_that_is_gone(conversations):
    with pytest.raises(NotFound):
        turn(conversations, "f" * 32)


def test_staff_messages_stand_in_the_transcript(conversations):
    conversation_id = conversations.create("api", None, None)
    turn(conversations, conversation_id)
    staff = {"type": "staff_message", "text": "我来帮您", "author": "staff"}
    said = conversations.append(conversation_id, staff)
    assert (said["seq"], said["author"]) == (2, "staff")
    assert conversations.transcript(conversation_id, 1) == [said]


def test_old_conversations_are_purged_with_all_they_hold(database, conversations):
    old, young = (conversations.create("api", None, None) for _ in range(2))
    for conversation_id in (old, young):
        conversations.complete(turn(conversations, conversation_id), [ANSWER], {})
        conversations.add_feedback(conversation_id, f"{conversation_id}-2", "up", "")
        conversations.record_unanswered(conversation_id, "商标", "x", [])
    long_ago = datetime.now(UTC) - timedelta(days=181)
    with database.write() as session:
        session.execute(update(ConversationRow).where(ConversationRow.id == old).values(updated_at=long_ago))
    assert conversations.purge(datetime.now(UTC) - timedelta(days=180)) == 1
    with database.read() as session:
        left = [
            session.scalar(select(func.count()).select_from(row))
            for row in (ConversationRow, TurnRow, MessageRow, FeedbackRow, UnansweredRow)
        ]
    assert left == [1, 1, 2, 1, 1]
    assert conversations.get(old) is None


def test_a_closed_writer_finishes_what_was_queued(database):
    writer = BatchWriter(database)
    repository = StoredConversations(database, writer)
    futures = [writer.submit(lambda _session, n=n: n) for n in range(20)]
    writer.close()
    assert [future.result(1) for future in futures] == list(range(20))
    with pytest.raises(RuntimeError):
        repository.create("api", None, None)
