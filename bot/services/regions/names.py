"""Builds every spelling of every place from the official divisions and the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.core.region import COVERED, Region
from bot.services.regions.directory import Divisions, read_table
from bot.services.regions.misspellings import variants
from bot.text.lexicon import word_lists
from bot.text.normalise import normalise
from bot.text.patterns import meanings
from bot.text.places import Name, Strength, Surroundings

_COVERED = tuple(code[:2] for code in COVERED)
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
        *_former_shorts(divisions, lexicon, folder),
        *_former_spellings(divisions),
        *_former_counties(divisions),
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
    surnames, foreign = (frozenset(context.pop(key)) for key in ("surnames", "foreign"))
    patterns = {key: re.compile(pattern) for key, pattern in context.items()}
    return Surroundings(**patterns, surnames=surnames, foreign=foreign)


def _lexicon_names(lexicon: Mapping[str, Any]) -> Iterator[Name]:
    yield from (Name(normalise(word), strength=Strength.BLOCKED) for word in lexicon["blocked"].split())
    for section, strength in _SECTIONS.items():
        for word, codes in lexicon[section].items():
            yield Name(normalise(word), _codes(codes), strength)
    lists = word_lists("divisions")
    suffixes = (*lists["former_suffixes"], *lists["ethnic_suffixes"])
    for word, code in lexicon["abbreviated"].items():
        yield Name(word, _codes(code), Strength.SHORT)
        yield from (Name(word + suffix, _codes(code)) for suffix in suffixes)


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
    """Yield 大庆大同, where 大同 by itself means a city elsewhere, and 青岛市南区, which begins like 青岛市."""
    for region in divisions:
        short = divisions.short(region.code)
        city = divisions.short(region.chain[1]) if len(region.chain) == 3 else short
        if short in shorts and region.code not in shorts[short].codes and city != short:
            yield Name(city + short, (region.code,))
        if region.name.startswith("市"):
            yield from (Name(before + region.name, (region.code,)) for before in (city, city + "市"))


def _usual(regions: Sequence[Region]) -> tuple[str, ...]:
    """Return what a bare name means: the province or city of that name before any county.

    A league or prefecture (兴安盟, 甘南州) is no surer than a county of the same name elsewhere.
    """
    wide = [r for r in regions if r.level == "province"] or [r for r in regions if r.level == "city"]
    if not wide:
        return tuple(r.code for r in regions)
    codes = tuple(r.code for r in wide)
    if any(r.level == "province" or r.name.endswith("市") for r in wide):
        return codes
    return codes + tuple(r.code for r in regions if r.level == "county" and r.chain[1] not in codes)


def _kept_names(folder: Path) -> Iterator[Name]:
    for file in ("former_names.csv", "zones.csv", "towns.csv"):
        merged: dict[str, list[str]] = {}
        for row in read_table(folder / file):
            merged.setdefault(row.get("old") or row["name"], []).append(row["code"])
        for text, codes in merged.items():
            generic = text in word_lists("divisions")["generic_districts"]
            sure = Strength.FULL if len(text) > 2 else Strength.SHORT
            yield Name(normalise(text), tuple(codes), Strength.GENERIC if generic else sure)


def _former_shorts(divisions: Divisions, lexicon: Mapping[str, Any], folder: Path) -> Iterator[Name]:
    """Yield 广州东山 and 广州东山区 for a district that is gone, and 美溪 in the provinces covered."""
    rows = [(row["old"], row["code"]) for row in read_table(folder / "former_names.csv")]
    plain = set(lexicon["never"].split()) | set(lexicon["generic"].split())
    words = set(lexicon["words"].split())
    for old, code in (*rows, *((old, str(code)) for old, code in lexicon["former"].items())):
        region, short = divisions.get(code), old[:-1] if old[-1] in word_lists("divisions")["former_suffixes"] else old
        if region is None or len(short) < 2 or old in plain:
            continue
        city = divisions.short(region.chain[-2] if len(region.chain) > 2 else region.chain[-1])
        yield from (Name(before + text, (code,)) for before in (city, city + "市") for text in (old, short))
        if code[:2] in _COVERED and short not in plain:
            yield Name(short, (code,), Strength.WORD if short in words else Strength.SHORT)


def _former_spellings(divisions: Divisions) -> Iterator[Name]:
    """Yield 富阳市 and 富阳县 for 富阳区, 绥化地区 for 绥化市: what it was, or what people take it for."""
    merged: dict[str, list[str]] = {}
    lists, cities = word_lists("divisions"), meanings("divisions", "city_suffixes")
    for row in divisions.rows:
        county = row["level"] == "county"
        suffixes = lists["former_suffixes"] if county else cities.get(row["name"][-1], ())
        if row["level"] != "province" and len(row["short"]) > 1 and row["short"] != row["name"]:
            ethnic = (
                lists["ethnic_suffixes"] if "族" in row["name"] or lists["self_governing"][0] in row["name"] else ()
            )
            for suffix in (*suffixes, *ethnic):
                merged.setdefault(row["short"] + suffix, []).append(row["code"])
    yield from (Name(text, _surest(codes)) for text, codes in merged.items() if len(text) > 2)


def _former_counties(divisions: Divisions) -> Iterator[Name]:
    """Yield 滕县 for 滕州市: a county of one character took 州 when it became a city or a district."""
    for row in divisions.rows:
        first, rest = row["short"][:1], row["short"][1:]
        if row["level"] == "county" and rest == "州" and row["name"].endswith(_SPLIT):
            yield Name(first + "县", (row["code"],), Strength.SHORT)


def _surest(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the counties among the codes, as a wrong suffix is seldom a city's; a city only when nothing else fits."""
    counties = tuple(code for code in codes if code[4:] != "00")
    return counties or tuple(codes)


def _countries(lexicon: Mapping[str, Any], folder: Path) -> Iterator[Name]:
    yield from (Name(word, country=str(country)) for word, country in lexicon["abroad"].items())
    ignored = set(lexicon["abroad_ignored"].split())
    rows: Iterable[Mapping[str, str]] = read_table(folder / "abroad.csv")
    for row in rows:
        if row["name"] not in ignored:
            strength = Strength.SHORT if len(row["name"]) < 3 else Strength.FULL
            yield Name(row["name"], strength=strength, country=row["country"])
