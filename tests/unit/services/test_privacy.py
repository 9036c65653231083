"""What is hidden in questions that are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.privacy import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打我手机13812345678", "打我手机[电话]"),
        ("+86 138-1234-5678 找我", "[电话] 找我"),
        ("办公室0469-6672590", "办公室[电话]"),
        ("身份证23050119800101123X的", "身份证[证件号]的"),
        ("一代证230501800101123", "一代证[证件号]"),
        ("发到li.ming@example.com.cn吧", "发到[邮箱]吧"),
        ("卡号6222021234567890123", "卡号[账号]"),
        ("加我微信abc_12345", "加我微信[账号]"),
        ("姓名：张三丰，商标被抄", "姓名：[姓名]，商标被抄"),
        ("我叫李小明，专利被侵权", "我叫[姓名]，专利被侵权"),
        ("联系人是王五", "联系人是[姓名]"),
        ("统一社会信用代码91230501MA18XXXX0X", "统一社会信用代码[信用代码]"),
    ],
)
def test_personal_data_is_hidden(text: str, masked: str):
    if "信用代码" in text:
        text = text.replace("XXXX", "ABCD")
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "打12345还是12315，或者12330",
        "专利号ZL202010123456.7被侵权",
        "申请号201930654321.0",
        "商标注册号12345678",
        "2026年11月22日收到的",
        "赔了500000元",
        "第33条第1款",
        "我叫了律师",
    ],
)
def test_what_the_question_is_about_stays(text: str):
    assert mask(text) == text


@given(st.text(max_size=200))
def test_masking_never_fails_and_is_stable(text: str):
    once = mask(text)
    assert mask(once) == once


@given(st.text(alphabet="商标专利侵权，。 ", max_size=20), st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_no_mobile_number_survives(around: str, number: str):
    assert number not in mask(around + number + around)
