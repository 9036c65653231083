"""How well the counties are served, and the list of offices to call and confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.core.region import Region
from bot.core.station import Station
from bot.errors import InvalidInput
from bot.services import ports
from bot.services.stations.import_wording import error_text, import_words, refusal_text
from bot.services.stations.imports import Refusal, area_code, city_code, folded, wrong_text
from bot.services.stations.phone_spelling import read_phone
from bot.services.stations.search import NATIONAL, find, has_contact, is_old
from bot.services.stations.workbooks import Line
from bot.services.stations.written_dates import first_day, written_date

_ALL = 1000
_COLUMNS = ("id", "name", "region", "phone", "phone_kind", "address", "source_date", "checked_on")
_ANSWERS = ("result", "new_phone", "new_address", "called_on", "caller")


@dataclass(frozen=True)
class Served:
    """One county: the nearest office with a sourced number, how far the search widened, how old the source is."""

    county: Region
    level: str
    station: Station | None
    source_years: int | None


def coverage(
    stations: ports.Stations, regions: ports.Regions, provinces: Sequence[str], today: date
) -> Iterator[Served]:
    """Yield every county of the provinces with the office that a visitor is sent to."""
    for county in _counties(regions, provinces):
        level, nearest = _nearest_number(stations, regions, county)
        dated = first_day(nearest.source_date) if nearest else None
        yield Served(county, level, nearest, today.year - dated.year if dated else None)


def _nearest_number(stations: ports.Stations, regions: ports.Regions, county: Region) -> tuple[str, Station | None]:
    for code in county.chain:
        search = find(stations, regions.get(code), most=_ALL, places=regions)
        nearest = next((s for s in search.stations if s.phone), None)
        served = regions.get(search.served)
        if nearest is not None and served is not None:
            return served.level, nearest
    return NATIONAL, None


def _counties(regions: ports.Regions, provinces: Sequence[str]) -> Iterator[Region]:
    for province in provinces:
        for below in regions.children(province):
            yield from [below] if below.level == "county" else regions.children(below.code)


def work_list(stations: ports.Stations, regions: ports.Regions, today: date, days: int = 180) -> list[list[str]]:
    """Return the rows to call: never confirmed or not for so many days, without number or old source first."""
    since = (today - timedelta(days=days)).isoformat()
    due = [s for s in stations.below("") if not s.checked_on or s.checked_on < since or is_old(s) or not has_contact(s)]
    due.sort(key=lambda s: (has_contact(s), s.source_date or "0", s.id))
    return [[*_facts(station, regions), *("" for _ in _ANSWERS)] for station in due]


def work_list_header() -> list[str]:
    """Return the titles of the list's columns, those to fill in last."""
    titles = import_words()["work_list"]
    return [str(titles[column]) for column in (*_COLUMNS, *_ANSWERS)]


def _facts(station: Station, regions: ports.Regions) -> list[str]:
    region = regions.get(station.region_code)
    named = {"region": "".join(region.path) if region else station.region_code}
    return [str(named.get(column) or getattr(station, column, "")) for column in _COLUMNS]


def read_answers(
    lines: Sequence[Line], stations: ports.Stations, today: date
) -> tuple[dict[str, list[Station]], list[Refusal]]:
    """Return the offices as each caller found them, and the rows that cannot be used.

    Raises:
        InvalidInput: the header is not that of the list.
    """
    (_, header), *rows = lines
    if [folded(cell) for cell in header[: len(_COLUMNS) + len(_ANSWERS)]] != list(map(folded, work_list_header())):
        raise InvalidInput(error_text("header_missing", value="、".join(work_list_header())))
    known = {station.id: station for station in stations.below("")}
    changed: dict[str, list[Station]] = {}
    refused: list[Refusal] = []
    for number, cells in rows:
        row = _rewritten(dict(zip((*_COLUMNS, *_ANSWERS), cells, strict=False)), known)
        if row.get("result"):
            problem = _problem(row, known, today)
            refused += [Refusal(number, *problem)] if problem else []
            if not problem:
                changed.setdefault(row["caller"], []).append(_confirmed(known[row["id"]], row))
    return changed, refused


def _rewritten(row: dict[str, str], known: Mapping[str, Station]) -> dict[str, str]:
    """Return a row with the day and the new number in the product's spelling, however a spreadsheet saved them."""
    phone = read_phone(row.get("new_phone", ""), _area(known.get(row["id"]))).text
    called = written_date(row.get("called_on", ""))
    return {**row, **({"new_phone": phone} if phone else {}), **({"called_on": called} if called else {})}


def _area(station: Station | None) -> str:
    return (station.area_code_added or city_code(station.region_code)) if station else ""


def _problem(row: Mapping[str, str], known: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    words = import_words()
    titles, results = words["work_list"], words["results"]
    called = first_day(row.get("called_on", ""))
    if row["id"] not in known:
        return titles["id"], refusal_text("unknown", value=row["id"][:40])
    if row["result"] not in results.values():
        return titles["result"], refusal_text("result", value="、".join(results.values()))
    if called is None or called > today or len(row["called_on"]) != len("2026-01-01"):
        return titles["called_on"], refusal_text("date", value=row.get("called_on", "")[:40])
    if not row.get("caller"):
        return titles["caller"], refusal_text("empty")
    new = {"phone": row.get("new_phone", ""), "address": row.get("new_address", "")}
    wrong = wrong_text(new, _area(known[row["id"]]))
    return (titles[f"new_{wrong[0]}"], wrong[1]) if wrong else None


def _confirmed(station: Station, row: Mapping[str, str]) -> Station:
    """Return the office with what the caller found; a number that is dead is taken away."""
    words = import_words()
    dead = row["result"] == words["results"]["dead"]
    phone = row.get("new_phone") or ("" if dead else station.phone)
    same = phone == station.phone
    note = words["confirmed_note"].format(result=row["result"], day=row["called_on"])
    return replace(
        station,
        phone=phone,
        area_code_added=station.area_code_added if same else area_code(phone, station.region_code),
        phone_kind=station.phone_kind if same else (words["confirmed_kind"] if phone else ""),
        address=row.get("new_address") or station.address,
        checked_on=row["called_on"],
        note="；".join(part for part in (station.note, note) if part),
    )
