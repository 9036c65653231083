"""Each guided flow on a phone, from the first sentence to the sheet on one sheet of paper; no other test needs the desktop for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.support.page import Chat, pages_of

pytestmark = pytest.mark.parametrize("viewport", [PHONE], ids=["phone"], indirect=True)
CODE = re.compile(r"[2-9A-HJ-NP-Z]{10}")


@dataclass(frozen=True)
class Walk:
    """What a visitor says, each with words the reply must hold, and what the printed sheet must hold."""

    said: tuple[tuple[str, str], ...]
    on_paper: tuple[str, ...]


WALKS = {
    "triage": Walk(
        (
            ("我在双鸭山开木制品厂，隔壁县一家厂子把我们的商标印在他们货上卖，帮我看看该怎么办", "记下了"),
            ("诉讼时效是几年啊", "接着"),
            ("对方的东西在本地门店卖", ""),
            ("说错了，是外观设计专利", "外观设计"),
            ("我们在宝清县", ""),
            ("直接给结果", "最建议先走"),
        ),
        ("外观设计专利", "宝清县", "证据清单", "依据"),
    ),
    "mediation": Walk(
        (
            ("我要申请调解，设计公司说我们用了他们的图没给钱，要我们赔五万", "到哪一步"),
            ("调解要钱吗", "接着刚才的问题"),
            ("还没起诉", "已选|争的|记下"),
            ("上一步", "到哪一步"),
            ("还没起诉，对方愿意谈", ""),
            ("在杭州西湖区", "西湖区|涉及"),
            ("直接给结果", "人民调解"),
        ),
        ("杭州市西湖区", "人民调解", "期限", "依据"),
    ),
    "pledge": Walk(
        (
            ("想用商标质押贷款，帮我登记融资需求", "谁名下"),
            ("我们公司一家的", "下面这些情况"),
            ("没有抵押过，利息能补贴吗", ""),
            ("没有", ""),
            ("大概贷一百万", ""),
            ("在集贤县", ""),
            ("换成贵阳", "贵阳"),
            ("直接给结果", "注册商标质押"),
        ),
        ("注册商标", "1,000,000元", "贵阳市", "依据"),
    ),
    "overseas": Walk(
        (
            ("海外出事了", "收到的是什么"),
            ("亚马逊店铺大概11月16号被冻结了，说是TRO，里面有18万美元，急死了", "别急"),
            ("不知道是什么权利，可能是商标吧", "商标"),
            ("不对，是11月10号", "已改为"),
            ("还什么都没做", ""),
            ("不知道", ""),
            ("直接给结果", "2026-11-24"),
        ),
        ("2026-11-10", "2026-11-24", "头48小时", "依据"),
    ),
    "complaint": Walk(
        (
            ("我要投诉一家店卖假货，冒充我们牌子", "记下了"),
            ("本地的店", "材料"),
            ("照片和小票有", ""),
            ("在贵阳市南明区", ""),
            ("改成云岩区", "云岩区"),
            ("帮我写", "叫什么"),
            ("某某百货店", "什么时候"),
            ("上个月发现他们店里卖印着我们商标的拖把，买了一把", "称呼"),
            ("王芳", "电话"),
            ("13800138000", "最建议先走"),
        ),
        ("云岩区", "某某百货店", "13800138000", "投诉书"),
    ),
}


def talk(chat: Chat, walk: Walk) -> None:
    """Say everything; whatever the flow asks beside it is left open in the end."""
    for said, expected in walk.said:
        known = chat.cards.count()
        chat.say(said)
        expect(chat.page.locator("#typing")).to_be_hidden()
        replies = "\n".join(chat.cards.all_inner_texts()[known:])
        assert re.search(expected, replies), (said, replies)


def sheet_of(chat: Chat) -> Page:
    """Open the sheet as the link in the chat does."""
    code = CODE.search(chat.last.locator(".code").inner_text())
    assert code
    chat.page.goto(f"{chat.base}/case/{code.group()}")
    expect(chat.page.locator("body")).not_to_have_attribute("data-personal", "hidden")
    return chat.page


@pytest.mark.parametrize("flow", WALKS)
def test_a_flow_from_the_first_sentence_to_paper(chat: Chat, flow: str) -> None:
    walk = WALKS[flow]
    talk(chat, walk)
    expect(chat.last).to_have_class(re.compile("case_sheet"))
    assert chat.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page = sheet_of(chat)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    paper = page.locator(".paper").text_content() or ""
    assert [part for part in walk.on_paper if part not in paper] == []
    assert pages_of(page) == 1


def test_the_wish_to_be_forgotten_shows_a_button(chat: Chat) -> None:
    chat.say("我要申请调解，商标的事")
    chat.say("删除我的信息")
    chat.page.on("dialog", lambda dialog: dialog.accept())
    chat.page.locator("#inputs").get_by_role("button", name="删除我的信息").click()
    expect(chat.page.locator("#welcome")).to_be_visible()
    expect(chat.cards).to_have_count(0)
