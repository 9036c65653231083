"""Reads tables that people send: CSV and XLSX as Excel and WPS save them; writes them safely."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bot.errors import InvalidInput, TooLong
from bot.services.formulas import harmless
from bot.services.stations.import_wording import error_text
from bot.services.stations.workbooks import Line, xlsx_lines

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 10_000
_DELIMITERS = (",", "\t", ";", "；")


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
    lines = _csv_lines(content) if suffix == ".csv" else xlsx_lines(content)
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
    text = _decoded(content)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InvalidInput(error_text("broken", value=str(error))) from error


def _decoded(content: bytes) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InvalidInput(error_text("encoding"))


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
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", harmless(cell)) for cell in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
