"""The services behind the actions, built from the settings; nothing happens at import."""

from __future__ import annotations

from bot.bootstrap import Services, build
from bot.config import read_settings
from bot.text.dates.reader import dates_in

WARM_TEXT = "农历九月十五哈尔滨"
"""Goes through the resolver of places and the conversion of lunar dates."""


def build_services() -> Services:
    """Return the services of the action server."""
    return build(read_settings())


def warm(services: Services) -> None:
    """Load what the first turn would otherwise wait for: regions, lunar dates, and the knowledge if any is published."""
    version = services.published.current_version()
    services.regions.resolve(WARM_TEXT)
    dates_in(WARM_TEXT, services.clock.today())
    if not version:
        return
    rules = services.flow_rules
    for read in (services.published.sources, services.published.deadlines, rules.flows, rules.routes):
        read(version)
