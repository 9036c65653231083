"""The services behind the actions, built from the settings; nothing happens at import."""

from __future__ import annotations

from bot.bootstrap import Services, build
from bot.config import read_settings
from bot.text.dates.reader import dates_in
from bot.text.lexicon import sample
from bot.text.money import sums_in


def build_services() -> Services:
    """Return the services of the action server."""
    return build(read_settings())


def warm(services: Services) -> None:
    """Load what the first turn would otherwise wait for: regions, dates and sums, and the knowledge."""
    version = services.published.current_version()
    text = sample("place")
    services.regions.resolve(text)
    dates_in(text, services.clock.today())
    sums_in(text)
    rules = services.flow_rules
    for read in (services.published.sources, services.published.deadlines, rules.flows, rules.routes):
        read(version)
