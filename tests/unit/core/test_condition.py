"""Conditions of the guided flows."""

from __future__ import annotations

import pytest

from bot.core.knowledge.condition import holds, judge, slots_of

ANSWERS = {"right": "design", "evidence": ["photos", "contract"], "amount": 500000, "report": "unknown"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({}, True),
        ({"slot": "right", "is": "design"}, True),
        ({"slot": "right", "in": ["trademark", "design"]}, True),
        ({"slot": "right", "is": "trademark"}, False),
        ({"slot": "evidence", "is": "contract"}, True),
        ({"slot": "missing", "is": "x"}, False),
        ({"slot": "missing", "known": False}, True),
        ({"slot": "report", "known": True}, False),
        ({"slot": "report", "is": "unknown"}, True),
        ({"slot": "amount", "at_least": 500000}, True),
        ({"slot": "amount", "at_most": 100000}, False),
        ({"slot": "missing", "at_most": 100000}, False),
        ({"all": [{"slot": "right", "is": "design"}, {"not": {"slot": "amount", "known": False}}]}, True),
        ({"any": [{"slot": "right", "is": "trademark"}, {"slot": "evidence", "is": "none"}]}, False),
    ],
)
def test_conditions(condition: dict, expected: bool) -> None:
    assert holds(condition, ANSWERS) is expected


@pytest.mark.parametrize("condition", [{"slots": "right"}, {"slot": "right", "equals": "design"}])
def test_what_is_no_condition_is_refused(condition: dict) -> None:
    with pytest.raises(ValueError, match="not a condition"):
        holds(condition, ANSWERS)


def test_the_slots_of_a_condition() -> None:
    condition = {"all": [{"slot": "a", "is": 1}, {"not": {"any": [{"slot": "b", "in": [2, 3]}]}}]}
    assert list(slots_of(condition)) == [("a", (1,)), ("b", (2, 3))]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"slot": "right", "is": "design"}, True),
        ({"slot": "right", "is": "trademark"}, False),
        ({"slot": "missing", "is": "x"}, None),
        ({"slot": "report", "is": "yes"}, None),
        ({"not": {"slot": "missing", "is": "x"}}, None),
        ({"all": [{"slot": "right", "is": "trademark"}, {"slot": "missing", "is": "x"}]}, False),
        ({"any": [{"slot": "right", "is": "design"}, {"slot": "missing", "is": "x"}]}, True),
        ({"any": [{"slot": "right", "is": "trademark"}, {"slot": "missing", "is": "x"}]}, None),
        ({}, True),
    ],
)
def test_a_condition_is_judged_only_when_no_open_answer_could_change_it(condition: dict, expected: bool | None) -> None:
    assert judge(condition, ANSWERS) is expected


@pytest.mark.parametrize(("code", "expected"), [("230500", True), ("520100", False), ("unknown", False), (None, False)])
def test_region_codes_compare_as_numbers(code: str | None, expected: bool) -> None:
    here = {"all": [{"slot": "region", "at_least": 230000}, {"slot": "region", "at_most": 239999}]}
    assert holds(here, {"region": code}) is expected


def test_a_sum_in_another_currency_compares_with_nothing() -> None:
    assert not holds({"slot": "amount", "at_least": 1}, {"amount": "40,000美元"})


DOLLARS = {"low": 600_000, "high": 600_000, "currency": "USD"}
RANGE = {"low": 400_000, "high": 600_000, "rough": True}


@pytest.mark.parametrize(
    ("value", "limit", "expected", "judged"),
    [
        (600_000.0, {"at_least": 500_000}, True, True), (400_000.0, {"at_least": 500_000}, False, False),
        (DOLLARS, {"at_least": 500_000}, False, None), (DOLLARS, {"at_most": 500_000}, False, None),
        (RANGE, {"at_least": 500_000}, False, None), (RANGE, {"at_most": 500_000}, False, None),
        (RANGE, {"at_least": 300_000}, True, True), (RANGE, {"at_most": 300_000}, False, False),
        ("600,000美元", {"at_least": 500_000}, False, False), ("230500", {"at_least": 230_000}, True, True),
    ],
)  # fmt: skip
def test_a_range_keeps_a_limit_as_a_whole_and_foreign_money_keeps_none(value, limit, expected, judged) -> None:
    condition = {"slot": "amount", **limit}
    assert holds(condition, {"amount": value}) is expected
    assert judge(condition, {"amount": value}) is judged
