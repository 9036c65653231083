"""A deadline counted from a rough date is marked wherever a sheet's message names it."""

from __future__ import annotations

import pytest

from bot.core.case import Case
from bot.services.flows.messages import FlowReplies
from tests.support.flows import say
from tests.support.talk import FLOW, Places


def text(*rows: dict) -> str:
    plain = {"provisional": False, "transition": False}
    sheet = {"as_of": "2026-11-28", "deadlines": [{**plain, **row} for row in rows]}
    return FlowReplies(say, Places()).sheet(FLOW, Case("c", "CODE", "triage", "conversation", 1, sheet=sheet))["text"]


@pytest.mark.parametrize("rough", [True, False])
def test_one_that_is_over_and_one_ahead(rough: bool) -> None:
    over = {"name": "答辩期", "due": "2026-11-20", "days_left": -8, "rough": rough}
    ahead = {"name": "异议期", "due": "2026-12-20", "days_left": 22, "rough": rough}
    shown = text(over, ahead)
    assert ("2026-11-20（大概）" in shown) is rough
    assert ("按您说的大概日期算的" in shown) is rough
    assert "2026-11-20" in shown
