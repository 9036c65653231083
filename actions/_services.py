"""The services behind the actions, built from the settings; nothing happens at import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.bootstrap import build
from bot.config import read_settings
from bot.core.clock import Clock
from bot.core.handoff import OFFICE_HOURS
from bot.db.accesses import AccessRepository
from bot.db.cases import CaseRepository
from bot.db.handoffs import HandoffRepository
from bot.db.submissions import SubmissionRepository
from bot.services import ports
from bot.services.answers.answers import Answers
from bot.services.answers.beside import SmallReplies
from bot.services.desk.handoffs import Handoffs
from bot.services.desk.submissions import Submissions
from bot.services.flows.flows import Flows
from bot.services.sheets.continuing import Continuing
from bot.services.stations.replies import StationReplies
from bot.services.wording import say
from bot.text.dates.reader import dates_in

WARM_TEXT = "农历九月十五哈尔滨"
"""Goes through the resolver of places and the conversion of lunar dates."""


@dataclass(frozen=True)
class ActionServices:
    """What the actions call."""

    clock: Clock
    published: ports.Published
    flow_rules: ports.FlowRules
    regions: ports.Regions
    answers: Answers
    small: SmallReplies
    stations: StationReplies
    flows: Flows
    cases: ports.Cases
    handoffs: Handoffs
    say: Callable[..., str]
    close: Callable[[], None]
    """Closes the connections to the database; the next use opens new ones."""

    def warm(self) -> None:
        """Load what the first turn would otherwise wait for: regions, the published knowledge, lunar dates."""
        version = self.published.current_version()
        self.regions.resolve(WARM_TEXT)
        dates_in(WARM_TEXT, self.clock.today())
        for read in (self.published.sources, self.published.deadlines, self.flow_rules.flows, self.flow_rules.routes):
            read(version)


def build_services() -> ActionServices:
    """Build the services of the action server."""
    settings = read_settings()
    base = build(settings)
    answers = Answers(base.published, base.regions, say)
    cases = CaseRepository(base.database)
    submissions = Submissions(SubmissionRepository(base.database))
    stations = StationReplies(base.stations, base.regions, answers, say)

    def offices(region: str | None, kinds: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        return stations.offices(region, kinds)

    return ActionServices(
        clock=base.clock,
        published=base.published,
        flow_rules=base.flow_rules,
        regions=base.regions,
        answers=answers,
        small=SmallReplies(answers, base.regions, say),
        stations=stations,
        flows=Flows(
            base.flow_rules,
            base.published,
            cases,
            base.regions,
            offices,
            say,
            submissions.concluded,
            Continuing(cases, AccessRepository(base.database)),
        ),
        cases=cases,
        handoffs=Handoffs(HandoffRepository(base.database), cases, base.clock, OFFICE_HOURS, say),
        say=say,
        close=base.database.close,
    )
