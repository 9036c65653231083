"""Whether a product fits a need whose sums are exact, ranges or foreign."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.knowledge.product import FITS, MISSES, OPEN, Product, compare

TODAY = date(2026, 11, 28)
PRODUCT = Product("p", "名", "行", (), TODAY, least_amount=500_000, most_amount=1_000_000, most_months=12)


@pytest.mark.parametrize(
    ("amount", "least", "most"),
    [
        (600_000.0, FITS, FITS), (400_000.0, MISSES, FITS), (2_000_000, FITS, MISSES), (None, OPEN, OPEN), ("40,000美元", OPEN, OPEN),
        ({"low": 600_000, "high": 600_000, "currency": "USD"}, OPEN, OPEN),
        ({"low": 400_000, "high": 600_000, "rough": True}, OPEN, FITS),
        ({"low": 700_000, "high": 800_000, "rough": True}, FITS, FITS), ("unknown", OPEN, OPEN),
    ],
)  # fmt: skip
def test_an_amount_against_limits_in_yuan(amount: object, least: str, most: str) -> None:
    found = compare(PRODUCT, {"amount": amount, "term_months": {"low": 2.96, "high": 2.96, "said": "90天"}}, "", TODAY)
    assert (found["least_amount"], found["most_amount"], found["most_months"]) == (least, most, FITS)
