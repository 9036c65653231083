"""Which numbers of a text need a fact: quantities do, dates and article numbers do not."""

from __future__ import annotations

import pytest

from bot.knowledge.checks.numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2023年358家企业获得贷款83.68亿元", {"358", "8368000000"}),
        ("2023年35家企业", {"35"}),
        ("2025年4月出台", set()),
        ("2025年4-6月办理", set()),
        ("2025年4至6月办理", set()),
        ("2026年12月31日及以前", set()),
        ("2025年3个月内", {"3"}),
        ("2025年批次，每家不超过10万元", {"100000"}),
        ("自公告之日起3个月", {"3"}),
        ("两千五元", {"2500"}),
        ("两千零五元", {"2005"}),
        ("三四个月", {"3", "4"}),
        ("十五点五万元", {"155000"}),
        ("1,200,000元", {"1200000"}),
    ],
)
def test_numbers(text: str, numbers: set[str]) -> None:
    assert numbers_in(text) == numbers
