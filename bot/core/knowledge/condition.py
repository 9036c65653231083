"""Conditions over the answers of a guided flow, written as data; standard library only.

A condition is one of
    {slot: NAME, is: VALUE} / {slot: NAME, in: [VALUES]} / {slot: NAME, known: true|false}
    {slot: NAME, at_least: NUMBER} / {slot: NAME, at_most: NUMBER}
    {all: [CONDITIONS]} / {any: [CONDITIONS]} / {not: CONDITION}
An empty condition holds. A slot whose value is a list matches when one of its members does. A limit holds of a range when it
holds of all of it; foreign money is compared with no limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.quantity import ends_of

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
    value = answers.get(condition["slot"])
    return None if value in (None, UNKNOWN) or _is_undecided(condition, value) else False


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
        return (ends := ends_of(value)) is not None and ends[0] >= condition["at_least"]
    if "at_most" in condition:
        return (ends := ends_of(value)) is not None and ends[1] <= condition["at_most"]
    raise ValueError(f"not a condition: {dict(condition)}")


def _is_undecided(condition: Condition, value: Any) -> bool:
    """Say whether a measured value neither keeps a limit nor breaks it: a range across it, or foreign money."""
    if not isinstance(value, Mapping) or not ("at_least" in condition or "at_most" in condition):
        return False
    ends = ends_of(value)
    if ends is None:
        return True
    return bool(ends[1] >= condition["at_least"] if "at_least" in condition else ends[0] <= condition["at_most"])
