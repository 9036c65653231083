"""A case sheet's page at phone size and on paper, and a person's messages arriving in the chat."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from bot.core.clock import Clock
from bot.core.handoff import OFFICE_HOURS
from bot.db.cases import CaseRepository
from bot.db.handoffs import HandoffRepository
from bot.db.staff_messages import answer
from bot.gateway.keys import GATEWAY
from bot.services.desk.handoffs import Handoffs
from bot.services.wording import say
from tests.support.database_state import PHONE, ask_for_person, conclude
from tests.support.gateway import Served, serving
from tests.support.page import Chat, pages_of
from tests.support.system import Visitor


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("state")) as gateway:
        yield gateway


@pytest.fixture
def visitor(served: Served) -> Visitor:
    return Visitor(served.base)


@pytest.fixture
def case(served: Served, visitor: Visitor):
    return conclude(SimpleNamespace(id=visitor.id, services=served.services))


def come_back(page: Page, served: Served, visitor: Visitor) -> None:
    """Make the browser the one in which the visitor filled in the sheet."""
    page.goto(f"{served.base}/about")
    opened = {"id": visitor.id, "token": visitor.token}
    page.evaluate("opened => localStorage.setItem('wq.conversation', JSON.stringify(opened))", opened)


def test_a_stranger_reads_the_sheet_without_personal_data(page, served, case):
    page.goto(f"{served.base}/case/{case.code}")
    expect(page.locator("h1")).to_have_text("质押融资")
    expect(page.locator("body")).not_to_contain_text(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_visitor_sees_ticks_and_downloads_everything(page, served, visitor, case, tmp_path):
    come_back(page, served, visitor)
    page.goto(f"{served.base}/case/{case.code}")
    expect(page.locator("#case")).to_contain_text(PHONE)
    boxes = page.locator("[data-tick]:checked")
    known = boxes.count()
    page.locator("[data-tick]:not(:checked)").first.check()
    page.reload()
    expect(page.locator("#case")).to_contain_text(PHONE)
    expect(boxes).to_have_count(known + 1)
    with page.expect_download() as download:
        page.click("text=下载Word")
    target = tmp_path / "sheet.docx"
    download.value.save_as(target)
    assert PHONE in "\n".join(paragraph.text for paragraph in Document(str(target)).paragraphs)


def test_on_paper_there_are_no_buttons(page, served, case):
    page.goto(f"{served.base}/case/{case.code}")
    page.emulate_media(media="print")
    expect(page.locator("[data-act=print]")).to_be_hidden()
    for hint in page.locator(".hint").all():
        expect(hint).to_be_hidden()
    expect(page.locator(".noprint section").first).to_be_hidden()
    expect(page.locator(".paper section").first).to_be_visible()
    assert pages_of(page) == 1


def test_what_is_ticked_is_ticked_on_paper(page, served, case):
    page.goto(f"{served.base}/case/{case.code}")
    box = page.locator("[data-tick]:not(:checked)").first
    label = box.locator("xpath=..").inner_text().strip()
    box.check()
    copies = page.locator(f'[data-copy="{label}"]')
    assert copies.count() >= 1
    assert all("ticked" in (copy.get_attribute("class") or "") for copy in copies.all())


def test_what_a_person_writes_appears_in_the_chat(page, served):
    chat = Chat(page, served.base).open()
    chat.say("转人工")
    opened = page.evaluate("JSON.parse(localStorage.getItem('wq.conversation'))")
    handoff_id = ask_for_person(SimpleNamespace(id=opened["id"], services=served.services, app=served.app))
    store = HandoffRepository(served.services.database)
    handoffs = Handoffs(store, CaseRepository(served.services.database), Clock(), OFFICE_HOURS, say)
    handoffs.claim(handoff_id, "wang")
    writer = served.app[GATEWAY].services.writer
    said = {"type": "staff_message", "author": "staff", "text": "您好，我来看看。"}
    writer.submit(answer(handoff_id, "wang", said)).result()
    expect(page.locator(".theirs.staff")).to_contain_text("您好，我来看看。", timeout=15_000)
    page.fill("#text", "证书在手上")
    page.click("#send")
    expect(chat.bubbles.last).to_contain_text("证书在手上")
    expect(page.locator("#typing")).to_be_hidden()
    assert chat.cards.count() == 3


@pytest.mark.parametrize(
    ("status", "code", "state"),
    [
        (503, "engine_unavailable", "已经记下"),
        (500, "error", "还没记下"),
        (429, "too_many_requests", "还没记下"),
        (502, "", "还没记下"),
    ],
)
def test_a_message_is_said_to_be_kept_only_when_it_is(page: Page, served: Served, status: int, code: str, state: str):
    body = {"error": {"code": code, "message": "过会儿再试"}} if code else {}
    page.route("**/messages", lambda route: route.fulfill(status=status, json=body))
    chat = Chat(page, served.base).open()
    page.fill("#text", "商标被抄了")
    page.click("#send")
    expect(chat.page.locator(".mine").last.locator(".state")).to_contain_text(state)


def test_a_conversation_that_cannot_be_opened_keeps_nothing(page: Page, served: Served):
    page.route("**/conversations", lambda route: route.fulfill(status=500, json={}))
    Chat(page, served.base).open()
    page.fill("#text", "商标被抄了")
    page.click("#send")
    expect(page.locator(".mine").last.locator(".state")).to_contain_text("还没记下")


def test_a_link_made_on_the_sheet_goes_on_in_another_browser_once(page: Page, browser, served: Served, visitor, case):
    mine = {"id": visitor.id, "token": visitor.token}
    Chat(page, served.base).open()
    page.evaluate("value => localStorage.setItem('wq.conversation', JSON.stringify(value))", mine)
    page.goto(f"{served.base}/case/{case.code}")
    page.click("[data-act=link]")
    expect(page.locator("[data-link]")).to_contain_text("#continue=")
    link = page.locator("[data-link]").inner_text().partition("：")[2]
    for works in (True, False):
        elsewhere = browser.new_context().new_page()
        elsewhere.goto(link)
        said = elsewhere.locator(".mine .bubble") if works else elsewhere.locator("#banner")
        expect(said.first).to_contain_text(case.code if works else "用不了")
        assert "continue=" not in elsewhere.url
        elsewhere.context.close()
    assert CaseRepository(served.services.database).get(case.id).origin_id == visitor.id
