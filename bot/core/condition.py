"""Conditions over the answers of a guided flow, written as data; standard library only.

A condition is one of
    {slot: NAME, is: VALUE} / {slot: NAME, in: [VALUES]} / {slot: NAME, known: true|false}
    {slot: NAME, at_least: NUMBER} / {slot: NAME, at_most: NUMBER}
    {all: [CONDITIONS]} / {any: [CONDITIONS]} / {not: CONDITION}
An empty condition holds. A slot whose value is a list matches when one of its members does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Condition = Mapping[str, Any]
UNKNOWN = "unknown"
"""The value of a slot the visitor could not or would not tell."""


def holds(condition: Condition, answers: Mapping[str, Any]) -> bool:
    """Say whether a condition is true of the answers.

    Raises:
        ValueError: it is not a condition.
    """
    if not condition:
        return True
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    if "slot" in condition:
        return _compare(condition, answers.get(condition["slot"]))
    raise ValueError(f"not a condition: {dict(condition)}")


def judge(condition: Condition, answers: Mapping[str, Any]) -> bool | None:
    """Say whether a condition is true or false whatever is still told; None when that depends on open answers."""
    if not condition:
        return True
    if "not" in condition:
        inner = judge(condition["not"], answers)
        return None if inner is None else not inner
    if "all" in condition or "any" in condition:
        parts = [judge(part, answers) for part in condition.get("all", condition.get("any"))]
        decisive = "any" in condition
        return decisive if decisive in parts else None if None in parts else not decisive
    if holds(condition, answers):
        return True
    return None if answers.get(condition["slot"]) in (None, UNKNOWN) else False


def slots_of(condition: Condition) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield every slot a condition names, with the values it is compared to."""
    for part in (*condition.get("all", ()), *condition.get("any", ()), *filter(None, [condition.get("not")])):
        yield from slots_of(part)
    if "slot" in condition:
        yield condition["slot"], tuple(condition.get("in", [condition["is"]] if "is" in condition else []))


def _compare(condition: Condition, value: Any) -> bool:
    known = value is not None and value != UNKNOWN
    if "known" in condition:
        return known == bool(condition["known"])
    values = value if isinstance(value, list | tuple) else [value]
    if "is" in condition:
        return condition["is"] in values
    if "in" in condition:
        return any(item in condition["in"] for item in values)
    if "at_least" in condition:
        return (number := _number(value)) is not None and number >= condition["at_least"]
    if "at_most" in condition:
        return (number := _number(value)) is not None and number <= condition["at_most"]
    raise ValueError(f"not a condition: {dict(condition)}")


def _number(value: Any) -> float | None:
    """Return a value as a number; None when it is unknown or no plain number, such as a sum in dollars."""
    try:
        return None if value == UNKNOWN else float(value)
    except (TypeError, ValueError):
        return None
