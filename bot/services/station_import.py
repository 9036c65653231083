"""Checks a table of offices row by row: good rows become stations, bad ones are refused with line, column and reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

from bot.core.station import Station
from bot.errors import InvalidInput
from bot.services import ports
from bot.services.divisions import REGIONS, read_table
from bot.services.formulas import is_formula
from bot.services.import_words import error_text, import_words, refusal_text, title_of
from bot.services.station_files import read_file
from bot.services.stations import kinds

_LIMITS = {"name": 200, "address": 300, "phone": 100, "phone_kind": 80, "hours": 200, "note": 2000, "services": 2000}
_LIMITS |= {"website": 300, "source_url": 500, "source_title": 300, "id": 80}
_PHONE = re.compile(r"\+?\d[\d\s\-—()（）转,，、;；/]{2,}(?:[\u4e00-\u9fff()（）\d\s\-,，、;；/转]*)")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:年度)?")
_URL = re.compile(r"(?:https?://)?[\w.-]+\.[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]")
_LOCAL_NUMBER = re.compile(r"[2-8]\d{6,7}(?!\d)")
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


def check_file(name: str, content: bytes, regions: ports.Regions, today: date) -> Checked:
    """Return what a file contains; nothing is stored.

    Raises:
        InvalidInput: the file cannot be read, is too big, or its header is wrong; no row of it is used.
    """
    (_, header), *lines = read_file(name, content)
    columns = _columns(header)
    stations: list[Station] = []
    refused: list[Refusal] = []
    seen: dict[str, int] = {}
    for number, cells in lines:
        row = dict(zip(columns, cells, strict=False))
        problems = _problems(row, cells, columns, regions, today)
        station = None if problems else _station(row, regions)
        if station is not None and station.id in seen:
            problems, station = [("name", refusal_text("duplicate", value=seen[station.id]))], None
        refused += [Refusal(number, title_of(column), reason) for column, reason in problems]
        if station is not None:
            seen[station.id] = number
            stations.append(station)
    return Checked(tuple(stations), tuple(refused))


def _columns(header: Sequence[str]) -> list[str]:
    titles = {title: column for column, title in import_words()["columns"].items()}
    while header and not header[-1]:
        header = header[:-1]
    named = [titles.get(cell, cell) for cell in header]
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
    found = [*_written(row), *_meant(row, regions), *_dated(row, today)]
    return list(dict(reversed(found)).items())


def _written(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column, value in row.items():
        if is_formula(value) and not (column == "phone" and _PHONE.fullmatch(value)):
            yield column, refusal_text("formula")
        elif _CONTROL.search(value):
            yield column, refusal_text("control")
        elif len(value) > _LIMITS.get(column, 40):
            yield column, refusal_text("too_long", limit=_LIMITS.get(column, 40))
    if row.get("phone") and not _PHONE.fullmatch(row["phone"]):
        yield "phone", refusal_text("phone", value=row["phone"][:40])


def wrong_text(row: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the first column whose text cannot be taken, and why; None when all can."""
    return next(_written(row), None)


def _meant(row: Mapping[str, str], regions: ports.Regions) -> Iterator[tuple[str, str]]:
    if row.get("kind") and row["kind"] not in _kind_codes():
        yield "kind", refusal_text("kind", value=row["kind"][:40])
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
    for column in ("source_date", "checked_on"):
        value = row.get(column, "")
        first = first_day(value) if value else None
        if value and first is None:
            yield column, refusal_text("date", value=value[:40])
        elif first is not None and first > today:
            yield column, refusal_text("future", value=value[:40])


def first_day(value: str) -> date | None:
    """Return the first day that a year, month or day names; None when it names none."""
    match = _DATE.fullmatch(value)
    try:
        return date(*(int(part or 1) for part in match.groups())) if match else None
    except ValueError:
        return None


def _station(row: Mapping[str, str], regions: ports.Regions) -> Station:
    kind = _kind_codes()[row["kind"]]
    region = regions.find(row["region_code"])
    code = region.code if region else ""
    known = {c: v for c, v in row.items() if c in import_words()["columns"]}
    fixed = {"kind": kind, "region_code": code, "confidence": row.get("confidence") or CONFIDENCES[1]}
    fixed["id"] = row.get("id") or station_id(row["name"], kind, code)
    fixed["area_code_added"] = row.get("area_code_added") or area_code(row.get("phone", ""), code)
    return Station(**(known | fixed))


def station_id(name: str, kind: str, region_code: str) -> str:
    """Return the id of an office that came without one: the same office always gets the same."""
    return f"{kind}-{region_code}-{sha256(name.encode()).hexdigest()[:8]}"


def area_code(phone: str, region_code: str) -> str:
    """Return the area code to add to a number printed without one, where the city has exactly one."""
    codes = [
        c for place, c in _area_codes() if place in (region_code, region_code[:4] + "00", region_code[:2] + "0000")
    ]
    return codes[0] if len(codes) == 1 and _LOCAL_NUMBER.match(phone) else ""


@lru_cache
def _area_codes() -> tuple[tuple[str, str], ...]:
    return tuple((row["code"], row["area_code"]) for row in read_table(REGIONS / "area_codes.csv"))


@lru_cache
def _kind_codes() -> Mapping[str, str]:
    """Map the codes and Chinese names of the kinds of offices to the codes."""
    return {str(kind["name"]): code for code, kind in kinds().items()} | {code: code for code in kinds()}
