"""How a case keeps sums and lengths, and what may be compared with what."""

from __future__ import annotations

import json

import pytest

from bot.core.quantity import Quantity, ends_of, quantity_of

KEPT = [
    (Quantity(500_000, 500_000), 500_000),
    (Quantity(700_000, 800_000, rough=True), {"low": 700_000, "high": 800_000, "rough": True}),
    (Quantity(5000, 5000, currency="USD"), {"low": 5000, "high": 5000, "currency": "USD"}),
    (Quantity(2.96, 2.96, said="90天"), {"low": 2.96, "high": 2.96, "said": "90天"}),
]


@pytest.mark.parametrize(("quantity", "kept"), KEPT)
def test_what_is_kept_is_read_back(quantity: Quantity, kept: object) -> None:
    assert quantity.stored == kept
    assert quantity_of(json.loads(json.dumps(quantity.stored))) == quantity


@pytest.mark.parametrize("value", ["40,000美元", "unknown", None, True, ["a"], {"a": 1}, float("inf"), float("nan")])
def test_what_is_no_quantity(value: object) -> None:
    assert quantity_of(value) is None


@pytest.mark.parametrize(
    ("value", "ends"),
    [
        (500_000, (500_000, 500_000)), ("230500", (230_500, 230_500)), ({"low": 7, "high": 8, "rough": True}, (7, 8)),
        ({"low": 5000, "high": 5000, "currency": "USD"}, None), ("40,000美元", None), (None, None), ("nan", None),
    ],
)  # fmt: skip
def test_foreign_money_is_compared_with_nothing(value: object, ends: object) -> None:
    assert ends_of(value) == ends


@pytest.mark.parametrize(
    ("quantity", "fits"),
    [(Quantity(5, 5), True), (Quantity(0, 5), False), (Quantity(5, 11), False), (Quantity(900, 900, currency="JPY"), True),
     (Quantity(0, 0, currency="JPY"), False)],
)  # fmt: skip
def test_bounds(quantity: Quantity, fits: bool) -> None:
    assert quantity.fits(1, 10) is fits
