"""Administrative regions and the result of looking for them in a text; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

COVERED = ("230000", "520000", "330000")
"""Provinces whose documents the knowledge rests on: Heilongjiang, Guizhou, Zhejiang."""


@dataclass(frozen=True)
class Region:
    """One official division; `code` is the six-digit code of GB/T 2260, `path` full names, province first."""

    code: str
    name: str
    level: str
    path: tuple[str, ...]
    chain: tuple[str, ...]
    """Codes from this region up to its province, narrowest first."""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class RegionMatch:
    """What a text says about places: one region, several candidates to ask about, or none."""

    region: Region | None = None
    candidates: tuple[Region, ...] = ()
    mention: str = ""
    """The words of the text that named the place."""
    abroad: str = ""
    """A country named instead of a Chinese region."""
    other: Region | None = None
    """The other party's region when the text names two ("ours" is `region`)."""
    theirs: bool = False
    """`region` or `candidates` are the other party's: nothing is said of the user's own."""


class Resolver(Protocol):
    """Finds the places a text names."""

    def resolve(self, text: str, home: str | None = None) -> RegionMatch:
        """Find the place a text names; `home` is the known region, used to settle ambiguous names."""
