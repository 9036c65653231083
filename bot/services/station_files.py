"""Reads tables that people send: CSV in UTF-8 (with or without BOM) or GB18030, and XLSX; writes them safely."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from openpyxl import Workbook, load_workbook

from bot.errors import InvalidInput, TooLong
from bot.services.formulas import harmless
from bot.services.import_words import error_text

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 64
"""Columns read of a sheet: a mark in the last cell of all (XFD1048576) would make 17 thousand million cells of it."""
Line = tuple[int, list[str]]


def read_file(name: str, content: bytes) -> list[Line]:
    """Return (line number, cells) of every line that is not empty, the header first.

    Raises:
        TooLong: too many bytes or rows; nothing of such a file is used.
        InvalidInput: the file is of another kind, broken, or in an unknown encoding.
    """
    if len(content) > MAX_BYTES:
        raise TooLong(error_text("too_big", limit=MAX_BYTES // 1024 // 1024))
    suffix = PurePath(name).suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise InvalidInput(error_text("kind_of_file"))
    lines = _csv_lines(content) if suffix == ".csv" else _xlsx_lines(content)
    found: list[Line] = []
    for number, cells in lines:
        if any(cells):
            found.append((number, cells))
        if len(found) > MAX_ROWS + 1:
            raise TooLong(error_text("too_many", limit=MAX_ROWS))
    if len(found) < 2:
        raise InvalidInput(error_text("empty_file"))
    return found


def _csv_lines(content: bytes) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InvalidInput(error_text("broken", value=str(error))) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InvalidInput(error_text("encoding"))


def _xlsx_lines(content: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
        if unpacked > MAX_UNPACKED:
            raise TooLong(error_text("too_big", limit=MAX_BYTES // 1024 // 1024))
        sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
        for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
            if any(row):
                yield number, _row(row)
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise InvalidInput(error_text("broken", value=type(error).__name__)) from error


def _row(values: Sequence[object]) -> list[str]:
    """Return the cells as texts, without the empty ones at the end."""
    cells = [_cell(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip().removesuffix(" 00:00:00")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV that Excel opens in Chinese; cells that begin like formulas are quoted."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *([harmless(cell) for cell in row] for row in rows)])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook whose cells are all text, never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(header))
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
