"""Submissions as tables for a spreadsheet; no cell can act as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

from bot.core.submission import Submission
from bot.services.formulas import harmless

BYTE_ORDER_MARK = "\ufeff"
"""Tells a spreadsheet that the text is UTF-8."""
FIXED = ("code", "kind", "status", "region", "created_at", "updated_at", "handled_by", "note")


def to_table(submissions: Sequence[Submission], say: Callable[..., str]) -> list[list[str]]:
    """Return a head row and one row per submission; every fact that occurs has a column."""
    labels = list(dict.fromkeys(fact["label"] for one in submissions for fact in one.facts))
    head = [*(say(f"utter_submission_{name}") for name in FIXED), *labels]
    return [head, *(_row(one, labels, say) for one in submissions)]


def to_csv(submissions: Sequence[Submission], say: Callable[..., str]) -> bytes:
    """Return the table as CSV that spreadsheets open as UTF-8."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([harmless(cell) for cell in row] for row in to_table(submissions, say))
    return (BYTE_ORDER_MARK + buffer.getvalue()).encode()


def to_xlsx(submissions: Sequence[Submission], say: Callable[..., str]) -> bytes:
    """Return the table as a workbook; every cell is text."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.freeze_panes = "A2"
    for number, row in enumerate(to_table(submissions, say), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if isinstance(cell, Cell):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
                cell.data_type = "s"
                cell.number_format = "@"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _row(one: Submission, labels: Sequence[str], say: Callable[..., str]) -> list[str]:
    values = {fact["label"]: str(fact["value"]) for fact in one.facts}
    moments = [moment.date().isoformat() if moment else "" for moment in (one.created_at, one.updated_at)]
    words = [say(f"utter_submission_kind_{one.kind}"), say(f"utter_submission_status_{one.status}")]
    return [
        one.code,
        *words,
        one.region,
        *moments,
        one.handled_by,
        one.note,
        *(values.get(name, "") for name in labels),
    ]
