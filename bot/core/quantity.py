"""Sums and lengths of time as cases keep them: exact, rough, a range, or in foreign money; standard library only.

What is exact and in the question's own unit (yuan, or the slot's 年 or 个月) is kept as a plain number. Anything else is kept as
a mapping {"low", "high"} with "rough", "currency" (an ISO code; absent for yuan) and "said" where they tell something.
Cases of earlier versions hold foreign sums as text; they are shown as they are and compared with nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Quantity:
    """A measured value: both ends, equal unless it is a range."""

    low: float
    high: float
    rough: bool = False
    currency: str = ""
    """Empty for yuan and for lengths of time."""
    said: str = ""
    """The words to show instead of the figures, such as 90天 where months were asked for."""

    @property
    def stored(self) -> float | dict[str, Any]:
        """The form a case keeps."""
        if self.low == self.high and not (self.rough or self.currency or self.said):
            return self.low
        marks = {"rough": self.rough, "currency": self.currency, "said": self.said}
        return {"low": self.low, "high": self.high, **{name: mark for name, mark in marks.items() if mark}}

    def fits(self, least: float | None, most: float | None) -> bool:
        """Say whether it lies within bounds; foreign money has only to be more than nothing."""
        if self.currency:
            return self.low > 0
        return (least is None or self.low >= least) and (most is None or self.high <= most)


def quantity_of(value: Any) -> Quantity | None:
    """Return what a case keeps as a quantity; None for texts, unknown and everything else."""
    if isinstance(value, Mapping) and "low" in value and "high" in value:
        marks = (bool(value.get("rough")), str(value.get("currency", "")), str(value.get("said", "")))
        return Quantity(float(value["low"]), float(value["high"]), *marks)
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return Quantity(float(value), float(value))
    return None


def ends_of(value: Any) -> tuple[float, float] | None:
    """Return both ends of a value for a comparison with a limit; None when it cannot be compared, as foreign money."""
    quantity = quantity_of(value)
    if quantity is not None:
        return None if quantity.currency else (quantity.low, quantity.high)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return (number, number) if math.isfinite(number) else None
