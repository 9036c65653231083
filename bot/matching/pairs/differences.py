"""What two otherwise equal questions may differ in: region, date, right, side; read from the words alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.text.patterns import Pattern

REGION, DATE, RIGHT, SIDE = "region", "date", "right", "side"

_RIGHTS = {
    name: Pattern("pairs", f"{{right_{name}}}")
    for name in (
        "design", "utility", "invention", "trademark", "copyright", "secret", "variety", "indication", "circuit",
        "domain", "patent",
    )
}  # fmt: skip
"""In this order, for a design patent is also a patent."""
_DATE, _ACCUSED, _CLAIMANT = (Pattern("pairs", name) for name in ("{date}", "{accused}", "{claimant}"))

Places = Callable[[str], tuple[frozenset[str], str]]
"""Returns the places a text names, and the text without their names."""


def aspects(text: str, places: Places) -> dict[str, frozenset[str]]:
    """Return what a normalised text says of each aspect; nothing where it is silent."""
    rest = text
    rights = set()
    for name, pattern in _RIGHTS.items():
        rest, found = pattern.subn(" ", rest)
        if found:
            rights.add(name)
    return {
        REGION: places(text)[0],
        DATE: frozenset(m.replace(" ", "") for m in _DATE.findall(text)),
        RIGHT: frozenset(rights),
        SIDE: _side(text),
    }


def _side(text: str) -> frozenset[str]:
    """Return on which side the asker stands; being accused is the stronger sign, for it often names the copying too."""
    if _ACCUSED.search(text):
        return frozenset({"accused"})
    return frozenset({"claimant"}) if _CLAIMANT.search(text) else frozenset()


def without(text: str, kinds: set[str], places: Places) -> str:
    """Return the text without the words that speak of these aspects."""
    if REGION in kinds:
        text = places(text)[1]
    for kind, remove in _REMOVERS.items():
        text = remove(text) if kind in kinds else text
    return re.sub(r"\s+", "", text)


def _without_rights(text: str) -> str:
    for pattern in _RIGHTS.values():
        text = pattern.sub(" ", text)
    return text


_REMOVERS: Mapping[str, Callable[[str], str]] = {
    DATE: lambda text: _DATE.sub(" ", text),
    RIGHT: _without_rights,
    SIDE: lambda text: _CLAIMANT.sub(" ", _ACCUSED.sub(" ", text)),
}
