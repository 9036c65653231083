"""Checks a table of offices row by row: good rows become stations, bad ones are refused with line, column and reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

from bot.core.station import Station
from bot.errors import InvalidInput
from bot.services import ports
from bot.services.formulas import is_formula
from bot.services.regions.directory import REGIONS, read_table
from bot.services.stations.import_wording import error_text, import_words, refusal_text, title_of
from bot.services.stations.phone_spelling import read_phone
from bot.services.stations.search import kinds
from bot.services.stations.tables import read_file
from bot.services.stations.workbooks import Line
from bot.services.stations.written_dates import first_day, written_date

_LIMITS = {"name": 200, "address": 300, "phone": 100, "phone_kind": 80, "hours": 200, "note": 2000, "services": 2000}
_LIMITS |= {"website": 300, "source_url": 500, "source_title": 300, "id": 80}
_URL = re.compile(r"(?:https?://)?[\w.-]+\.[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]")
_ERROR = re.compile(r"#(?:N/?A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA)", re.IGNORECASE)
"""What a spreadsheet shows where a formula failed."""
_LOCAL_NUMBER = re.compile(r"[2-8]\d{6,7}(?!\d)")
_MARKS = re.compile(r"[\s*_:()\[\]【】-]+")
_REMARK = re.compile(r"[(（].*[)）]")
_MOST_ABOVE = 10
"""Lines that may stand above the header."""
DATES = ("source_date", "checked_on")
CONFIDENCES = ("高", "中", "低")


@dataclass(frozen=True)
class Refusal:
    """Why one row is not taken."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class Checked:
    """What a file contains: offices that may be taken, rows that are refused."""

    stations: tuple[Station, ...]
    refused: tuple[Refusal, ...]


def check_file(
    name: str, content: bytes, regions: ports.Regions, today: date, known: Iterable[Station] = ()
) -> Checked:
    """Return what a file contains; nothing is stored. An office that is known keeps its id.

    Raises:
        InvalidInput: the file cannot be read, is too big, or its header is wrong; no row of it is used.
    """
    (_, header), *lines = header_first(read_file(name, content))
    columns = _columns(header)
    ids = {same_office(station): station.id for station in known}
    stations: list[Station] = []
    refused: list[Refusal] = []
    seen: dict[object, int] = {}
    for number, cells in lines:
        row = _rewritten(dict(zip(columns, cells, strict=False)), regions)
        problems = _problems(row, cells, columns, regions, today)
        station = None if problems else _station(row, regions, ids)
        keys = (station.id, same_office(station)) if station else ()
        if twice := next((seen[key] for key in keys if key in seen), 0):
            problems, station = [("name", refusal_text("duplicate", value=twice))], None
        refused += [Refusal(number, title_of(column), reason) for column, reason in problems]
        if station is not None:
            seen.update(dict.fromkeys(keys, number))
            stations.append(station)
    return Checked(tuple(stations), tuple(refused))


def same_office(station: Station) -> tuple[str, str, str]:
    """Return what tells an office from others, whatever brackets, widths and spaces its name is written with."""
    return station.kind, station.region_code, folded(station.name)


def _rewritten(row: Mapping[str, str], regions: ports.Regions) -> dict[str, str]:
    """Return a row with its dates and numbers in the product's spelling; what cannot be read stays as it is."""
    dates = {column: written_date(row[column]) or row[column] for column in DATES if row.get(column)}
    phone = read_phone(row.get("phone", ""), _area_of(row, regions)).text
    return {**row, **dates, **({"phone": phone} if phone else {})}


def _area_of(row: Mapping[str, str], regions: ports.Regions) -> str:
    """Return the area code that completes a number printed without one, or an empty text."""
    region = regions.find(row.get("region_code", "")[:60])
    return row.get("area_code_added") or (city_code(region.code) if region else "")


def header_first(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines from the header on, when titles of the table stand above it."""
    titles = _titles()
    for place, (_, cells) in enumerate(lines[:_MOST_ABOVE]):
        if sum(folded(cell) in titles for cell in cells) > 1:
            return lines[place:]
    return lines


@lru_cache
def _titles() -> Mapping[str, str]:
    """Map every way to write a column's title to the column."""
    words = import_words()
    also = {folded(str(title)): column for column, titles in words["also"].items() for title in titles}
    own = {folded(str(title)): column for column, title in words["columns"].items()}
    return {**also, **{folded(column): column for column in words["columns"]}, **own}


def folded(text: str) -> str:
    """Return a text without what tells no two titles or names apart: width, case, spaces, marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _columns(header: Sequence[str]) -> list[str]:
    titles = _titles()
    while header and not header[-1]:
        header = header[:-1]
    named = [titles.get(folded(cell)) or titles.get(folded(_REMARK.sub("", cell)), cell) for cell in header]
    known = import_words()["columns"]
    wrong = (
        ("header_missing", [title_of(c) for c in import_words()["required"] if c not in named]),
        ("header_unknown", [cell for cell in named if cell not in known]),
        ("header_twice", sorted({cell for cell in named if named.count(cell) > 1})),
    )
    for key, cells in wrong:
        if cells:
            raise InvalidInput(error_text(key, value="、".join(cell[:40] for cell in cells[:10])))
    return named


def _problems(
    row: Mapping[str, str], cells: Sequence[str], columns: Sequence[str], regions: ports.Regions, today: date
) -> list[tuple[str, str]]:
    if any(cells[len(columns) :]):
        return [("name", refusal_text("columns"))]
    found = [*_written(row, _area_of(row, regions)), *_meant(row, regions), *_dated(row, today)]
    return list(dict(reversed(found)).items())


def _written(row: Mapping[str, str], area: str) -> Iterator[tuple[str, str]]:
    phone = read_phone(row.get("phone", ""), area)
    for column, value in row.items():
        if is_formula(value) and not (column == "phone" and phone.text):
            yield column, refusal_text("formula")
        elif _ERROR.match(value):
            yield column, refusal_text("error", value=value[:40])
        elif _CONTROL.search(value):
            yield column, refusal_text("control")
        elif len(value) > _LIMITS.get(column, 40):
            yield column, refusal_text("too_long", limit=_LIMITS.get(column, 40))
    if row.get("phone") and phone.fault:
        yield "phone", refusal_text(phone.fault, value=row["phone"][:40])


def wrong_text(row: Mapping[str, str], area: str = "") -> tuple[str, str] | None:
    """Return the first column whose text cannot be taken, and why; None when all can."""
    return next(_written(row, area), None)


def _meant(row: Mapping[str, str], regions: ports.Regions) -> Iterator[tuple[str, str]]:
    if row.get("kind") and folded(row["kind"]) not in _kind_codes():
        names = "、".join(str(kind["name"]) for kind in kinds().values())
        yield "kind", refusal_text("kind", value=row["kind"][:40], known=names)
    if row.get("region_code") and regions.find(row["region_code"][:60]) is None:
        yield "region_code", refusal_text("region", value=row["region_code"][:40])
    for column in import_words()["required"]:
        if not row.get(column):
            yield column, refusal_text("empty")
    if row.get("phone") and not row.get("phone_kind"):
        yield "phone_kind", refusal_text("phone_kind")
    if row.get("confidence") and row["confidence"] not in CONFIDENCES:
        yield "confidence", refusal_text("confidence")
    for column in ("source_url", "website"):
        if row.get(column) and not _URL.fullmatch(row[column]):
            yield column, refusal_text("url", value=row[column][:40])


def _dated(row: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    for column in DATES:
        value = row.get(column, "")
        first = first_day(value) if value else None
        if value and first is None:
            yield column, refusal_text("date", value=value[:40])
        elif first is not None and first > today:
            yield column, refusal_text("future", value=value[:40])


def _station(row: Mapping[str, str], regions: ports.Regions, ids: Mapping[tuple[str, str, str], str]) -> Station:
    kind = _kind_codes()[folded(row["kind"])]
    region = regions.find(row["region_code"])
    code = region.code if region else ""
    known = {c: v for c, v in row.items() if c in import_words()["columns"]}
    fixed = {"kind": kind, "region_code": code, "confidence": row.get("confidence") or CONFIDENCES[1]}
    given = row.get("id") or ids.get((kind, code, folded(row["name"])))
    fixed["id"] = given or station_id(row["name"], kind, code)
    fixed["area_code_added"] = row.get("area_code_added") or area_code(row.get("phone", ""), code)
    return Station(**(known | fixed))


def station_id(name: str, kind: str, region_code: str) -> str:
    """Return the id of an office that came without one: the same office always gets the same."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    return f"{kind}-{region_code}-{sha256(plain.encode()).hexdigest()[:8]}"


def area_code(phone: str, region_code: str) -> str:
    """Return the area code to add to a number printed without one, where the city has exactly one."""
    return city_code(region_code) if _LOCAL_NUMBER.match(phone) else ""


def city_code(region_code: str) -> str:
    """Return the only area code of a place, or an empty text."""
    places = (region_code, region_code[:4] + "00", region_code[:2] + "0000")
    codes = [code for place, code in _area_codes() if place in places]
    return codes[0] if len(codes) == 1 else ""


@lru_cache
def _area_codes() -> tuple[tuple[str, str], ...]:
    return tuple((row["code"], row["area_code"]) for row in read_table(REGIONS / "area_codes.csv"))


@lru_cache
def _kind_codes() -> Mapping[str, str]:
    """Map the codes and Chinese names of the kinds of offices to the codes."""
    return {folded(str(kind["name"])): code for code, kind in kinds().items()} | {
        folded(code): code for code in kinds()
    }
