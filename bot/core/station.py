"""Offices that help, their kinds and services; standard library only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Station:
    """One real office with the source that proves it."""

    id: str
    name: str
    kind: str
    region_code: str
    services: str = ""
    """What the office does, in the source's words."""
    address: str = ""
    phone: str = ""
    area_code_added: str = ""
    """The area code of a number that its source prints without one."""
    phone_kind: str = ""
    hours: str = ""
    website: str = ""
    note: str = ""
    confidence: str = ""
    source_url: str = ""
    source_title: str = ""
    source_date: str = ""
    checked_on: str = ""


@dataclass(frozen=True)
class StationSearch:
    """Stations found for a place and service, and how far the search had to widen."""

    stations: tuple[Station, ...]
    requested: str
    served: str
    """Region code the stations belong to, or "national" when only the hotlines remain."""

    @property
    def widened(self) -> bool:
        """Say whether nothing was found in the requested region itself."""
        return self.requested != self.served


@dataclass(frozen=True)
class Hotline:
    """A national number: its purpose, and what must be said with it."""

    number: str
    name: str
    purpose: str
    note: str = ""
    recommend: bool = True
