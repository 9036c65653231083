"""Offices and hotlines: tables and repository; imported rows wait in a batch until they are confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.station import Hotline, Station
from bot.db.base import Base, Database
from bot.db.types import UtcDateTime
from bot.errors import NotFound

SEED = "seed"


class StationRow(Base):
    """One confirmed office; `origin` tells whether it ships with the product or was imported."""

    __tablename__ = "station"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40), index=True)
    region_code: Mapped[str] = mapped_column(String(6), index=True)
    services: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(300))
    phone: Mapped[str] = mapped_column(String(100))
    area_code_added: Mapped[str] = mapped_column(String(5))
    phone_kind: Mapped[str] = mapped_column(String(80))
    hours: Mapped[str] = mapped_column(String(200))
    website: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text)
    confidence: Mapped[str] = mapped_column(String(10))
    source_url: Mapped[str] = mapped_column(String(500))
    source_title: Mapped[str] = mapped_column(String(300))
    source_date: Mapped[str] = mapped_column(String(20))
    checked_on: Mapped[str] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(40))


class HotlineRow(Base):
    """One national number."""

    __tablename__ = "hotline"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    recommend: Mapped[bool]
    position: Mapped[int]


class StationBatchRow(Base):
    """Imported rows that wait for a person's confirmation."""

    __tablename__ = "station_batch"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    file: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


NAMES = tuple(field.name for field in fields(Station))


class StationRepository:
    """Implements `ports.Stations`; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_regions(self, codes: Sequence[str], kinds: Sequence[str] = ()) -> Sequence[Station]:
        """Return confirmed stations located exactly in one of the regions, optionally of some kinds."""
        query = select(StationRow).where(StationRow.region_code.in_(codes))
        if kinds:
            query = query.where(StationRow.kind.in_(kinds))
        return self._stations(query)

    def below(self, prefix: str, kinds: Sequence[str] = ()) -> Sequence[Station]:
        """Return confirmed stations of a division and everything in it, by the beginning of its code."""
        query = select(StationRow).where(StationRow.region_code.startswith(prefix))
        if kinds:
            query = query.where(StationRow.kind.in_(kinds))
        return self._stations(query)

    def hotlines(self) -> Sequence[Hotline]:
        """Return the national hotlines, best first."""
        with self._database.read() as session:
            rows = session.scalars(select(HotlineRow).order_by(HotlineRow.position)).all()
        return [Hotline(row.number, row.name, row.purpose, row.note, recommend=row.recommend) for row in rows]

    def seed(self, stations: Iterable[Station], hotlines: Sequence[Hotline]) -> None:
        """Replace what ships with the product; imported and confirmed rows stay."""
        with self._database.write() as session:
            session.execute(delete(StationRow).where(StationRow.origin == SEED))
            session.execute(delete(HotlineRow))
            kept = set(session.scalars(select(StationRow.id)))
            session.add_all(StationRow(**asdict(s), origin=SEED) for s in stations if s.id not in kept)
            for position, line in enumerate(hotlines):
                session.add(HotlineRow(**asdict(line), position=position))

    def stage(self, batch_id: str, file: str, stations: Iterable[Station]) -> None:
        """Keep imported rows apart until they are confirmed."""
        rows = [asdict(station) for station in stations]
        with self._database.write() as session:
            session.add(StationBatchRow(id=batch_id, file=file, rows=rows, created_at=datetime.now(UTC)))

    def confirm(self, batch_id: str) -> int:
        """Make the rows of a batch live, replacing rows of the same id, and return how many they are.

        Raises:
            NotFound: there is no such batch.
        """
        with self._database.write() as session:
            batch = session.get(StationBatchRow, batch_id)
            if batch is None:
                raise NotFound(f"batch {batch_id}")
            for row in batch.rows:
                session.merge(StationRow(**row, origin=batch_id))
            session.delete(batch)
            return len(batch.rows)

    def batches(self) -> Sequence[tuple[str, str, int]]:
        """Return (id, file, rows) of the batches that wait."""
        with self._database.read() as session:
            return [(b.id, b.file, len(b.rows)) for b in session.scalars(select(StationBatchRow))]

    def _stations(self, query: Any) -> list[Station]:
        with self._database.read() as session:
            return [_station(row) for row in session.scalars(query.order_by(StationRow.id))]


def station_of(row: Mapping[str, str]) -> Station:
    """Return the station a row of text fields describes."""
    return Station(**{name: (row.get(name) or "").strip() for name in NAMES})


def _station(row: StationRow) -> Station:
    return Station(**{name: getattr(row, name) for name in NAMES})
