"""Divisions and stations."""

from __future__ import annotations

from math import isfinite
from typing import Any

from aiohttp import web

from bot.core.region import Region
from bot.errors import InvalidInput, existing
from bot.gateway.bodies.json import json_reply
from bot.gateway.keys import GATEWAY
from bot.gateway.work.pool import in_pool


async def regions(request: web.Request) -> web.Response:
    """Return the divisions directly below one, or the provinces."""
    directory = request.app[GATEWAY].services.regions
    parent = request.query.get("parent", "")
    if parent and directory.get(parent) is None:
        raise InvalidInput("parent")
    return json_reply({"regions": [_region(found) for found in directory.children(parent)]})


async def nearest(request: web.Request) -> web.Response:
    """Return the county nearest to a position."""
    found = existing(request.app[GATEWAY].services.regions.nearest(*_position(request)), "region")
    return json_reply({"regions": [_region(found)]})


async def stations(request: web.Request) -> web.Response:
    """Return the stations of a place, wider where there are none."""
    place, service = _place(request), request.query.get("service", "")
    return json_reply(await in_pool(request, request.app[GATEWAY].services.find_stations, place, service))


def _place(request: web.Request) -> Region:
    directory = request.app[GATEWAY].services.regions
    named = request.query.get("region", "")
    if named:
        found = directory.get(named) or directory.resolve(named[:60]).region
        if found is None:
            raise InvalidInput("region")
        return found
    return existing(directory.nearest(*_position(request)), "region")


def _position(request: web.Request) -> tuple[float, float]:
    return _number(request, "lat", 90), _number(request, "lon", 180)


def _number(request: web.Request, name: str, limit: float) -> float:
    try:
        value = float(request.query.get(name, ""))
    except ValueError as error:
        raise InvalidInput(name) from error
    if not isfinite(value) or abs(value) > limit:
        raise InvalidInput(name)
    return value


def _region(region: Region) -> dict[str, Any]:
    return {"code": region.code, "name": region.name, "level": region.level, "path": list(region.path)}
