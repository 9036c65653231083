"""Stored cases and the queue for people, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot.core.case import CONCLUDED, Case
from bot.core.clock import CHINA, Clock
from bot.core.contact import Contact
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
CONTACT = Contact("mobile", "13800000000", "下午", "王")


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
    return Handoffs(
        HandoffRepository(database), cases, Clock(), hours, lambda key, **values: f"{key} {values}", {"company"}
    )


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
    first = handoffs.request(conversation, "转人工", None)
    second = handoffs.request(conversation, "找真人", None)
    assert (first.id, len(handoffs.queue())) == (second.id, 1)


def test_only_one_operator_gets_a_conversation_and_only_he_hands_it_back(handoffs: Handoffs, conversation: str) -> None:
    handoff = handoffs.request(conversation, "转人工", None)
    assert handoffs.claim(handoff.id, "li").state == CLAIMED
    with pytest.raises(Conflict):
        handoffs.claim(handoff.id, "wang")
    with pytest.raises(Conflict):
        handoffs.hand_back(handoff.id, "wang")
    assert handoffs.hand_back(handoff.id, "li").state == RETURNED


def test_a_move_and_what_the_visitor_is_told_are_stored_together(
    database: Database, handoffs: Handoffs, conversation: str
) -> None:
    handoff = handoffs.request(conversation, "转人工", None)
    for _ in range(2):
        handoffs.claim(handoff.id, "li")
    with database.read() as session:
        told = transcript(session, conversation, 0)
    assert [(one["author"], one["handoff"]["state"]) for one in told] == [("assistant", CLAIMED)]


def test_a_place_is_not_moved_when_its_visitor_cannot_be_told(
    database: Database, handoffs: Handoffs, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handoff = handoffs.request(conversation, "转人工", None)
    monkeypatch.setattr(conversation_jobs, "append", lambda *_: failing)
    with pytest.raises(RuntimeError):
        handoffs.claim(handoff.id, "li")
    assert handoffs.get(handoff.id).state != CLAIMED


def test_a_closed_place_stays_closed(handoffs: Handoffs, conversation: str) -> None:
    handoff = handoffs.request(conversation, "转人工", None)
    assert handoffs.close(handoff.id, "li").state == CLOSED
    with pytest.raises(Conflict):
        handoffs.claim(handoff.id, "li")


def test_a_contact_stays_until_the_place_is_closed(handoffs: Handoffs, conversation: str) -> None:
    place = handoffs.leave_contact(handoffs.request(conversation, "转人工", None), CONTACT)
    assert (place.state, place.contact) == (CALL_BACK, CONTACT)
    again = handoffs.request(conversation, "转人工 13800000000", None)
    assert (again.id, again.contact) == (place.id, CONTACT)
    handoffs.close(place.id, "li")
    assert handoffs.get(place.id).contact == Contact()
    with pytest.raises(Conflict):
        handoffs.leave_contact(place, CONTACT)


def test_what_is_given_up_is_closed_without_its_contact(handoffs: Handoffs, conversation: str) -> None:
    place = handoffs.leave_contact(handoffs.request(conversation, "转人工", None), CONTACT)
    assert handoffs.withdraw(place).contact == Contact()
    assert (handoffs.get(place.id).state, handoffs.get(place.id).contact) == (CLOSED, Contact())
    assert handoffs.of_conversation(conversation) is None


def test_a_claimed_place_takes_a_contact_and_stays_claimed(handoffs: Handoffs, conversation: str) -> None:
    place = handoffs.claim(handoffs.request(conversation, "转人工", None).id, "li")
    assert handoffs.leave_contact(place, CONTACT).state == CLAIMED


def test_a_reason_holds_no_number(handoffs: Handoffs, conversation: str) -> None:
    assert "13800000000" not in handoffs.request(conversation, "转人工 13800000000", None).reason


@pytest.mark.parametrize(("consent", "shown"), [("yes", True), ("no", False)])
def test_a_card_shows_personal_facts_of_a_case_only_with_consent(
    handoffs: Handoffs, cases: CaseRepository, conversation: str, consent: str, shown: bool
) -> None:
    facts = [
        {"label": "企业名称", "value": "鹤城山木", "personal": True},
        {"label": "经过", "value": "电话13800000000"},
    ]
    answers = {"need_consent": consent, "company": "鹤城山木", "right": "design"}
    cases.save(replace(CASE, conversation_id=conversation, answers=answers, sheet={"facts": facts}))
    card = handoffs.request(conversation, "转人工", None).card
    assert (("company" in card["answers"]), ("企业名称：鹤城山木" in card["facts"])) == (shown, shown)
    assert "13800000000" not in str(card)


def test_the_card_shows_the_latest_case(handoffs: Handoffs, cases: CaseRepository, conversation: str) -> None:
    sheet = {"facts": [{"label": "权利", "value": "外观设计"}]}
    cases.save(replace(CASE, conversation_id=conversation, sheet=sheet))
    handoff = handoffs.request(conversation, "转人工", "230500")
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
