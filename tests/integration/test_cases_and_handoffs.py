"""Stored cases and the queue for people, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot.core.case import CONCLUDED, Case
from bot.core.clock import CHINA, Clock
from bot.core.handoff import CALL_BACK, CLAIMED, CLOSED, RETURNED, WAITING, ServiceHours
from bot.db.base import Database
from bot.db.cases import CaseRepository
from bot.db.conversations import jobs as conversation_jobs
from bot.db.conversations.jobs import transcript
from bot.db.handoffs import HandoffRepository
from bot.db.write_queue import BatchWriter
from bot.errors import Conflict
from bot.services.desk.handoffs import Handoffs
from tests.support.conversations import StoredConversations

CASE = Case("c1", "ABCDEFGH23", "triage", "conversation", 1, answers={"right": "design"}, asked=("right", "where"))


def failing(_session):
    raise RuntimeError("the disk is full")


@pytest.fixture
def cases(database: Database) -> CaseRepository:
    return CaseRepository(database)


@pytest.fixture
def conversation(database: Database) -> Iterator[str]:
    writer = BatchWriter(database)
    yield StoredConversations(database, writer).create("api", None, None)
    writer.close()


@pytest.fixture
def handoffs(database: Database, cases: CaseRepository) -> Handoffs:
    hours = ServiceHours(time(9), time(17))
    return Handoffs(HandoffRepository(database), cases, Clock(), hours, lambda key, **values: f"{key} {values}")


def test_a_case_is_read_back_as_it_was_saved(cases: CaseRepository) -> None:
    saved = cases.save(CASE)
    assert cases.by_code("ABCDEFGH23") == replace(saved, created_at=cases.get("c1").created_at)
    assert cases.get("c1").asked == ("right", "where")


def test_two_writers_of_one_case_do_not_overwrite_each_other(cases: CaseRepository) -> None:
    saved = cases.save(CASE)
    cases.save(replace(saved, answers={"right": "trademark"}))
    with pytest.raises(Conflict):
        cases.save(replace(saved, answers={"right": "copyright"}))
    assert cases.get("c1").answers == {"right": "trademark"}


def test_a_concluded_case_cannot_be_cancelled(cases: CaseRepository) -> None:
    saved = cases.save(replace(cases.save(CASE), status=CONCLUDED))
    with pytest.raises(Conflict):
        cases.save(replace(saved, status="cancelled"))


def test_a_failing_statement_tells_the_log_nothing_personal(database: Database, cases: CaseRepository) -> None:
    cases.save(replace(CASE, answers={"phone": "13812345678"}))
    with pytest.raises(SQLAlchemyError) as failed:
        cases.save(replace(CASE, id="c2", answers={"phone": "13812345678"}))
    assert "13812345678" not in str(failed.value)


def test_a_case_that_two_repeats_of_a_turn_open_is_stored_once(cases: CaseRepository) -> None:
    cases.save(CASE)
    with pytest.raises(Conflict):
        cases.save(replace(CASE, code="ABCDEFGH24", answers={"right": "trademark"}))
    assert cases.get("c1").answers == {"right": "design"}


def test_a_second_wish_joins_the_first(handoffs: Handoffs, conversation: str) -> None:
    first, _ = handoffs.request(conversation, "转人工", None, "12345")
    second, _ = handoffs.request(conversation, "找真人", None, "12345")
    assert (first.id, len(handoffs.queue())) == (second.id, 1)


def test_only_one_operator_gets_a_conversation_and_only_he_hands_it_back(handoffs: Handoffs, conversation: str) -> None:
    handoff, _ = handoffs.request(conversation, "转人工", None, "12345")
    assert handoffs.claim(handoff.id, "li").state == CLAIMED
    with pytest.raises(Conflict):
        handoffs.claim(handoff.id, "wang")
    with pytest.raises(Conflict):
        handoffs.hand_back(handoff.id, "wang")
    assert handoffs.hand_back(handoff.id, "li").state == RETURNED


def test_a_move_and_what_the_visitor_is_told_are_stored_together(
    database: Database, handoffs: Handoffs, conversation: str
) -> None:
    handoff, _ = handoffs.request(conversation, "转人工", None, "12345")
    for _ in range(2):
        handoffs.claim(handoff.id, "li")
    with database.read() as session:
        told = transcript(session, conversation, 0)
    assert [(one["author"], one["handoff"]["state"]) for one in told] == [("assistant", CLAIMED)]


def test_a_place_is_not_moved_when_its_visitor_cannot_be_told(
    database: Database, handoffs: Handoffs, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handoff, _ = handoffs.request(conversation, "转人工", None, "12345")
    monkeypatch.setattr(conversation_jobs, "append", lambda *_: failing)
    with pytest.raises(RuntimeError):
        handoffs.claim(handoff.id, "li")
    assert handoffs.get(handoff.id).state != CLAIMED


def test_a_closed_place_stays_closed(handoffs: Handoffs, conversation: str) -> None:
    handoff, _ = handoffs.request(conversation, "转人工", None, "12345")
    assert handoffs.close(handoff.id, "li").state == CLOSED
    with pytest.raises(Conflict):
        handoffs.claim(handoff.id, "li")


def test_the_card_shows_the_latest_case(handoffs: Handoffs, cases: CaseRepository, conversation: str) -> None:
    sheet = {"facts": [{"label": "权利", "value": "外观设计"}]}
    cases.save(replace(CASE, conversation_id=conversation, sheet=sheet))
    handoff, _ = handoffs.request(conversation, "转人工", "230500", "12345")
    assert (handoff.card["case_code"], handoff.card["facts"]) == ("ABCDEFGH23", ["权利：外观设计"])


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2026, 11, 23, 10, 0, tzinfo=CHINA), WAITING),
        (datetime(2026, 11, 23, 18, 0, tzinfo=CHINA), CALL_BACK),
        (datetime(2026, 11, 22, 10, 0, tzinfo=CHINA), CALL_BACK),  # a Sunday
        (datetime(2026, 10, 1, 10, 0, tzinfo=CHINA), CALL_BACK),  # National Day
        (datetime(2026, 10, 10, 10, 0, tzinfo=CHINA), WAITING),  # a make-up Saturday
    ],
)
def test_out_of_hours_it_becomes_a_call_back(handoffs: Handoffs, moment: datetime, state: str) -> None:
    assert handoffs.is_open(moment) is (state == WAITING)
