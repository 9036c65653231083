"""What a visitor left goes with the conversation: when it is deleted, and after the retention time; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.core.case import Case
from bot.core.handoff import WAITING
from bot.db.base import Database
from bot.db.cases import CaseRepository, CaseRow
from bot.db.conversations.tables import ConversationRow
from bot.db.handoffs import HandoffRepository, HandoffRow
from bot.db.submissions import SubmissionRepository, SubmissionRow
from bot.db.write_queue import BatchWriter
from tests.support.conversations import StoredConversations

CONTENT = {"region": "230500", "answers": {}, "facts": [], "draft": []}
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOTHING = {"cases": 0, "submissions": 0, "handoffs": 0}


@pytest.fixture
def conversations(database: Database) -> Iterator[StoredConversations]:
    writer = BatchWriter(database)
    yield StoredConversations(database, writer)
    writer.close()


def leave(database: Database, conversations: StoredConversations, code: str) -> str:
    """Open a conversation that leaves a case, a need and a wish for a person."""
    conversation_id = conversations.create("api", None, None)
    CaseRepository(database).save(Case(f"case-{code}", code, "pledge", conversation_id, 1))
    SubmissionRepository(database).hand_in(f"case-{code}", code, "need", CONTENT)
    HandoffRepository(database).request(conversation_id, WAITING, "转人工", {})
    return conversation_id


def left(database: Database) -> dict[str, int]:
    rows = {"cases": CaseRow, "submissions": SubmissionRow, "handoffs": HandoffRow}
    with database.read() as session:
        return {name: session.scalar(select(func.count()).select_from(row)) for name, row in rows.items()}


def test_deleting_a_conversation_takes_all_of_it_and_nothing_of_others(database, conversations):
    first, _ = leave(database, conversations, "AAAAAAAAAA"), leave(database, conversations, "BBBBBBBBBB")
    assert conversations.delete(first)
    assert left(database) == dict.fromkeys(NOTHING, 1)
    assert CaseRepository(database).by_code("BBBBBBBBBB") is not None


def test_the_retention_time_takes_all_of_it(database, conversations):
    old = leave(database, conversations, "AAAAAAAAAA")
    leave(database, conversations, "BBBBBBBBBB")
    with database.write() as session:
        session.execute(update(ConversationRow).where(ConversationRow.id == old).values(updated_at=LONG_AGO))
    assert conversations.purge(LONG_AGO + timedelta(days=1)) == 1
    assert left(database) == dict.fromkeys(NOTHING, 1)


def test_a_case_that_outlived_its_conversation_is_purged(database, conversations):
    CaseRepository(database).save(Case("late", "CCCCCCCCCC", "pledge", "deleted-before", 1))
    SubmissionRepository(database).hand_in("late", "CCCCCCCCCC", "need", CONTENT)
    conversations.purge(LONG_AGO)
    assert left(database)["cases"] == 1
    with database.write() as session:
        session.execute(update(CaseRow).values(updated_at=LONG_AGO))
    conversations.purge(LONG_AGO)
    assert left(database) == NOTHING


def test_a_closed_need_is_not_changed_any_more(database, conversations):
    leave(database, conversations, "AAAAAAAAAA")
    store = SubmissionRepository(database)
    need = store.of_case("case-AAAAAAAAAA")
    store.change(need.id, need.revision, {"status": "closed"})
    store.hand_in(need.case_id, need.code, "need", {**CONTENT, "region": "330100"})
    assert (store.get(need.id).status, store.get(need.id).region) == ("closed", "230500")


def test_handing_in_the_same_twice_changes_nothing(database, conversations):
    leave(database, conversations, "AAAAAAAAAA")
    store = SubmissionRepository(database)
    before = store.of_case("case-AAAAAAAAAA")
    store.hand_in(before.case_id, before.code, "need", CONTENT)
    assert store.get(before.id) == before
