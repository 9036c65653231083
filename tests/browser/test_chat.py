"""What visitors do on the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.text.lexicon import word_lists
from tests.support.page import Chat

QUESTION = "商标初审公告后多长时间内可以提异议？"
OFF_TOPIC = "明天双鸭山天气怎么样"
VAGUE = ("商标的事", "专利的事怎么弄", "侵权了", "怎么维权", "我想投诉", "申请要多少钱", "商标怎么办")
HOME = ("黑龙江省", "双鸭山市", "集贤县")


def test_the_first_screen_offers_what_people_ask_beside_the_input(chat: Chat):
    situations = chat.page.locator(".situations button b")
    assert situations.all_inner_texts() == [title for _, title, _ in word_lists("first_screen").values()]
    for part in ("#text", "#region", "#where"):
        expect(chat.page.locator(part)).to_be_in_viewport()


def test_the_page_fits_and_loads_nothing_from_elsewhere(chat: Chat, viewport):
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.page.reload()
    chat.say(QUESTION)
    assert [url for url in asked if not url.startswith(chat.base)] == []
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_an_answer_shows_its_sources_its_date_and_who_reviewed_it(chat: Chat):
    card = chat.say(QUESTION)
    expect(card.locator(".lead")).not_to_be_empty()
    expect(card.locator(".next strong")).not_to_be_empty()
    source = card.locator(".source").first
    expect(source).to_be_hidden()
    card.locator(".sources summary").click()
    expect(source).to_be_visible()
    expect(source).to_contain_text("商标法")
    expect(card.locator(".validity")).to_contain_text("没有人工审核过")
    expect(card.locator(".validity")).to_contain_text("2026-11-22")


def test_a_situation_is_answered_with_one_touch(chat: Chat):
    chat.after(lambda: chat.page.get_by_role("button", name="被人抄了").click())
    assert chat.bubbles.count() == 1


def test_a_county_is_chosen_and_changed(chat: Chat):
    chat.page.click("#where")
    chat.pick_region(*HOME)
    expect(chat.page.locator("#region-name")).to_have_text("集贤县")
    chat.say(QUESTION)
    chat.page.click("#region")
    chat.after(lambda: chat.pick_region("浙江省", "杭州市", "西湖区"))
    expect(chat.page.locator("#region-name")).to_have_text("西湖区")
    expect(chat.bubbles.last).to_have_text("我在浙江省杭州市西湖区")


def test_the_position_leads_to_the_county_when_the_visitor_agrees(chat: Chat):
    chat.page.context.grant_permissions(["geolocation"], origin=chat.base)
    chat.page.context.set_geolocation({"latitude": 46.728, "longitude": 131.141})
    chat.page.click("#region")
    chat.page.click("#locate")
    chat.page.locator("#places .whole").click()
    expect(chat.page.locator("#region-name")).not_to_have_text("选择县区")


def test_stations_are_cards_with_numbers_to_dial(chat: Chat):
    chat.page.click("#where")
    chat.pick_region("浙江省", "就选浙江省")
    card = chat.say("附近的维权机构在哪")
    expect(card.locator(".station").first).to_be_visible()
    number = card.locator(".station a.tel").first
    assert re.fullmatch(r"tel:\+?\d{5,}", number.get_attribute("href") or "")


def test_a_close_call_is_asked_back_and_a_touch_answers_it(chat: Chat):
    clarify = next(
        (card for text in VAGUE if "clarify" in ((card := chat.say(text)).get_attribute("class") or "")), None
    )
    assert clarify is not None, "none of the vague questions was asked back"
    choices = clarify.locator(".choice")
    assert 2 <= choices.count() <= 4
    label = choices.first.inner_text()
    chat.after(choices.first.click)
    expect(chat.bubbles.last).to_have_text(label)
    expect(clarify.locator(".choice").first).to_be_disabled()


def test_what_is_not_ours_is_declined_helpfully(chat: Chat):
    card = chat.say(OFF_TOPIC)
    assert "fallback" in (card.get_attribute("class") or "")
    assert card.inner_text().strip()


def test_offline_and_back_nothing_is_lost_or_doubled(chat: Chat):
    chat.say(QUESTION)
    chat.page.context.set_offline(True)
    chat.page.fill("#text", OFF_TOPIC)
    chat.page.click("#send")
    expect(chat.page.locator(".mine").last.locator(".state")).to_contain_text("联网后自动发送")
    expect(chat.page.locator("#banner")).to_be_visible()
    chat.after(lambda: chat.page.context.set_offline(False))
    expect(chat.page.locator("#banner")).to_be_hidden()
    expect(chat.page.locator(".mine").last.locator(".state")).to_be_empty()
    assert chat.bubbles.all_inner_texts() == [QUESTION, OFF_TOPIC]


def test_a_reply_lost_on_the_way_is_fetched_without_asking_twice(chat: Chat):
    """The turn reaches the gateway, its reply does not reach the page."""
    chat.say(QUESTION)
    lost: list[str] = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            route.fetch()
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    chat.page.route("**/messages", lose)
    chat.say(OFF_TOPIC)
    assert len(lost) == 1
    assert chat.bubbles.count() == 2
    assert chat.cards.count() == 2


def test_the_conversation_is_there_again_after_a_reload(chat: Chat):
    chat.say(QUESTION)
    chat.say(OFF_TOPIC)
    before = [chat.bubbles.all_inner_texts(), chat.cards.count()]
    chat.page.reload()
    expect(chat.cards.nth(1)).to_be_visible()
    assert [chat.bubbles.all_inner_texts(), chat.cards.count()] == before


def test_an_unsent_message_survives_closing_the_page(chat: Chat):
    chat.say(QUESTION)
    chat.page.route("**/api/v1/**", lambda route: route.abort())
    chat.page.fill("#text", OFF_TOPIC)
    chat.page.click("#send")
    expect(chat.page.locator(".mine").last.locator(".state")).not_to_be_empty()
    chat.page.unroute("**/api/v1/**")
    known = chat.page.context
    again = Chat(known.new_page(), chat.base)
    chat.page.close()
    again.open()
    expect(again.cards.nth(1)).to_be_visible(timeout=20_000)
    assert again.bubbles.all_inner_texts() == [QUESTION, OFF_TOPIC]


def test_text_is_never_read_as_html(chat: Chat):
    nasty = '<img src=x onerror="document.title=1"><b>商标</b>被抄了'
    chat.say(nasty)
    assert chat.bubbles.first.inner_text() == nasty
    assert chat.page.locator(".log img").count() == 0


def test_everything_works_from_the_keyboard(chat: Chat):
    page = chat.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.focus("#text")
    page.keyboard.type(QUESTION)
    chat.after(lambda: page.keyboard.press("Enter"))
    page.focus("#region")
    page.keyboard.press("Enter")
    expect(page.locator("#picker-close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#picker")).to_be_hidden()
    expect(page.locator("#region")).to_be_focused()


def test_a_screen_reader_hears_the_replies(chat: Chat):
    log = chat.page.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    unnamed = chat.page.evaluate(
        "Array.from(document.querySelectorAll('button,input,textarea,a')).filter("
        "e => !(e.innerText || '').trim() && !e.getAttribute('aria-label') && !(e.labels && e.labels.length)).length"
    )
    assert unnamed == 0


def test_large_type_is_kept(chat: Chat):
    small = chat.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    chat.page.click("#larger")
    chat.page.reload()
    assert chat.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= small * 1.2
    assert chat.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_thumb_down_asks_why(chat: Chat):
    card = chat.say(QUESTION)
    card.get_by_role("button", name="没帮上").click()
    card.get_by_role("button", name="太笼统").click()
    expect(card.locator(".thanks")).to_contain_text("谢谢")


def test_a_visitor_deletes_everything(chat: Chat):
    chat.say(QUESTION)
    chat.page.evaluate("localStorage.setItem('wq.ticks.ABCDEFGH23', '{}')")
    chat.page.fill("#text", "还没发出去的话")
    chat.page.on("dialog", lambda dialog: dialog.accept())
    chat.page.click("#menu-open")
    chat.page.get_by_role("button", name="删除我的信息").click()
    expect(chat.page.locator("#welcome")).to_be_visible()
    expect(chat.cards).to_have_count(0)
    assert chat.page.evaluate("localStorage.getItem('wq.conversation')") is None
    assert chat.page.locator("#text").input_value() == ""
    assert chat.page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('wq.ticks.')).length") == 0


def test_too_long_a_text_is_kept_and_said_so(chat: Chat):
    chat.page.fill("#text", "字" * 2001)
    expect(chat.page.locator("#hint")).to_contain_text("2000")
    expect(chat.page.locator("#send")).to_be_disabled()


@pytest.mark.parametrize("width", [320, 360])
def test_small_phones_need_no_sideways_scrolling(chat: Chat, width: int):
    chat.page.set_viewport_size({"width": width, "height": 640})
    chat.say(QUESTION)
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= width


def test_who_runs_it_and_what_is_stored(chat: Chat):
    chat.page.locator(".foot a").first.click()
    expect(chat.page.get_by_role("heading", name="谁在运营")).to_be_visible()
    expect(chat.page.locator("body")).to_contain_text("180 天")
