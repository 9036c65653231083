"""Builds every use case from the settings; the only place that knows which implementation serves which port.

Nothing is built before it is asked for: a process pays for what it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.config import DATABASE_FILE, ROOT, Settings
from bot.core.clock import Clock
from bot.core.handoff import OFFICE_HOURS
from bot.core.region import Region
from bot.db.base import Database
from bot.private import private_file, private_folder
from bot.services import ports
from bot.services.wording import say

if TYPE_CHECKING:
    from bot.core.knowledge.product import Product
    from bot.core.knowledge.vocabulary import Vocabulary
    from bot.db.conversations.store import AsyncConversations
    from bot.db.knowledge.published import PublishedKnowledge
    from bot.db.stations import StationRepository
    from bot.db.write_queue import BatchWriter
    from bot.services.admin.accounts import Accounts
    from bot.services.admin.backup import Tables
    from bot.services.answers.assembly import Replies
    from bot.services.desk.call_backs import CallBacks
    from bot.services.desk.handoffs import Handoffs
    from bot.services.desk.staff_answers import StaffAnswers
    from bot.services.desk.submissions import Submissions
    from bot.services.desk.suggestions import Suggestions
    from bot.services.flows.flows import Flows
    from bot.services.records.records import Records
    from bot.services.regions.resolver import RegionResolver
    from bot.services.sheets.continuing import Accesses, Continuing
    from bot.services.stations.station_replies import StationReplies

READERS = 4
"""Threads that read the database beside the event loop."""


@dataclass(frozen=True)
class Services:
    """Everything the processes of the app work with, built on first use."""

    settings: Settings

    @cached_property
    def clock(self) -> Clock:
        """The date the assistant answers as of."""
        return Clock(self.settings.today)

    @cached_property
    def say(self) -> Callable[..., str]:
        """Renders a response by its key."""
        return say

    @cached_property
    def database(self) -> Database:
        """The configured database; the state directory is made when it is missing."""
        private_folder(self.settings.state_dir)
        if not self.settings.database_url:
            private_file(self.settings.state_dir / DATABASE_FILE)
        return Database(self.settings.db_url)

    @cached_property
    def pool(self) -> ThreadPoolExecutor:
        """Threads for reads of the database."""
        return ThreadPoolExecutor(READERS, thread_name_prefix="db-reader")

    @cached_property
    def writer(self) -> BatchWriter:
        """Takes what is to be written into shared transactions."""
        from bot.db.write_queue import BatchWriter

        return BatchWriter(self.database)

    @cached_property
    def conversations(self) -> AsyncConversations:
        """Stored conversations for an event loop."""
        from bot.db.conversations.store import AsyncConversations

        return AsyncConversations(self.database, self.writer, self.pool)

    @cached_property
    def published(self) -> PublishedKnowledge:
        """The published knowledge, by version; the files' as long as nothing is published."""
        from bot.db.knowledge.published import PublishedKnowledge

        def unpublished(kind: str) -> Mapping[str, Any]:
            from bot.knowledge.library import served_unpublished

            return served_unpublished(ROOT / "knowledge")[kind]

        return PublishedKnowledge(self.database, self.settings.snapshots_dir, unpublished)

    @cached_property
    def flow_rules(self) -> ports.FlowRules:
        """The published flows and routes."""
        return self.published

    @cached_property
    def regions(self) -> RegionResolver:
        """Divisions, and what a text means by places."""
        from bot.services.regions.resolver import load_regions

        return load_regions()

    @cached_property
    def stations(self) -> StationRepository:
        """The directory of offices."""
        from bot.db.stations import StationRepository

        return StationRepository(self.database)

    @cached_property
    def cases(self) -> ports.Cases:
        """Cases of guided flows."""
        from bot.db.cases import CaseRepository

        return CaseRepository(self.database)

    @cached_property
    def accesses(self) -> Accesses:
        """The record of who looked at what."""
        from bot.db.accesses import AccessRepository

        return AccessRepository(self.database)

    @cached_property
    def accounts(self) -> Accounts:
        """Staff accounts and their sessions."""
        from bot.db.accounts import AccountRepository
        from bot.services.admin.accounts import Accounts

        return Accounts(AccountRepository(self.database))

    @cached_property
    def handoffs(self) -> Handoffs:
        """The queue for people."""
        from bot.db.handoffs import HandoffRepository
        from bot.services.desk.handoffs import Handoffs

        personal = frozenset(fact.id for fact in self.vocabulary.all_facts() if fact.personal)
        return Handoffs(HandoffRepository(self.database), self.cases, self.clock, OFFICE_HOURS, say, personal)

    @cached_property
    def call_backs(self) -> CallBacks:
        """Replies to a wish for a person."""
        from bot.services.desk.call_backs import CallBacks
        from bot.services.desk.hotline_script import HotlineScript

        script = HotlineScript(self.vocabulary, self.records.lines, self.regions, say)
        return CallBacks(self.handoffs, script, self.station_replies.numbers, say)

    @cached_property
    def staff_answers(self) -> StaffAnswers:
        """What staff write into conversations."""
        from bot.db.staff_messages import answer
        from bot.services.desk.staff_answers import StaffAnswers

        return StaffAnswers(self.writer.submit, answer)

    @cached_property
    def submissions(self) -> Submissions:
        """Financing needs and overseas reports."""
        from bot.db.submissions import SubmissionRepository
        from bot.services.desk.submissions import Submissions

        return Submissions(SubmissionRepository(self.database))

    @cached_property
    def suggestions(self) -> Suggestions:
        """Entries that fit what an operator types."""
        from bot.services.desk.suggestions import Suggestions

        return Suggestions(self.published, self.regions, self.clock, self.settings.snapshots_dir)

    @cached_property
    def products(self) -> Sequence[Product]:
        """Financing products."""
        from bot.knowledge.products import read_products

        return read_products()

    @cached_property
    def continuing(self) -> Continuing:
        """Going on with a case elsewhere."""
        from bot.services.sheets.continuing import Continuing

        return Continuing(self.cases, self.accesses)

    @cached_property
    def said(self) -> ports.Said:
        """What was said in conversations."""
        from bot.db.conversations.said import SaidLast

        return SaidLast(self.database)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Sides, rights, facts and events of cases."""
        from bot.knowledge.library import read_vocabulary

        return read_vocabulary(ROOT / "knowledge")

    @cached_property
    def records(self) -> Records:
        """The visitor's own view of the record."""
        from bot.services.records.records import Records

        return Records(self.vocabulary, self.regions, self.flows, self.clock)

    @cached_property
    def replies(self) -> Replies:
        """Replies to what visitors ask and tell."""
        from bot.services.answers.assembly import Replies

        return Replies(
            self.published, self.flow_rules, self.cases, self.regions, self.said, self.vocabulary, say
        )  # fmt: skip

    @cached_property
    def station_replies(self) -> StationReplies:
        """Offices as messages."""
        from bot.services.stations.station_replies import StationReplies

        return StationReplies(self.stations, self.regions, self.replies.answers, say)

    @cached_property
    def gist(self) -> Callable[[Mapping[str, Any]], str]:
        """Returns what matters most of a sheet, as text."""
        from bot.services.flows.messages import FlowReplies

        return FlowReplies(say, self.regions).gist

    @cached_property
    def flows(self) -> Flows:
        """Guided flows."""
        from bot.services.flows.flows import Flows

        def offices(region: str | None, kinds: Sequence[str]) -> Sequence[Mapping[str, Any]]:
            return self.station_replies.offices(region, kinds)

        return Flows(
            self.flow_rules, self.published, self.cases, self.regions, offices, say, self.submissions.concluded,
            self.continuing,
        )  # fmt: skip

    def find_stations(self, place: Region, service: str) -> dict[str, Any]:
        """Return the offices of a place for a service, wider where it has none."""
        from bot.services.stations.views import look_up

        return look_up(self.station_replies, self.stations, self.regions, place, service)

    @cached_property
    def tables(self) -> Tables:
        """The rows of every table, for backups."""
        from bot.db.dump import DatabaseTables

        return DatabaseTables(self.database)

    def make_revision(self, message: str) -> None:
        """Write a migration for what the tables in the code have and the database lacks."""
        from bot.db.schema import make_revision

        make_revision(self.database, message)

    def migrate(self) -> None:
        """Bring the database to the newest schema."""
        from bot.db.schema import migrate

        migrate(self.database)

    def close(self) -> None:
        """Close the connections to the database; the next use opens new ones."""
        self.database.close()


def build(settings: Settings) -> Services:
    """Return the services; nothing is built or read yet."""
    return Services(settings)
