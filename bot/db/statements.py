"""Statements of the turn's path: compiled once per dialect and handed to the driver without further ado.

A turn runs six statements; through the usual machinery they cost more time than the database needs for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.expression import ClauseElement

Values = Mapping[str, Any]


class Hot:
    """One statement, given separately where the dialects differ; parameters go by the names of its bindparams."""

    def __init__(self, statement: ClauseElement | Mapping[str, ClauseElement]) -> None:
        self._statement = statement
        self._prepared: dict[str, _Prepared] = {}

    def first(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """Run it and return the first row it returns."""
        prepared = self._for(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(prepared.text, prepared.bind(values))
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row
        finally:
            cursor.close()

    def each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run it for every row."""
        prepared = self._for(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(prepared.text, [prepared.bind(values) for values in rows])
        finally:
            cursor.close()

    def _for(self, connection: Connection) -> _Prepared:
        name = connection.dialect.name
        if name not in self._prepared:
            statement = self._statement[name] if isinstance(self._statement, Mapping) else self._statement
            self._prepared[name] = _Prepared(statement, connection)
        return self._prepared[name]


class _Prepared:
    """The driver's text of a statement, and how its values are bound."""

    def __init__(self, statement: ClauseElement, connection: Connection) -> None:
        compiled: Any = statement.compile(dialect=connection.dialect)
        self.text = str(compiled)
        self._defaults: dict[str, Any] = dict(compiled.params)
        self._order: Sequence[str] | None = compiled.positiontup
        self._convert: dict[str, Callable[[Any], Any]] = {
            name: process
            for bind, name in compiled.bind_names.items()
            if (process := bind.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)) is not None
        }

    def bind(self, values: Values) -> Any:
        """Return the values as the driver takes them: in order, or by name."""
        bound = {**self._defaults, **values}
        for name, convert in self._convert.items():
            bound[name] = convert(bound[name])
        return bound if self._order is None else [bound[name] for name in self._order]
