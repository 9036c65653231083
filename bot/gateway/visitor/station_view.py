"""Stations as the API shows them, wider where a place has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.bootstrap import Services
from bot.core.region import Region
from bot.errors import InvalidInput
from bot.services.answers.answers import Answers
from bot.services.stations.replies import StationReplies
from bot.services.stations.search import find, kinds, kinds_for, service_codes
from bot.services.wording import say


def station_finder(services: Services) -> Callable[[Region, str], dict[str, Any]]:
    """Return the look-up behind `GET /api/v1/stations`."""
    answers = Answers(services.published, services.regions, say)
    replies = StationReplies(services.stations, services.regions, answers, say)

    def look_up(place: Region, service: str) -> dict[str, Any]:
        wanted = _wanted(service)
        found = replies.envelope(
            find(services.stations, place, wanted, places=services.regions),
            place,
            service if service in service_codes() else "",
        )
        hotlines = [asdict(line) for line in replies.hotlines()]
        return {
            "text": found["text"],
            "region": found["region"],
            "stations": found["stations"],
            "hotlines": hotlines,
        }

    return look_up


def _wanted(service: str) -> tuple[str, ...]:
    """Return the kinds of offices for a service's code; a kind's own code is understood too."""
    if not service:
        return ()
    if service in service_codes():
        return kinds_for(service)
    if service in kinds():
        return (service,)
    raise InvalidInput("service")
