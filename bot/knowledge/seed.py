"""The offices and hotlines that ship with the product, from files into the database."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bot.config import ROOT
from bot.core.station import Hotline, Station
from bot.db.base import Database
from bot.db.stations import StationRepository, station_of
from bot.knowledge.yamlfile import read_yaml


def seed_stations(database: Database, knowledge: Path = ROOT / "knowledge") -> None:
    """Bring the shipped offices and hotlines into the database; imported offices stay."""
    StationRepository(database).seed(read_stations(knowledge / "stations"), read_hotlines(knowledge / "hotlines.yml"))


def read_stations(folder: Path) -> list[Station]:
    """Read every station file of a folder."""
    return [station_of(row) for path in sorted(folder.glob("*.csv")) for row in _rows(path)]


def read_hotlines(path: Path) -> list[Hotline]:
    """Read the national hotlines, best first."""
    rows = sorted(read_yaml(path).data, key=lambda row: row["order"])
    return [
        Hotline(str(row["number"]), row["name"], row["purpose"], row.get("note") or "", recommend=row["recommend"])
        for row in rows
    ]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
