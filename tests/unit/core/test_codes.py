"""The code of a sheet: made and read by one definition; codes made before stay valid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.case import CODE_LENGTH, CODE_SIGNS, find_code, is_code, new_code

CODES = st.text(alphabet=CODE_SIGNS, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
LETTERS = st.text(alphabet=CODE_SIGNS[8:], min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def test_every_code_made_is_read_however_it_is_written():
    for code in (new_code() for _ in range(3000)):
        for text in (code, f"上次那张{code}呢", f"我要看{code.lower()}的进度", f"编号：{code}。", f" {code}\n"):
            assert find_code(text) == code
        assert is_code(code)


@given(CODES)
def test_a_code_of_whatever_age_is_read_where_it_is_called_one(code: str):
    assert is_code(code)
    for text in (f"编号{code}", f"我的单号是：{code.lower()}", f"单子“{code}”接着办", f"case code: {code}"):
        assert find_code(text) == code


@given(LETTERS)
def test_a_code_of_letters_only_is_read_alone_or_when_something_is_to_go_on(code: str):
    for text in (code, f"{code}。", f"接着办{code}", f"上次的{code}还在吗", f"请打开 {code}"):
        assert find_code(text) == code


@pytest.mark.parametrize("wide", ["ＫＱＷＸＺＲＴＢＭＮ", "K7WX2RTBMN", "ｋ７ｗｘ２ｒｔｂｍｎ"])
def test_full_width_codes_are_read(wide: str):
    assert find_code(f"编号{wide}") in ("KQWXZRTBMN", "K7WX2RTBMN")


@pytest.mark.parametrize(
    "text",
    [
        "trademarks", "how do I register trademarks abroad", "请问management怎么注册商标", "ABC MANAGEMENT 公司侵权",
        "他们公司叫 STATEMENTS", "department没有回复", "网址是xxtrademarks.com吗", "4006788899", "电话8675328899没人接",
        "统一社会信用代码91330106MA2B0XYZ12", "K7WX2RTBM", "K7WX2RTBMNP", "K0WX1RTBMN", "",
    ],
)  # fmt: skip
def test_words_numbers_and_other_signs_are_no_codes(text: str):
    assert find_code(text) == ""


@given(st.text(max_size=200))
def test_whatever_is_found_is_a_code_in_the_text(text: str):
    found = find_code(text)
    assert found == "" or is_code(found)
