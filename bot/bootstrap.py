"""Builds the services from the settings; the only place that knows which implementation serves which port."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import DATABASE_FILE, Settings
from bot.core.clock import Clock
from bot.db.base import Database
from bot.db.knowledge.published import PublishedKnowledge
from bot.private import private_file, private_folder
from bot.services import ports


@dataclass(frozen=True)
class Services:
    """What every process of the app works with."""

    settings: Settings
    clock: Clock
    database: Database
    published: ports.Published
    flow_rules: ports.FlowRules
    regions: ports.Regions
    stations: ports.Stations


def open_database(settings: Settings) -> Database:
    """Open the configured database; the state directory is made when it is missing."""
    private_folder(settings.state_dir)
    if not settings.database_url:
        private_file(settings.state_dir / DATABASE_FILE)
    return Database(settings.db_url)


def build(settings: Settings) -> Services:
    """Build the services; nothing is read from the database yet."""
    from bot.db.stations import StationRepository
    from bot.services.regions.resolver import load_regions

    database = open_database(settings)
    published = PublishedKnowledge(database, settings.snapshots_dir)
    return Services(
        settings=settings,
        clock=Clock(settings.today),
        database=database,
        published=published,
        flow_rules=published,
        regions=load_regions(),
        stations=StationRepository(database),
    )
