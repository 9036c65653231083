"""Reads the visible sheet of an XLSX file as lines of text: merged cells filled in, months kept as months."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from bot.errors import InvalidInput, TooLong
from bot.services.stations.import_wording import error_text

MAX_UNPACKED = 50 * 1024 * 1024
MAX_COLUMNS = 64
"""Columns read of a sheet: a mark in the last cell of all (XFD1048576) would make 17 thousand million cells of it."""
Line = tuple[int, list[str]]
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,80}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_MOST_MERGED = 10_000
_NO_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
"""Parts of a number format that are shown as they are."""
Merged = dict[int, list[tuple[int, int]]]
"""First row of merged cells to their first column and last row; those in one row need no filling."""


def xlsx_lines(content: bytes) -> Iterator[Line]:
    """Yield (line number, cells) of every line that is not empty.

    Raises:
        TooLong: the file unpacks to too much.
        InvalidInput: it is no XLSX file, or a broken one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MAX_UNPACKED:
                raise TooLong(error_text("too_big", limit=MAX_UNPACKED // 1024 // 1024))
            book = load_workbook(io.BytesIO(content), read_only=True)
            sheet: Any = next((one for one in book.worksheets if one.sheet_state == "visible"), book.worksheets[0])
            merged = _merged(package.read(sheet._worksheet_path))  # noqa: SLF001  openpyxl names it nowhere else
        yield from _filled(sheet.iter_rows(max_col=MAX_COLUMNS), merged)
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise InvalidInput(error_text("broken", value=type(error).__name__)) from error


def _merged(sheet: bytes) -> Merged:
    found: Merged = defaultdict(list)
    for place, match in enumerate(_MERGED.finditer(sheet)):
        bounds = range_boundaries(match.group(1).decode())
        column, first, _, last = (bound or 0 for bound in bounds)
        if place < _MOST_MERGED and last > first and column <= MAX_COLUMNS:
            found[first].append((column - 1, last))
    return found


def _filled(rows: Iterator[Sequence[Any]], merged: Merged) -> Iterator[Line]:
    """Yield the lines that hold anything themselves, with what merged cells from above say to them."""
    above: dict[int, tuple[str, int]] = {}
    for number, row in enumerate(rows, 1):
        cells = _texts(row)
        own = any(cells)
        for column, (value, last) in list(above.items()):
            if number > last:
                del above[column]
            elif own:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or value
        above |= {column: (cells[column], last) for column, last in merged.get(number, ()) if column < len(cells)}
        if own:
            yield number, cells


def _texts(row: Sequence[Any]) -> list[str]:
    """Return the cells as texts, without the empty ones at the end."""
    cells = [_text(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):
        return _as_shown(value, cell.number_format)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _as_shown(value: date, number_format: str) -> str:
    """Return a date no finer than its cell shows it: `Mar-25` is a month."""
    shown = _NO_CODE.sub("", number_format or "").lower()
    if "y" in shown and "d" not in shown:
        return value.strftime("%Y-%m" if "m" in shown else "%Y")
    return str(value).removesuffix(" 00:00:00")
