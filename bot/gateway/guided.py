"""What the handlers of case sheets, the queue for people and submissions work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.bootstrap import Services
from bot.core.clock import Clock
from bot.core.handoff import OFFICE_HOURS
from bot.core.knowledge.product import Product
from bot.db.accesses import AccessRepository
from bot.db.cases import CaseRepository
from bot.db.handoffs import HandoffRepository
from bot.db.submissions import SubmissionRepository
from bot.knowledge.products import read_products
from bot.services import ports
from bot.services.desk.handoffs import Handoffs
from bot.services.desk.submissions import Submissions
from bot.services.flows.messages import FlowReplies
from bot.services.sheets.continuing import Accesses, Continuing
from bot.services.wording import say


@dataclass(frozen=True)
class Guided:
    """The services behind guided help; their methods block and belong into the pool."""

    clock: Clock
    cases: ports.Cases
    handoffs: Handoffs
    submissions: Submissions
    products: Sequence[Product]
    continuing: Continuing
    accesses: Accesses
    gist: Callable[[Mapping[str, Any]], str]
    """What matters most of a sheet, as text."""
    say: Callable[..., str]


def build_guided(services: Services) -> Guided:
    """Build them over the product's database."""
    cases, accesses = CaseRepository(services.database), AccessRepository(services.database)
    return Guided(
        clock=services.clock,
        cases=cases,
        handoffs=Handoffs(HandoffRepository(services.database), cases, services.clock, OFFICE_HOURS, say),
        submissions=Submissions(SubmissionRepository(services.database)),
        products=read_products(),
        continuing=Continuing(cases, accesses),
        accesses=accesses,
        gist=FlowReplies(say, services.regions).gist,
        say=say,
    )
