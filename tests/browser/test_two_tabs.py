"""Two tabs of one conversation: both show the same, and a click in the older one leads on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.gateway import serving
from tests.support.page import Chat


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real gateway, a stand-in at the engine's port."""
    with serving(tmp_path_factory.mktemp("state")) as served:
        yield served.base


@pytest.fixture
def tabs(page: Page, gateway: str) -> tuple[Chat, Chat]:
    """Two tabs of one browser, a conversation open in both."""
    first = Chat(page, gateway).open()
    first.say("商标被抄了")
    second = Chat(page.context.new_page(), gateway).open()
    expect(second.cards).to_have_count(1)
    return first, second


def shown(chat: Chat) -> list[str]:
    """Return everything in the log, top to bottom."""
    return chat.page.locator(".log .bubble, .log .card .lead").all_inner_texts()


def test_what_is_said_in_one_tab_appears_in_the_other(tabs: tuple[Chat, Chat]):
    first, second = tabs
    first.say("专利侵权")
    expect(second.cards).to_have_count(2)
    second.say("著作权")
    expect(first.cards).to_have_count(3)
    assert shown(first) == shown(second)
    assert first.bubbles.all_inner_texts() == ["商标被抄了", "专利侵权", "著作权"]


def test_a_conversation_begun_in_one_tab_goes_on_in_one_that_was_open_before(page: Page, gateway: str):
    first, second = Chat(page, gateway).open(), Chat(page.context.new_page(), gateway).open()
    first.say("商标被抄了")
    expect(second.cards).to_have_count(1)
    second.say("专利侵权")
    expect(first.cards).to_have_count(2)
    assert shown(first) == shown(second)


def test_both_tabs_ask_at_once_and_end_up_the_same(tabs: tuple[Chat, Chat]):
    first, second = tabs
    for chat, text in ((first, "问题一"), (second, "问题二"), (first, "问题三")):
        chat.page.fill("#text", text)
        chat.page.click("#send")
    for chat in tabs:
        expect(chat.cards).to_have_count(4)
    first.page.reload()
    expect(first.cards).to_have_count(4)
    assert sorted(shown(first)) == sorted(shown(second))
    second.page.reload()
    expect(second.cards).to_have_count(4)
    assert shown(first) == shown(second)


def test_a_choice_clicked_in_a_tab_that_fell_behind_leads_on(tabs: tuple[Chat, Chat]):
    first, second = tabs
    second.page.evaluate("window.addEventListener('storage', function (e) { e.stopImmediatePropagation(); }, true)")
    second.page.route("**/messages?after=*", lambda route: route.abort())
    first.say("专利侵权")
    second.page.evaluate("document.querySelectorAll('.choice').forEach(function (b) { b.disabled = false; })")
    second.page.unroute("**/messages?after=*")
    second.page.locator(".choice").first.click()
    for chat in tabs:
        expect(chat.cards).to_have_count(3)
        expect(chat.last).to_contain_text("选了 fees")
    assert shown(first) == shown(second)
    expect(second.page.locator(".mine .state").last).to_be_empty()


def test_a_new_conversation_in_one_tab_is_a_new_one_in_the_other(tabs: tuple[Chat, Chat]):
    first, _ = tabs
    first.page.click("#menu-open")
    first.page.locator("[data-act=fresh]").first.click()
    for chat in tabs:
        expect(chat.page.locator("#welcome")).to_be_visible()
        expect(chat.cards).to_have_count(0)
