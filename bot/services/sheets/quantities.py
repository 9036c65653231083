"""Sums and lengths as people read them."""

from __future__ import annotations

from bot.core.knowledge.flow import Slot
from bot.core.quantity import Quantity
from bot.services.wording import say
from bot.text.money import currency_name


def words_of(slot: Slot, quantity: Quantity) -> str:
    """Return a stored sum or length as people read it."""
    unit = currency_name(quantity.currency) if slot.kind == "money" else slot.unit
    low, high = (_figure(slot, value) for value in (quantity.low, quantity.high))
    figures = low if low == high else say("utter_flow_range", low=low, high=high)
    words = quantity.said or f"{figures}{unit}"
    return say("utter_flow_about", date=words) if quantity.rough else words


def _figure(slot: Slot, value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00") if slot.kind == "money" else f"{value:g}"
