"""Builds every spelling of every place from the official divisions and the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.core.region import Region
from bot.services.divisions import Divisions, read_table
from bot.services.region_variants import variants
from bot.text.normalise import normalise
from bot.text.places import Name, Strength, Surroundings

_FORMER_SUFFIXES = ("县", "市", "区")
_SECTIONS = {
    "nicknames": Strength.FULL,
    "former": Strength.FULL,
    "shorts": Strength.SHORT,
    "soft": Strength.WORD,
}
_SPLIT = ("市", "区")


def all_names(divisions: Divisions, lexicon: Mapping[str, Any], folder: Path) -> list[Name]:
    """Return one Name per spelling; where two sources give the same spelling the surer one wins."""
    found: dict[str, Name] = {}
    shorts = _short_names(divisions, lexicon)
    for name in (
        *_lexicon_names(lexicon),
        *_official_names(divisions, lexicon, shorts),
        *shorts.values(),
        *_hidden_names(divisions, shorts),
        *_kept_names(folder),
        *_former_spellings(divisions),
        *_countries(lexicon, folder),
        *_shared_names(lexicon),
    ):
        found.setdefault(name.text, name)
    for name in variants(list(found.values()), lexicon):
        found.setdefault(name.text, name)
    return [name for name in found.values() if len(name.text) > 1]


def claims(lexicon: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the cities that each shared nickname may stand for."""
    return {normalise(word): _codes(codes) for word, codes in lexicon["claims"].items()}


def surroundings(lexicon: Mapping[str, Any]) -> Surroundings:
    """Compile the words around places."""
    context = dict(lexicon["context"])
    surnames = frozenset(context.pop("surnames"))
    return Surroundings(**{key: re.compile(pattern) for key, pattern in context.items()}, surnames=surnames)


def _lexicon_names(lexicon: Mapping[str, Any]) -> Iterator[Name]:
    yield from (Name(normalise(word), strength=Strength.BLOCKED) for word in lexicon["blocked"].split())
    for section, strength in _SECTIONS.items():
        for word, codes in lexicon[section].items():
            yield Name(normalise(word), _codes(codes), strength)


def _shared_names(lexicon: Mapping[str, Any]) -> Iterator[Name]:
    """Yield the nicknames of several cities, to be asked about where a place must be meant."""
    for text, codes in claims(lexicon).items():
        if len(codes) > 1:
            yield Name(text, codes, Strength.WORD)


def _codes(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _official_names(divisions: Divisions, lexicon: Mapping[str, Any], shorts: Mapping[str, Name]) -> Iterator[Name]:
    generic = set(lexicon["generic"].split())
    by_name: dict[str, list[str]] = {}
    for region in divisions:
        by_name.setdefault(region.name, []).append(region.code)
    short_of = {row["name"]: row["short"] for row in divisions.rows}
    for name, codes in by_name.items():
        strength = Strength.GENERIC if name in generic else Strength.FULL
        fallback = shorts.get(short_of[name]) if name.endswith(_SPLIT) else None
        yield Name(name, tuple(codes), strength, fallback=fallback)


def _short_names(divisions: Divisions, lexicon: Mapping[str, Any]) -> dict[str, Name]:
    by_short: dict[str, list[Region]] = {}
    for row in divisions.rows:
        region = divisions.get(row["code"])
        if region is not None and len(row["short"]) > 1:
            by_short.setdefault(row["short"], []).append(region)
    words = set(lexicon["words"].split()) - set(lexicon["not_words"].split())
    found = {}
    for short in lexicon["never"].split():
        by_short.pop(short, None)
    for short, regions in by_short.items():
        codes = tuple(map(str, lexicon["ask"].get(short, ()))) or _usual(regions)
        strength = Strength.WORD if short in words else Strength.SHORT
        if regions[0].level == "province":
            strength = Strength.FULL
        found[short] = Name(short, codes, strength)
    return found


def _hidden_names(divisions: Divisions, shorts: Mapping[str, Name]) -> Iterator[Name]:
    """Yield 大庆大同 and 大连中山, where 大同 and 中山 by themselves mean a city elsewhere."""
    for region in divisions:
        short = divisions.short(region.code)
        city = divisions.short(region.chain[1]) if len(region.chain) == 3 else short
        if short in shorts and region.code not in shorts[short].codes and city != short:
            yield Name(city + short, (region.code,))


def _usual(regions: Sequence[Region]) -> tuple[str, ...]:
    """Return what a bare name means: the province or city of that name before any county."""
    for level in ("province", "city"):
        wide = [r.code for r in regions if r.level == level]
        if wide:
            return tuple(wide)
    return tuple(r.code for r in regions)


def _kept_names(folder: Path) -> Iterator[Name]:
    for file in ("former_names.csv", "zones.csv", "towns.csv"):
        merged: dict[str, list[str]] = {}
        for row in read_table(folder / file):
            merged.setdefault(row.get("old") or row["name"], []).append(row["code"])
        for text, codes in merged.items():
            generic = text in ("城区", "矿区", "郊区")
            yield Name(normalise(text), tuple(codes), Strength.GENERIC if generic else Strength.FULL)


def _former_spellings(divisions: Divisions) -> Iterator[Name]:
    """Yield 富阳市 and 富阳县 for 富阳区, 绥化地区 for 绥化市: what it was, or what people take it for."""
    merged: dict[str, list[str]] = {}
    for row in divisions.rows:
        suffixes = _FORMER_SUFFIXES if row["level"] == "county" else ("地区", "市")
        if row["level"] != "province" and len(row["short"]) > 1 and row["short"] != row["name"]:
            for suffix in suffixes:
                merged.setdefault(row["short"] + suffix, []).append(row["code"])
    yield from (Name(text, tuple(codes)) for text, codes in merged.items() if len(text) > 2)


def _countries(lexicon: Mapping[str, Any], folder: Path) -> Iterator[Name]:
    yield from (Name(word, country=str(country)) for word, country in lexicon["abroad"].items())
    ignored = set(lexicon["abroad_ignored"].split())
    rows: Iterable[Mapping[str, str]] = read_table(folder / "abroad.csv")
    for row in rows:
        if row["name"] not in ignored:
            strength = Strength.SHORT if len(row["name"]) < 3 else Strength.FULL
            yield Name(row["name"], strength=strength, country=row["country"])
