"""What the handlers work with, built from the product's services."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from bot.bootstrap import Services
from bot.config import Settings
from bot.core.region import Region, RegionMatch
from bot.db.accounts import AccountRepository
from bot.db.conversations.store import AsyncConversations
from bot.db.write_queue import BatchWriter
from bot.gateway.guided import Guided, build_guided
from bot.gateway.limits import Limits, build_limits
from bot.gateway.pages import Pages
from bot.gateway.security import Addresses, Tokens, load_key
from bot.gateway.visitor.station_view import station_finder
from bot.gateway.work.costly import HeavyWork, Kept, OneProcess, OneThread
from bot.gateway.work.engine_client import EngineClient
from bot.gateway.work.metrics import Metrics
from bot.gateway.work.readiness import Readiness
from bot.inner import inner_secret
from bot.services.admin.accounts import Accounts
from bot.services.desk.suggestions import Suggestions
from bot.services.privacy import mask
from bot.services.sheets.continuing import Links
from bot.services.turns import Turns
from bot.services.wording import say

READERS = 4


class RegionDirectory(Protocol):
    """Divisions to look up and to browse."""

    def get(self, code: str) -> Region | None:
        """Return a division by its code."""

    def resolve(self, text: str, home: str | None = None) -> RegionMatch:
        """Find the place a text names."""

    def nearest(self, latitude: float, longitude: float) -> Region | None:
        """Return the county whose centroid is nearest."""

    def children(self, code: str) -> Sequence[Region]:
        """Return the divisions directly below one, or the provinces when the code is empty."""


@dataclass(frozen=True)
class Gateway:
    """Everything a handler may use."""

    settings: Settings
    turns: Turns
    conversations: AsyncConversations
    accounts: Accounts
    regions: RegionDirectory
    find_stations: Callable[[Region, str], dict[str, Any]]
    suggestions: Suggestions
    guided: Guided
    tokens: Tokens
    links: Links
    limits: Limits
    addresses: Addresses
    metrics: Metrics
    pages: Pages
    readiness: Readiness
    engine: EngineClient
    writer: BatchWriter
    pool: ThreadPoolExecutor
    """Serves reads of the database."""
    passwords: HeavyWork
    drawing: HeavyWork
    drawings: Kept
    """What `drawing` made, by case, revision and day."""
    say: Callable[[str], str]
    mask: Callable[[str], str] = mask


def wire(services: Services) -> Gateway:
    """Build what the gateway adds to the product's services."""
    settings, database = services.settings, services.database
    pool = ThreadPoolExecutor(READERS, thread_name_prefix="db-reader")
    writer = BatchWriter(database)
    conversations = AsyncConversations(database, writer, pool)
    actions_health = f"http://127.0.0.1:{settings.actions_port}/health"
    drawing = HeavyWork(OneProcess())
    engine = EngineClient(settings.engine_url, settings.engine_timeout, actions_health, inner_secret(settings))
    key = load_key(settings.state_dir / "keys" / "token.key")
    metrics = Metrics()
    guided = build_guided(services)

    async def is_claimed(conversation_id: str) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(pool, guided.handoffs.is_claimed, conversation_id)

    regions: Any = services.regions
    past = (say("utter_choice_past"), say("utter_choice_past_question"))
    return Gateway(
        settings=settings,
        turns=Turns(conversations, engine, regions, services.clock, say("utter_error_turn_failed"), is_claimed, past),
        conversations=conversations,
        accounts=Accounts(AccountRepository(database)),
        regions=regions,
        find_stations=station_finder(services),
        suggestions=Suggestions(services.published, regions, services.clock, settings.snapshots_dir),
        guided=guided,
        tokens=Tokens(key),
        links=Links(key),
        limits=build_limits(settings),
        addresses=Addresses(settings.trusted_proxies),
        metrics=metrics,
        pages=Pages(settings=settings, today=services.clock.today),
        readiness=Readiness(services, engine, pool, metrics),
        engine=engine,
        writer=writer,
        pool=pool,
        passwords=HeavyWork(OneThread("passwords")),
        drawing=drawing,
        drawings=Kept(drawing),
        say=say,
    )
