"""A database of an earlier schema keeps everything when it is brought to the newest; on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from bot.db.base import Database
from bot.db.cases import CaseRepository
from bot.db.schema import MIGRATIONS, differences, migrate
from bot.db.submissions import SubmissionRepository

ROWS = (
    ("INSERT INTO conversation (id, channel, as_of, context, last_seq, closed, created_at, updated_at) "
    "VALUES ('c', 'web', NULL, '{}', 0, false, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"),
    ("INSERT INTO flow_case (id, code, flow, conversation_id, knowledge_version, status, answers, asked, tries, last_turn, "
    "last_reply, sheet, revision, created_at, updated_at) VALUES ('k', 'ABCDEFGH23', 'pledge', 'c', 1, 'concluded', "
    ":answers, '[]', 0, 't', '{}', '{}', 3, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"),
    ("INSERT INTO submission (id, case_id, code, kind, status, region, answers, facts, draft, note, handled_by, revision, "
    "created_at, updated_at) VALUES ('s', 'k', 'ABCDEFGH23', 'need', 'received', '230500', '{}', '[]', '[]', '', '', 1, "
    "'2026-01-01 00:00:00', '2026-01-01 00:00:00')"),
)  # fmt: skip


@pytest.fixture
def first_schema(database_url: str) -> Iterator[Database]:
    """A database of the first schema, holding a case and what it handed in."""
    database, config = Database(database_url), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in ROWS:
            connection.execute(text(row), {"answers": json.dumps({"company": "甲"})} if ":answers" in row else {})
    yield database
    database.close()


def test_a_case_and_its_submission_stay_and_the_case_belongs_where_it_is(first_schema: Database) -> None:
    migrate(first_schema)
    case = CaseRepository(first_schema).get("k")
    assert (case.origin_id, case.answers, case.revision) == ("c", {"company": "甲"}, 3)
    assert SubmissionRepository(first_schema).of_case("k").id == "s"
    assert differences(first_schema) == []
