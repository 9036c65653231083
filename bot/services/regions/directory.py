"""The official divisions of China by code, and the nearest county to a point."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from bot.config import ROOT
from bot.core.region import Region

REGIONS = ROOT / "knowledge" / "regions"
LEXICON = ROOT / "knowledge" / "lexicon" / "regions.yml"
_EARTH_KM = 6371.0
_FAR_KM = 200.0
_FAR_DEGREES = 1.8


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the kilometres between two points (latitude, longitude)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, p)) for p in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


class Divisions:
    """The official divisions by code; implements the look-ups of `ports.Regions`."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self.rows = tuple(rows)
        names = {row["code"]: row["name"] for row in self.rows}
        self._by_code = {row["code"]: _region(row, names) for row in self.rows}

    def __iter__(self) -> Iterator[Region]:
        return iter(self._by_code.values())

    def get(self, code: str) -> Region | None:
        """Return a division by its code; 12-digit and shortened codes are understood."""
        return self._by_code.get(code[:6].ljust(6, "0")) if code.isdigit() and len(code) in (2, 4, 6, 9, 12) else None

    def short(self, code: str) -> str:
        """Return a division's name without 省, 市, 县 and the like."""
        return self._shorts[code]

    @cached_property
    def _shorts(self) -> dict[str, str]:
        return {row["code"]: row["short"] for row in self.rows}

    def level(self, code: str) -> str:
        """Return whether a code is a province's, a city's or a county's."""
        return self._by_code[code].level

    def children(self, code: str) -> Sequence[Region]:
        """Return the divisions directly below one, or the provinces when the code is empty."""
        return self._children.get(code, ())

    @cached_property
    def _children(self) -> dict[str, tuple[Region, ...]]:
        found: dict[str, list[Region]] = {}
        for region in self:
            found.setdefault(region.chain[1] if len(region.chain) > 1 else "", []).append(region)
        return {code: tuple(regions) for code, regions in found.items()}

    @cached_property
    def wider(self) -> dict[str, tuple[str, ...]]:
        """The codes above each code."""
        return {region.code: region.chain[1:] for region in self}

    def nearest(self, latitude: float, longitude: float) -> Region | None:
        """Return the county whose centroid is nearest; None far from all of them."""
        near = [(p, code) for p, code in self._centroids if abs(p[0] - latitude) < _FAR_DEGREES]
        far, best = min(((distance((latitude, longitude), p), code) for p, code in near), default=(math.inf, ""))
        return self.get(best) if far <= _FAR_KM else None

    @cached_property
    def _centroids(self) -> list[tuple[tuple[float, float], str]]:
        """Counties whose point is their own; a point borrowed from the city would hide its neighbours."""
        rows = [r for r in self.rows if r["level"] == "county" and r["centroid"] in ("own", "predecessor")]
        return [((float(r["latitude"]), float(r["longitude"])), r["code"]) for r in rows]


def _region(row: Mapping[str, str], names: Mapping[str, str]) -> Region:
    code = row["code"]
    wider = [code[:4] + "00", code[:2] + "0000"]
    chain = (code, *(c for c in wider if c in names and c != code))
    point = (float(row["latitude"]), float(row["longitude"])) if row["latitude"] else (None, None)
    path = tuple(names[c] for c in reversed(chain))
    return Region(code, row["name"], row["level"], path, chain, *point)


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
