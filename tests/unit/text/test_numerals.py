"""One reader of numbers: what people write is read right or not at all."""

from __future__ import annotations

import time

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.numerals import LARGEST, numbers_in, read, read_digits, read_number, runs_in

SIGNS = "零〇一二两三四五六七八九十百千万亿半点几多来廿壹伍拾佰仟萬 .,，、-到~0123456789kwm元年月"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("十五点八万", 158_000), ("三点五亿", 350_000_000), ("零点五亿", 50_000_000), ("1亿2000万", 120_000_000),
        ("十亿三千万", 1_030_000_000), ("五〇万", 500_000), ("伍拾万", 500_000), ("两千五", 2500), ("一百二", 120),
        ("两千零五", 2005), ("一万五", 15_000), ("一万零五", 10_005), ("二百五", 250), ("一亿二", 120_000_000),
        ("三万五千", 35_000), ("3万5千", 35_000), ("2千5百", 2500), ("1.5千", 1500), ("两万半", 25_000), ("半个亿", 50_000_000),
        ("1.5个亿", 150_000_000), ("一千二百三十四万五千", 12_345_000), ("一万亿", 1e12), ("三百二十万", 3_200_000),
        ("3kw", 30_000_000), ("50W", 500_000), ("2 million", 2_000_000), ("1.5bn", 1.5e9), ("150 thousand", 150_000), ("5k", 5000),
        ("1,200,000", 1_200_000), ("500，000", 500_000), ("1 000 000", 1_000_000), ("1.200.000", 1_200_000), ("5000000", 5_000_000),
        ("88888", 88_888), ("３５万", 350_000), ("叁仟伍佰", 3500), ("三仟", 3000), ("拾伍万", 150_000), ("廿三", 23), ("十五", 15),
        ("一百一十", 110), ("一百零五", 105), ("八", 8), ("三十", 30), ("半", 0.5), ("百万", 1_000_000), ("千万", 10_000_000),
        ("两千零二十六", 2026), ("一千零一夜", None), ("四万万", None), ("十百", None), ("一百零", None), ("1.5万500", None), ("", None),
        ("七八十万", None), ("万", None), ("五十万元", None), ("1,200,00", None), ("二〇二五", 2025), ("一二三", 123), ("〇", 0), ("一万十", 10_010), ("一万9", 19_000),
    ],
)  # fmt: skip
def test_a_number_as_a_whole(words: str, value: float | None) -> None:
    assert read_number(words) == value


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("七八十万", 700_000, 800_000), ("三四百万", 3_000_000, 4_000_000), ("一两万", 10_000, 20_000), ("十三四万", 130_000, 140_000),
        ("一百二三十万", 1_200_000, 1_300_000), ("三五万", 30_000, 50_000), ("十几万", 110_000, 190_000), ("几十万", 200_000, 900_000),
        ("数百万", 2_000_000, 9_000_000), ("三四", 3, 4), ("八九百", 800, 900), ("50到80万", 500_000, 800_000), ("5-8千", 5000, 8000),
        ("五十万至八十万", 500_000, 800_000), ("3、4万", 30_000, 40_000), ("50万~80万", 500_000, 800_000), ("二到三百", 200, 300),
        ("三十到五十", 30, 50), ("3-5", 3, 5),
    ],
)  # fmt: skip
def test_a_range_keeps_both_ends(words: str, low: float, high: float) -> None:
    (found,) = numbers_in(words)
    assert (found.low, found.high, found.rough) == (low, high, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("小一百万", 1_000_000), ("一百来万", 1_000_000), ("百把万", 1_000_000), ("100多万", 1_000_000), ("五十万左右", 500_000),
        ("差不多80万", 800_000), ("将近200万", 2_000_000), ("上百万", 1_000_000), ("5万多", 50_000), ("约30万", 300_000),
        ("不到十万", 100_000), ("大概有两百万", 2_000_000), ("过万", 10_000),
    ],
)  # fmt: skip
def test_a_rough_number_is_marked(text: str, value: float) -> None:
    (found,) = numbers_in(text)
    assert (found.exact, found.rough) == (value, True)


@pytest.mark.parametrize("text", ["签约50万", "最近50万", "您好，50万", "50万", "整整50万", "尽快50万"])
def test_other_words_do_not_make_a_number_rough(text: str) -> None:
    assert [(n.exact, n.rough) for n in numbers_in(text)] == [(500_000, False)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("一百万一年", [1_000_000, 1]), ("50万3年", [500_000, 3]), ("100万12个月", [1_000_000, 12]), ("万一要千万别说", []),
        ("2026-11-03", [2026, 11, 3]), ("0571-85171234", [571, 85_171_234]), ("共3件，贷500万", [3, 5_000_000]),
        ("统一说百分之十", [10]), ("1、3、5", [1, 3, 5]), ("一下子要五十万", [500_000]), ("大陆5万", [50_000]), ("队伍30人", [30]),
    ],
)  # fmt: skip
def test_numbers_of_a_text(text: str, values: list[float]) -> None:
    assert [found.exact for found in numbers_in(text)] == values


@pytest.mark.parametrize("text", ["1,200,00元", "1" * 41, "十百万", "1.5万500元", "1" + "万亿" * 40, "九" * 60])
def test_what_cannot_be_read_as_a_whole_is_no_number(text: str) -> None:
    assert numbers_in(text) == ()
    assert runs_in(text)


@pytest.mark.parametrize(
    ("words", "value"), [("二〇二五", 2025), ("二五", 25), ("零五", 5), ("2026", 2026), ("十五", None), ("", None)]
)
def test_digits_said_one_by_one(words: str, value: int | None) -> None:
    assert read_digits(words) == value


@given(st.integers(min_value=1, max_value=10**15))
def test_a_number_in_full_chinese_is_read_as_it_was_written(value: int) -> None:
    assert read_number(cn2an.an2cn(value)) == value
    assert read_number(cn2an.an2cn(value, "up")) == value


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=1, max_value=9999))
def test_a_second_opinion_on_decimals_and_grouped_digits(value: int, part: int) -> None:
    assert read_number(f"{value:,}") == value
    decimal = f"{value % 10_000}.{part:04}"
    assert read_number(cn2an.an2cn(decimal)) == pytest.approx(float(decimal))


@given(st.text(alphabet=SIGNS, max_size=60) | st.text(max_size=60))
def test_any_text_gives_something_plausible_or_nothing(text: str) -> None:
    read_number(text), read(text), read_digits(text)
    for run in runs_in(text):
        assert 0 <= run.start < run.end <= len(text)
        assert run.number is None or 0 <= run.number.low <= run.number.high < LARGEST


@pytest.mark.parametrize(
    "text", ["1" + "万亿" * 1000, "9" * 2000, "一" * 2000, "1," * 1000, "1 000" * 400, "几十" * 1000, "1-" * 1000, "3、" * 1000, "点" * 2000]
)  # fmt: skip
def test_the_longest_message_is_read_in_no_time(text: str) -> None:
    started = time.process_time()
    numbers_in(text)
    assert time.process_time() - started < 0.1
