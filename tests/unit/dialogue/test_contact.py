"""Contact, time and name are read from free text; whose number it is, and what only resembles one, is told apart."""

from __future__ import annotations

import pytest

from bot.core.contact import Contact
from bot.dialogue.reading.contact import contact_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("转人工 13800000000 下午三点后 我姓王", ("mobile", "13800000000", "下午三点后", "王")),
        ("13900001111，王女士，明天上午10点", ("mobile", "13900001111", "明天上午10点", "王女士")),
        ("+86 138-0000-0000 工作日", ("mobile", "13800000000", "工作日", "")),
        ("138 0000 0000下午打", ("mobile", "13800000000", "下午", "")),
        ("0451-82345678 李强", ("landline", "045182345678", "", "李强")),
        ("座机 8234567", ("landline", "8234567", "", "")),
        ("微信 abc_12345 晚上都行", ("wechat", "abc_12345", "晚上都行", "")),
        ("加我微信：wxid_88 我叫王小明", ("wechat", "wxid_88", "", "王小明")),
        ("微信号13800000000", ("wechat", "13800000000", "", "")),
        ("我微信号同手机13800000000", ("wechat", "13800000000", "", "")),
        ("随便什么时候都可以，13800000000", ("mobile", "13800000000", "什么时候都可以", "")),
        ("转人工，幺三八零零零零零零零零", ("mobile", "13800000000", "", "")),
        ("qq 12345678", ("qq", "12345678", "", "")),
        ("Zhang.San@qq.com 随时", ("email", "Zhang.San@qq.com", "随时", "")),
        ("我是赵丽，13811112222，今晚8点后", ("mobile", "13811112222", "今晚8点后", "赵丽")),
        ("找张经理，13811112222，周三下午2点到4点", ("mobile", "13811112222", "周三下午2点到4点", "张经理")),
        ("号码错了，是13911112222", ("mobile", "13911112222", "", "")),
        ("13800000000，方便", ("mobile", "13800000000", "", "")),
        ("我的电话是13800000000，对方的是13911112222", ("mobile", "13800000000", "", "")),
    ],
)
def test_what_is_given_is_read(text: str, expected: tuple[str, ...]) -> None:
    assert contact_in(text) == Contact(*expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我姓王下午三点后有空", ("", "", "下午三点后有空", "王")),
        ("明天上午9点到11点", ("", "", "明天上午9点到11点", "")),
        ("82345678", ("landline", "82345678", "", "")),
        ("王强", ("", "", "", "王强")),
    ],
)
def test_parts_by_themselves_count_when_asked(text: str, expected: tuple[str, ...]) -> None:
    assert contact_in(text, asked=True) == Contact(*expected)
    assert not contact_in(text).value


@pytest.mark.parametrize(
    "text",
    [
        "对方电话13800000000", "他的微信abc_12345", "我8月27日收到公告，转人工", "方便", "我是权利人",
        "商标注册号12345678", "好的", "谢谢", "早上好", "谢谢师傅", "我是石家庄的", "讲细一点", "Are WeChat screenshots evidence",
    ],
)  # fmt: skip
def test_what_is_no_contact(text: str) -> None:
    assert not contact_in(text)
    assert not contact_in(text, asked=True)


@pytest.mark.parametrize(
    ("contact", "masked"),
    [
        (Contact("mobile", "13800000000"), "138****0000"),
        (Contact("landline", "045182345678"), "045*****5678"),
        (Contact("landline", "8234567"), "*******"),
        (Contact("wechat", "abc_12345"), "ab*****45"),
        (Contact("email", "zhang@qq.com"), "z***@qq.com"),
    ],
)
def test_a_number_is_shown_masked(contact: Contact, masked: str) -> None:
    assert contact.masked().value == masked


def test_what_is_said_later_replaces_only_what_it_names() -> None:
    first = Contact("mobile", "13800000000", "下午", "王")
    assert first.merged(Contact("wechat", "abc_12345")) == Contact("wechat", "abc_12345", "下午", "王")
    assert first.merged(Contact(when="明天")) == Contact("mobile", "13800000000", "明天", "王")
    assert Contact.from_dict(first.as_dict()) == first
    assert not Contact.from_dict(None)
