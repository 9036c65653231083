"""Lengths of time as people write them, and what is left until a day of expiry."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.lengths import LONGEST, find_length, lengths_in
from tests.support.effort import CALLS_A_SIGN, calls_of

TODAY = date(2026, 11, 28)
SIGNS = "零〇一二两三四五六七八九十百半几多来个把 .,-到~/0123456789年月日天周季度星期礼拜岁到期左右又加"


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("90天", 0, 90), ("三个季度", 9, 0), ("一年零六个月", 18, 0), ("2年6个月", 30, 0), ("半年", 6, 0), ("一年半", 18, 0), ("五年半", 66, 0),
        ("一个半月", 1.5, 0), ("三个半月", 3.5, 0), ("半个月", 0.5, 0), ("6周", 0, 42), ("两个星期", 0, 14), ("俩月", 2, 0), ("仨月", 3, 0),
        ("十二个月", 12, 0), ("18个月", 18, 0), ("1.5年", 18, 0), ("一年又三个月", 15, 0), ("5个月零10天", 5, 10), ("九十天", 0, 90),
        ("贷50万3年", 36, 0), ("一百万一年", 12, 0), ("12 个月", 12, 0), ("一季度", 3, 0), ("30日", 0, 30), ("一个礼拜", 0, 7),
    ],
)  # fmt: skip
def test_a_length_keeps_its_unit(text: str, months: float, days: float) -> None:
    assert [(found.low, found.rough) for found in lengths_in(text)] == [((months, days), False)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("三四年", 36, 48), ("3-5年", 36, 60), ("一两个月", 1, 2), ("六到十二个月", 6, 12), ("半年到一年", 6, 12), ("十几个月", 11, 19),
        ("个把月", 1, 1), ("一个多月", 1, 1), ("两年多", 24, 24), ("十来年", 120, 120), ("三年左右", 36, 36), ("大概两年", 24, 24), ("3年以上", 36, 36),
    ],
)  # fmt: skip
def test_ranges_and_rough_lengths(text: str, low: float, high: float) -> None:
    assert [(found.low[0], found.high[0], found.rough) for found in lengths_in(text)] == [(low, high, True)]


@pytest.mark.parametrize(
    ("text", "unit", "low", "said"),
    [
        ("90天", "个月", 2.96, "90天"), ("90天", "年", 0.25, "90天"), ("18个月", "年", 1.5, ""), ("两年", "个月", 24, ""), ("8", "年", 8, ""),
        ("三十六", "个月", 36, ""), ("24期", "个月", 24, ""), ("2033.3.14", "年", 6.29, "2033-03-14到期"), ("到2031年", "年", 5, "2031年到期"),
        ("二〇三〇年到期", "年", 4, "2030年到期"), ("2030年5月到期", "年", 3.42, "2030-05到期"), ("2033年3月14日", "个月", 75.5, "2033-03-14到期"),
        ("二〇三三年三月十四日到期", "年", 6.29, "2033-03-14到期"), ("有效期到2033年，还剩7年", "年", 7, ""), ("2020年到期", "年", 0, "2020年到期"),
        ("12 ", "", 12, ""),
    ],
)  # fmt: skip
def test_what_is_left_in_the_unit_asked_for(text: str, unit: str, low: float, said: str) -> None:
    found = find_length(text, unit, TODAY)
    assert found is not None
    assert (found.low, found.said) == (low, said)


@pytest.mark.parametrize("text", ["不好说", "几个月", "2023年授权的", "2026年3月", "25年10月8号", "6月到期", "第三年", "3000年", "13812345678",
                                  "2033年2月30日", "9999个月", "50万", "60%", "2026-11-03"])  # fmt: skip
@pytest.mark.parametrize("unit", ["年", "个月"])
def test_what_is_no_length(text: str, unit: str) -> None:
    assert find_length(text, unit, TODAY) is None


@given(st.text(alphabet=SIGNS, max_size=50) | st.text(max_size=50), st.sampled_from(["年", "个月", ""]))
def test_any_text_gives_something_plausible_or_nothing(text: str, unit: str) -> None:
    for length in lengths_in(text):
        assert 0 <= length.start < length.end <= len(text)
    found = find_length(text, unit, TODAY)
    assert found is None or 0 <= found.low <= found.high <= 13 * LONGEST


@pytest.mark.parametrize(
    "text", ["1年" * 1000, "三" * 2000, "2033." * 400, "半" * 2000, "9" * 2000, "一到" * 1000, "1年零" * 600]
)
def test_the_longest_message_is_read_in_no_time(text: str) -> None:
    assert calls_of(lambda: find_length(text, "个月", TODAY)) < CALLS_A_SIGN * len(text)
