"""“我记下的” on the page: seen, changed and removed line by line, by touch and by keyboard, on the smallest phone too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.dialogue.record import INFERRED, ROUGH, Change, Known, Record
from tests.support.database_state import remember
from tests.support.gateway import Served, serving
from tests.support.page import Chat

TOLD = Record().tell(
    Change(
        {
            "happened": Known("copied"),
            "side": Known("owner", INFERRED, of=("happened",)),
            "right": Known("design"),
            "evidence": Known(["screenshots"]),
        },
        {"known_since": Known("2026-10-08", ROUGH)},
    )
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real gateway, a stand-in at the engine's port."""
    with serving(tmp_path_factory.mktemp("state")) as running:
        yield running


@pytest.fixture
def told(page: Page, served: Served) -> Chat:
    """A conversation in which a case was told, the record closed."""
    chat = Chat(page, served.base).open()
    chat.say("商标被抄了")
    expect(page.locator("#noted")).to_be_hidden()
    remember(
        served, page.evaluate("JSON.parse(localStorage.getItem('wq.conversation')).id"), {"record": TOLD.as_dict()}
    )
    chat.say("还有什么要注意")
    return chat


def line(page: Page, name: str) -> Locator:
    return page.locator(f"#record-lines [data-line={name}]")


def test_a_small_button_says_how_much_is_kept_and_opens_it(told: Chat) -> None:
    page = told.page
    expect(page.locator("#noted-count")).to_have_text("5")
    page.click("#noted")
    expect(page.locator("#record-lines li")).to_have_count(5)
    expect(line(page, "side")).to_contain_text("我猜的")
    expect(line(page, "known_since")).to_contain_text("2026-10-08")
    page.reload()
    expect(page.locator("#noted-count")).to_have_text("5")


def test_each_kind_of_line_is_changed(told: Chat) -> None:
    page = told.page
    page.click("#noted")
    line(page, "right").get_by_role("button", name="改 权利").click()
    line(page, "right").locator("select").select_option(label="商标")
    line(page, "right").get_by_role("button", name="保存").click()
    expect(line(page, "right").locator("b")).to_have_text("商标")
    line(page, "known_since").get_by_role("button", name="改").click()
    line(page, "known_since").locator("input").fill("2026-10-20")
    line(page, "known_since").get_by_role("button", name="保存").click()
    expect(line(page, "known_since").locator("b")).to_have_text("2026-10-20")
    line(page, "evidence").get_by_role("button", name="改").click()
    line(page, "evidence").get_by_label("公证书").check()
    line(page, "evidence").get_by_role("button", name="保存").click()
    expect(line(page, "evidence").locator("b")).to_contain_text("公证书")
    line(page, "side").get_by_role("button", name="没错").click()
    expect(line(page, "side").locator("i")).to_have_count(0)


def test_a_removed_line_takes_along_what_was_inferred(told: Chat) -> None:
    page = told.page
    page.click("#noted")
    line(page, "happened").get_by_role("button", name="删").click()
    expect(page.locator("#record-lines li")).to_have_count(3)
    expect(line(page, "side")).to_have_count(0)
    for name in ("right", "evidence", "known_since"):
        line(page, name).get_by_role("button", name="删").click()
    expect(page.locator("#record-lines li.none")).to_be_visible()
    page.click("#record-close")
    expect(page.locator("#noted")).to_be_hidden()


def test_a_change_that_is_refused_is_said_and_changes_nothing(told: Chat) -> None:
    page = told.page
    page.click("#noted")
    line(page, "known_since").get_by_role("button", name="改").click()
    line(page, "known_since").locator("input").fill("2031-01-01")
    line(page, "known_since").get_by_role("button", name="保存").click()
    expect(page.locator("#record-note")).to_contain_text("没改成")
    line(page, "known_since").get_by_role("button", name="不改了").click()
    expect(line(page, "known_since").locator("b")).to_contain_text("2026-10-08")


def test_it_works_from_the_keyboard(told: Chat) -> None:
    page = told.page
    page.focus("#noted")
    page.keyboard.press("Enter")
    expect(page.locator("#record-close")).to_be_focused()
    expect(line(page, "known_since")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(line(page, "known_since").get_by_role("button", name="删")).to_be_focused()
    line(page, "right").get_by_role("button", name="改").focus()
    page.keyboard.press("Enter")
    expect(line(page, "right").locator("select")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(line(page, "right").locator("b")).not_to_have_text("外观设计专利")
    expect(line(page, "right").get_by_role("button", name="改")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#record")).to_be_hidden()
    expect(page.locator("#noted")).to_be_focused()


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("larger", [False, True])
def test_it_fits_small_phones(told: Chat, width: int, larger: bool) -> None:
    page = told.page
    page.set_viewport_size({"width": width, "height": 640})
    if larger:
        page.click("#larger")
    page.click("#noted")
    line(page, "evidence").get_by_role("button", name="改").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    too_small = page.evaluate(
        "Array.from(document.querySelectorAll('#record button, #record select')).filter(b => b.offsetHeight && b.offsetHeight < 40).length"
    )
    assert too_small == 0
    assert page.evaluate("document.querySelector('#record .picker').scrollWidth") <= width
