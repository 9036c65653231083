"""Amounts and lengths of time as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.services.flow_values import find_amount, find_length

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("三百二十万", 3_200_000), ("1,200,000元", 1_200_000), ("80万", 800_000), ("没想好", None), ("五千块", 5000),
        ("两件发明专利贷300万", 3_000_000), ("3家公司都要50w", 500_000), ("一百来万", 1_000_000), ("七八十万", 800_000),
        ("两千五百万", 25_000_000), ("1.5个亿", 150_000_000), ("十几万块钱", 100_000), ("2万5", 25_000), ("两千五", 2500),
        ("一千二百三十四万五千", 12_345_000), ("半个亿", 50_000_000), ("4万美元", "40,000美元"), ("50", None), ("500000", 500_000),
        ("2023年的3件专利", None), ("占60%", None), ("百把万", 1_000_000),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: float | str | None) -> None:
    assert find_amount(text) == amount


def test_a_bare_number_counts_only_on_request() -> None:
    assert find_amount("编号500000", bare=False) is None


@pytest.mark.parametrize(
    ("text", "unit", "length"),
    [
        ("还剩5年", "年", 5), ("五年半", "年", 5.5), ("半年", "个月", 6), ("一年", "个月", 12), ("18个月", "年", 1.5), ("8", "年", 8),
        ("一个半月", "个月", 1.5), ("两年", "个月", 24), ("到2031年", "年", 5), ("不好说", "年", None), ("十二个月", "个月", 12),
    ],
)  # fmt: skip
def test_lengths_of_time(text: str, unit: str, length: float | None) -> None:
    assert find_length(text, unit, TODAY) == length
