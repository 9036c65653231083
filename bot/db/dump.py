"""Every table as JSON lines and back, the same for SQLite and PostgreSQL, read in one transaction."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, func, select, text

from bot.db.base import Database

ALEMBIC = "alembic_version"
CHUNK = 500


def dump(database: Database) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each table's name with its rows as JSON lines, all of the same moment, parents before children."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        for table in _tables(connection).sorted_tables:
            yield table.name, _rows(connection, table)


def revision(database: Database) -> str:
    """Return the schema's revision."""
    with database.engine.connect() as connection:
        versions = Table(ALEMBIC, MetaData(), Column("version_num", String))
        return str(connection.execute(select(versions.c.version_num)).scalar_one())


def restore(database: Database, contents: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Replace every table's rows by the given ones, all or nothing.

    Raises:
        ValueError: the contents name a table that the schema lacks.
    """
    with database.engine.begin() as connection:
        tables = _tables(connection)
        for table in reversed(tables.sorted_tables):
            connection.execute(table.delete())
        for name, lines in contents:
            if name not in tables.tables:
                raise ValueError(f"the schema has no table {name!r}")
            _fill(connection, tables.tables[name], lines)
        if not database.is_sqlite:
            _advance_sequences(connection, tables)


class DatabaseTables:
    """The database as backups want it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> str:
        """Return the schema's revision."""
        return revision(self._database)

    def dump(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield each table's name with its rows."""
        return dump(self._database)

    def restore(self, contents: Iterable[tuple[str, Iterable[bytes]]]) -> None:
        """Replace every table's rows."""
        restore(self._database, contents)


def _tables(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    metadata.remove(metadata.tables[ALEMBIC])
    return metadata


def _rows(connection: Connection, table: Table) -> Iterator[bytes]:
    statement = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=CHUNK).execute(statement).mappings():
        yield orjson.dumps({str(name): _plain(value) for name, value in row.items()}) + b"\n"


def _fill(connection: Connection, table: Table, lines: Iterable[bytes]) -> None:
    kinds = {column.name: _kind(column.type) for column in table.columns}
    chunk: list[dict[str, Any]] = []
    for line in lines:
        chunk.append({name: _typed(kinds[name], value) for name, value in orjson.loads(line).items()})
        if len(chunk) == CHUNK:
            connection.execute(table.insert(), chunk)
            chunk = []
    if chunk:
        connection.execute(table.insert(), chunk)


def _kind(column_type: Any) -> type[Any]:
    try:
        kind: type[Any] = column_type.python_type
    except NotImplementedError:
        return object
    return kind


def _plain(value: Any) -> Any:
    return {"bytes": b64encode(value).decode()} if isinstance(value, bytes) else value


def _typed(kind: type[Any], value: Any) -> Any:
    if value is None:
        return None
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is bytes:
        return b64decode(value["bytes"])
    return bool(value) if kind is bool else value


def _advance_sequences(connection: Connection, tables: MetaData) -> None:
    for table in tables.sorted_tables:
        for column in table.primary_key.columns:
            if isinstance(column.type, Integer) and column.server_default is not None:
                highest = connection.execute(select(func.max(column))).scalar()
                if highest is not None:
                    sequence = func.pg_get_serial_sequence(table.name, column.name)
                    connection.execute(select(func.setval(sequence, highest)))
