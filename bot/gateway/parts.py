"""What the handlers work with: the product's services, and what only the gateway needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.bootstrap import Services
from bot.config import Settings
from bot.gateway.limits import Limits, build_limits
from bot.gateway.pages import Pages
from bot.gateway.security import Addresses, Tokens, load_key
from bot.gateway.work.costly import HeavyWork, Kept, OneProcess, OneThread
from bot.gateway.work.engine_client import EngineClient
from bot.gateway.work.metrics import Metrics
from bot.gateway.work.readiness import Readiness
from bot.inner import inner_secret
from bot.services.privacy import mask
from bot.services.sheets.continuing import Links
from bot.services.turns import Turns
from bot.services.wording import page_words
from bot.text.lexicon import word_lists


@dataclass(frozen=True)
class Gateway:
    """Everything a handler may use."""

    settings: Settings
    services: Services
    turns: Turns
    tokens: Tokens
    links: Links
    limits: Limits
    addresses: Addresses
    metrics: Metrics
    pages: Pages
    readiness: Readiness
    engine: EngineClient
    passwords: HeavyWork
    drawing: HeavyWork
    drawings: Kept
    """What `drawing` made, by case, revision and day."""
    mask: Callable[[str], str] = mask


def assemble(services: Services) -> Gateway:
    """Add what only the gateway needs to the product's services."""
    settings = services.settings
    engine = EngineClient(
        settings.engine_url, settings.engine_timeout, f"http://127.0.0.1:{settings.actions_port}/health",
        inner_secret(settings),
    )  # fmt: skip
    key = load_key(settings.state_dir / "keys" / "token.key")
    metrics, drawing = Metrics(), HeavyWork(OneProcess())
    return Gateway(
        settings=settings,
        services=services,
        turns=_turns(services, engine),
        tokens=Tokens(key),
        links=Links(key),
        limits=build_limits(settings),
        addresses=Addresses(settings.trusted_proxies),
        metrics=metrics,
        pages=Pages(
            settings=settings,
            today=services.clock.today,
            words=dict(page_words()),
            situations=word_lists("first_screen"),
        ),
        readiness=Readiness(services, engine, services.pool, metrics),
        engine=engine,
        passwords=HeavyWork(OneThread("passwords")),
        drawing=drawing,
        drawings=Kept(drawing),
    )


def _turns(services: Services, engine: EngineClient) -> Turns:
    say = services.say

    async def is_claimed(conversation_id: str) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(services.pool, services.handoffs.is_claimed, conversation_id)

    past = (say("utter_choice_past"), say("utter_choice_past_question"))
    return Turns(
        services.conversations,
        engine,
        services.regions,
        services.clock,
        say("utter_error_turn_failed"),
        is_claimed,
        past,
    )
