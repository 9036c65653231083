"""Sums of money as people write them: amount, currency, rough or a range, or not to be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.money import MOST, currency_name, doubtful_amount, find_sum, sums_in
from tests.support.effort import CALLS_A_SIGN, calls_of

SIGNS = "零一二两三四五六七八九十百千万亿半几多 .,，、-到~0123456789kw元块美金刀欧$€¥￥港币人民件个年%的"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5000000元", 5_000_000), ("10000元", 10_000), ("88888元", 88_888), ("200000元", 200_000), ("500000", 500_000), ("1111元", 1111),
        ("22222块", 22_222), ("1,200,000元", 1_200_000), ("500，000元", 500_000), ("1 000 000元", 1_000_000), ("30 000 元", 30_000),
        ("十五点八万", 158_000), ("三点五亿", 350_000_000), ("1亿2000万", 120_000_000), ("十亿三千万", 1_030_000_000), ("五〇万", 500_000),
        ("伍拾万元整", 500_000), ("叁仟元整", 3000), ("两千五", 2500), ("3万 5千元", 35_000), ("三百二十万", 3_200_000), ("五千块", 5000),
        ("两件发明专利贷300万", 3_000_000), ("3家公司都要50w", 500_000), ("人民币50万元", 500_000), ("¥30000", 30_000), ("￥3万", 30_000),
        ("贷50万一年", 500_000), ("一百万三年", 1_000_000), ("2万5", 25_000), ("三块五", 3.5), ("50万个人贷款", 500_000), ("RMB 5万", 50_000),
        ("没想好", None), ("2023年的3件专利", None), ("占60%", None), ("卖了5万件", None), ("50万人", None), ("500万股", None),
        ("2026-11-03", None), ("ZL202310123456.7", None), ("13812345678", None), ("0571-85171234", None), ("千万别泄露", None),
        ("万一输了呢", None), ("120", None), ("三仟", 3000), ("12345678", 12_345_678),
    ],
)  # fmt: skip
def test_yuan(text: str, amount: float | None) -> None:
    found = find_sum(text)
    assert (found and (found.low, found.high, found.currency, found.rough)) == (amount and (amount, amount, "", False))


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$5000", 5000, "USD"), ("€30000", 30_000, "EUR"), ("15万刀", 150_000, "USD"), ("20万欧", 200_000, "EUR"),
        ("100万泰铢", 1_000_000, "THB"), ("5万新币", 50_000, "SGD"), ("USD 150,000", 150_000, "USD"), ("US$2 million", 2_000_000, "USD"),
        ("$150,000", 150_000, "USD"), ("150000美元", 150_000, "USD"), ("4万美元", 40_000, "USD"), ("美元50万", 500_000, "USD"),
        ("2万英镑", 20_000, "GBP"), ("HK$2,000", 2000, "HKD"), ("日元500万", 5_000_000, "JPY"), ("10 000 usd", 10_000, "USD"),
        ("100 dollars", 100, "USD"), ("三万港币", 30_000, "HKD"), ("20w刀", 200_000, "USD"), ("50万卢布", 500_000, "RUB"),
        ("1.5 million euros", 1_500_000, "EUR"), ("两千万韩元", 20_000_000, "KRW"), ("3亿越南盾", 300_000_000, "VND"), ("S$8000", 8000, "SGD"),
        ("8万加币", 80_000, "CAD"), ("￥5万", 50_000, ""),
    ],
)  # fmt: skip
def test_foreign_money_keeps_its_currency(text: str, amount: float, currency: str) -> None:
    found = find_sum(text)
    assert found is not None
    assert (found.low, found.high, found.currency, found.sure) == (amount, amount, currency, True)


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("七八十万", 700_000, 800_000, ""), ("小一百万", 1_000_000, 1_000_000, ""), ("一百来万", 1_000_000, 1_000_000, ""),
        ("十几万块钱", 110_000, 190_000, ""), ("50到80万欧元", 500_000, 800_000, "EUR"), ("5万美元到8万美元", 50_000, 80_000, "USD"),
        ("50万元左右", 500_000, 500_000, ""), ("大概10万rmb", 100_000, 100_000, ""), ("三万多美金", 30_000, 30_000, "USD"),
        ("50多万", 500_000, 500_000, ""), ("百把万", 1_000_000, 1_000_000, ""), ("5万-8万", 50_000, 80_000, ""), ("三四万块", 30_000, 40_000, ""),
    ],
)  # fmt: skip
def test_rough_sums_and_ranges(text: str, low: float, high: float, currency: str) -> None:
    found = find_sum(text, bare=False)
    assert found is not None
    assert (found.low, found.high, found.currency, found.rough) == (low, high, currency, True)


@pytest.mark.parametrize(
    "text",
    ["1,200,00元", "1" + "万亿" * 40, "1" + "万亿" * 40 + "元", "负50万", "一百万一千万", "1.5万500元", "12345678901234元", "€30.000", "9" * 30 + "元"],
)  # fmt: skip
def test_a_sum_of_which_a_part_is_left_unread_has_no_amount(text: str) -> None:
    found = find_sum(text)
    assert found is not None
    assert (found.low, found.high) == (None, None)


def test_a_bare_number_counts_only_on_request() -> None:
    assert find_sum("编号 500000", bare=False) is None


@pytest.mark.parametrize(
    ("text", "amount"), [("50", 50), ("三十", 30), ("50万", None), ("5000", None), ("3-5", None), ("好", None)]
)
def test_a_small_bare_number_is_doubtful(text: str, amount: int | None) -> None:
    assert doubtful_amount(text) == amount


def test_currencies_have_names() -> None:
    assert [currency_name(code) for code in ("", "USD", "EUR", "THB")] == ["元", "美元", "欧元", "泰铢"]


@given(st.text(alphabet=SIGNS, max_size=60) | st.text(max_size=60))
def test_any_text_gives_something_plausible_or_nothing(text: str) -> None:
    doubtful_amount(text)
    for found in sums_in(text):
        assert (found.low is None) == (found.high is None)
        assert found.low is None or 0 <= found.low <= found.high < MOST


@pytest.mark.parametrize(
    "text", ["$" * 2000, "1元" * 1000, "1,000" * 400, "万亿" * 1000, "5 " * 1000, "美元" * 1000, "us" * 1000]
)
def test_the_longest_message_is_read_in_no_time(text: str) -> None:
    assert calls_of(lambda: sums_in(text)) < CALLS_A_SIGN * len(text)
