"""The shipped pledge and overseas flows, walked with real rules: what is handed in follows the consent."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from bot.config import ROOT
from bot.core.case import CONCLUDED
from bot.db.base import Database
from bot.db.cases import CaseRepository
from bot.db.submissions import SubmissionRepository
from bot.knowledge.library import Library, read_library
from bot.services.desk.submissions import Submissions
from bot.services.flows.flows import Flows, FlowTurn
from bot.services.regions.resolver import load_regions
from bot.services.wording import say

TOLD = {"company": "鹤城山木制品有限公司", "contact_name": "李某某", "contact_phone": "13900001234", "amount": "一百万"}


@cache
def library() -> Library:
    return read_library(ROOT / "knowledge")


class Rules:
    """The shipped rules under any version."""

    def __getattr__(self, name: str):
        return lambda version: getattr(library(), name)


class Walk:
    """One visitor's way through a flow, turn by turn."""

    def __init__(self, database: Database) -> None:
        self.submissions = Submissions(SubmissionRepository(database))
        self.cases = CaseRepository(database)
        self.flows = Flows(Rules(), Rules(), self.cases, load_regions(), lambda *_: [], say, self.submissions.concluded)
        self.turns = 0

    def turn(self, text: str = "", choice: dict | None = None) -> FlowTurn:
        self.turns += 1
        return FlowTurn(f"t{self.turns}", "conversation", text, date(2026, 11, 22), 1, region="230500", choice=choice)

    def through(self, flow: str, opening: str, consent: str) -> str:
        """Walk to the sheet and return the case's id."""
        reply = self.flows.start(flow, self.turn(opening))
        while "case_sheet" not in [envelope["type"] for envelope in reply.envelopes]:
            assert self.turns < 20
            case_id, slot = reply.context["flow"]["case_id"], reply.context["flow"]["slot"]
            choices = [meaning for meaning in reply.context.get("choices", {}).values() if meaning.get("slot") == slot]
            if slot.endswith("_consent"):
                turn = self.turn("", {**choices[0], "value": consent})
            elif slot in TOLD or not choices:
                turn = self.turn(TOLD.get(slot, "不清楚"))
            else:
                turn = self.turn("", choices[0])
            reply = self.flows.reply(case_id, turn)
        self.last = turn
        return reply.context["flow"]["case_id"]


@pytest.mark.parametrize(
    ("flow", "opening", "kind"),
    [
        ("pledge", "我要办商标质押，开始吧", "need"),
        ("overseas", "亚马逊店铺在美国收到TRO，账户被冻结了", "overseas_report"),
    ],
)
def test_consent_hands_it_in_once(database: Database, flow: str, opening: str, kind: str) -> None:
    walk = Walk(database)
    case_id = walk.through(flow, opening, "yes")
    (found,) = walk.submissions.search(kind)
    assert (found.case_id, found.region) == (case_id, "230500")
    assert TOLD["contact_phone"] in str(found.facts)
    walk.flows.reply(case_id, walk.last)
    assert walk.submissions.search(kind) == [found]


def test_without_consent_nothing_is_handed_in(database: Database) -> None:
    walk = Walk(database)
    case_id = walk.through("pledge", "我要办商标质押，开始吧", "no")
    assert (walk.cases.get(case_id).status, walk.submissions.search()) == (CONCLUDED, [])
