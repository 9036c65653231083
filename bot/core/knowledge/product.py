"""Financing products as data, and whether one fits a need; standard library only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.core.knowledge.condition import UNKNOWN
from bot.core.knowledge.entry import STRICT, Citation
from bot.core.quantity import ends_of, quantity_of

FITS, OPEN, MISSES = "fits", "open", "misses"


@dataclass(frozen=True)
class Product:
    """One product of a bank or guarantor; a limit that is not set does not restrict."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    name: str
    provider: str
    citations: tuple[Citation, ...]
    checked_on: dt.date
    regions: tuple[str, ...] = ()
    """Codes of the divisions it is offered in; empty means everywhere."""
    rights: tuple[str, ...] = ()
    """Values of the slot `right` it takes."""
    owners: tuple[str, ...] = ()
    """Values of the slot `owners` it takes."""
    least_amount: float | None = None
    most_amount: float | None = None
    most_months: float | None = None
    least_remaining_years: float | None = None
    valid_to: dt.date | None = None
    note: str = ""


def compare(product: Product, answers: Mapping[str, Any], region: str, today: dt.date) -> Mapping[str, str]:
    """Return for each limit of a product whether the need fits it, misses it, or has not told (`open`)."""
    return {
        **dict(_listed(product, answers)),
        **dict(_measured(product, answers)),
        **({"region": _within(product.regions, region)} if product.regions else {}),
        **({"valid_to": FITS if today <= product.valid_to else MISSES} if product.valid_to else {}),
    }


def _listed(product: Product, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for slot, allowed in (("right", product.rights), ("owners", product.owners)):
        if allowed:
            value = answers.get(slot, UNKNOWN)
            yield slot, OPEN if value == UNKNOWN else FITS if value in allowed else MISSES


def _measured(product: Product, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    limits = (
        ("least_amount", "amount", product.least_amount, 1),
        ("most_amount", "amount", product.most_amount, -1),
        ("most_months", "term_months", product.most_months, -1),
        ("least_remaining_years", "remaining_years", product.least_remaining_years, 1),
    )
    for name, slot, limit, sign in limits:
        if limit is not None:
            yield name, _against(answers.get(slot), limit, sign)


def _against(value: Any, limit: float, sign: int) -> str:
    """Return whether a value keeps a limit; open when it is not known, in foreign money, or a range across the limit."""
    ends = ends_of(value) if quantity_of(value) else None
    kept = {sign * (end - limit) >= 0 for end in ends or ()}
    return OPEN if len(kept) != 1 else FITS if kept.pop() else MISSES


def _within(regions: tuple[str, ...], code: str) -> str:
    if not code:
        return OPEN
    return FITS if any(code.startswith(_significant(region)) for region in regions) else MISSES


def _significant(code: str) -> str:
    """Return the part of a division's code that all divisions inside it share."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
