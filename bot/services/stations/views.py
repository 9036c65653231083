"""Stations as the API shows them, wider where a place has none."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.core.region import Region
from bot.errors import InvalidInput
from bot.services import ports
from bot.services.stations.search import find, kinds, kinds_for, service_codes
from bot.services.stations.station_replies import StationReplies


def look_up(
    replies: StationReplies, stations: ports.Stations, regions: ports.Regions, place: Region, service: str
) -> dict[str, Any]:
    """Return the offices of a place for a service, as `GET /api/v1/stations` shows them.

    Raises:
        InvalidInput: there is no such service.
    """
    found = replies.envelope(
        find(stations, place, _wanted(service), places=regions), place, service if service in service_codes() else ""
    )
    hotlines = [asdict(line) for line in replies.hotlines()]
    return {"text": found["text"], "region": found["region"], "stations": found["stations"], "hotlines": hotlines}


def _wanted(service: str) -> tuple[str, ...]:
    """Return the kinds of offices for a service's code; a kind's own code is understood too."""
    if not service:
        return ()
    if service in service_codes():
        return kinds_for(service)
    if service in kinds():
        return (service,)
    raise InvalidInput("service")
