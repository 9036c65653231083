"""Every deadline row of the knowledge against two examples computed apart from the product's code."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.config import ROOT
from bot.core.knowledge.deadline import calculate
from bot.knowledge.library import read_library
from bot.services.calendars import calendar_of

EXAMPLES = yaml.safe_load(Path(__file__).with_name("deadline_examples.yml").read_text(encoding="utf-8"))
DEADLINES = read_library(ROOT / "knowledge").deadlines


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['deadline']}-{e['event']}")
def test_the_calculator_agrees_with_the_example(example: dict) -> None:
    row, event = DEADLINES[example["deadline"]], date.fromisoformat(example["event"])
    found = calculate(row, event, event, calendar_of(row.jurisdiction)).advised
    assert found is not None
    opens = found.opens_on.isoformat() if found.opens_on else None
    assert (found.due.isoformat(), opens) == (example["due"], example.get("opens_on"))


def test_every_deadline_has_two_examples() -> None:
    counts = Counter(example["deadline"] for example in EXAMPLES)
    assert {deadline_id for deadline_id in DEADLINES if counts[deadline_id] < 2} == set()
