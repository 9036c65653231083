"""The office to go to: from the county up to the national hotlines, and always with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import yaml

from bot.config import ROOT
from bot.core.region import Region
from bot.core.station import Station, StationSearch
from bot.services import ports
from bot.services.regions.directory import distance
from bot.services.wording import say
from bot.text.lexicon import word_lists
from bot.text.normalise import normalise

NATIONAL = "national"
MOST = 5
OLD_BEFORE = "2019"
OFFICIAL = ("gov.cn", "ipwq.cn", "hljippc.cn", "zjippc.org.cn")
"""Hosts whose addresses may be shown; reprints and mirrors are cited by title only."""


@lru_cache
def kinds() -> Mapping[str, Mapping[str, Any]]:
    """Return the kinds of offices by code, with name and services."""
    data: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        (ROOT / "knowledge" / "station_kinds.yml").read_text("utf-8")
    )
    return data


@lru_cache
def service_codes() -> tuple[str, ...]:
    """Return the closed list of service codes."""
    return tuple(sorted({service for kind in kinds().values() for service in kind["services"]}))


def kinds_for(service: str) -> tuple[str, ...]:
    """Return the kinds of offices that offer a service, the most special first."""
    offering = [(len(kind["services"]), code) for code, kind in kinds().items() if service in kind["services"]]
    return tuple(code for _, code in sorted(offering))


def service_in(text: str) -> str:
    """Return the code of the service a text asks an office for, or an empty string; the longest wording decides."""
    plain = normalise(text)
    found = [
        (len(wording.replace("+", "")), -plain.rfind(wording.split("+")[0]), service)
        for service, wordings in word_lists("services").items()
        for wording in wordings
        if all(part in plain for part in wording.split("+"))
    ]
    return max(found)[2] if found else ""


def find(
    stations: ports.Stations,
    region: Region | None,
    wanted: Sequence[str] = (),
    most: int = MOST,
    places: ports.Regions | None = None,
) -> StationSearch:
    """Return the nearest offices of some kinds, widening county → city → province → national hotlines.

    The search ends at the first level where an office has a known contact. Offices of nearer levels that are only
    known to exist follow behind it. Below a city or province, offices count that serve more than their own county.

    Args:
        places: settles which of several offices is nearest; without it the order is by kind and source.
    """
    requested = region.code if region else NATIONAL
    known: list[Station] = []
    for code in region.chain if region else ():
        level = [*stations.in_regions([code], wanted), *_from_below(stations, code, wanted)]
        known += [station for station in level if station not in known]
        if any(has_contact(station) for station in level):
            return StationSearch(_best(known, wanted, most, region, places), requested, code)
    return StationSearch(_best(known, wanted, most, region, places), requested, NATIONAL)


def _from_below(stations: ports.Stations, code: str, wanted: Sequence[str]) -> list[Station]:
    if not code.endswith("00"):
        return []
    prefix = code[:2] if code.endswith("0000") else code[:4]
    below = stations.below(prefix, wanted)
    return [s for s in below if s.region_code != code and has_contact(s) and not kinds()[s.kind].get("local")]


def _best(
    found: Sequence[Station], wanted: Sequence[str], most: int, region: Region | None, places: ports.Regions | None
) -> tuple[Station, ...]:
    def rank(station: Station) -> tuple[Any, ...]:
        return (*_rank(station, wanted), _away(station, region, places), station.id)

    return tuple(sorted(found, key=rank)[:most])


def _away(station: Station, region: Region | None, places: ports.Regions | None) -> float:
    """Return the kilometres between the middles of two divisions; 0 where one is unknown."""
    there = places.get(station.region_code) if places else None
    if there is None or region is None or None in (there.latitude, region.latitude):
        return 0.0
    return distance((region.latitude or 0.0, region.longitude or 0.0), (there.latitude or 0.0, there.longitude or 0.0))


def has_contact(station: Station) -> bool:
    """Say whether the source gives a number or an address; otherwise the row only proves that the office exists."""
    return bool(station.phone or station.address)


def to_view(station: Station, region: Region | None) -> dict[str, Any]:
    """Return an office as the API shows it: address, number and its kind, source and date."""
    kind = kinds().get(station.kind, {"name": station.kind, "services": []})
    official = is_official(station.source_url)
    view: dict[str, Any] = {
        "id": station.id,
        "name": station.name,
        "kind": kind["name"],
        "kind_code": station.kind,
        "services": list(kind["services"]),
        "region_path": list(region.path) if region else [],
        "address": station.address,
        "phone": f"{station.area_code_added}-{station.phone}" if station.area_code_added else station.phone,
        "phone_kind": station.phone_kind + (say("utter_stations_area_code_added") if station.area_code_added else ""),
        "hours": station.hours,
        "website": station.website,
        "note": station.note,
        "confidence": station.confidence,
        "source_url": station.source_url if official else "",
        "source_title": station.source_title.removeprefix(_mark("untitled")).strip(),
        "source_date": station.source_date,
        "needs_check": is_old(station) or not station.source_date,
    }
    return view


def is_official(url: str) -> bool:
    """Say whether an address belongs to an authority or to the centre itself."""
    host = urlsplit(url).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in OFFICIAL)


def is_old(station: Station) -> bool:
    """Say whether the source is older than 2019 or says so itself."""
    return bool(station.source_date and station.source_date < OLD_BEFORE) or _mark("old_source") in station.note


def _mark(name: str) -> str:
    return word_lists("marks")[name][0]


def _rank(station: Station, wanted: Sequence[str]) -> tuple[Any, ...]:
    """Offices with a number first, then an address, then newer sources, then the kind asked for first."""
    position = wanted.index(station.kind) if station.kind in wanted else len(wanted)
    reachable = 0 if station.phone else 1 if has_contact(station) else 2
    return (reachable, is_old(station), position)
