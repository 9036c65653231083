"""What a spreadsheet would run as a formula, and how a cell is kept from it; the only place that knows."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = "=+-@−"
"""What a formula begins with; other widths and heights of these signs are the same."""
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_BREAKS = ("\t", "\r", "\n")
"""What may move the rest of a cell into a cell of its own."""


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet may run a cell, or a line of it, as a formula."""
    return cell.startswith(_BREAKS) or any(_begins_one(line) for line in cell.splitlines())


def harmless(cell: str) -> str:
    """Return a cell that every spreadsheet takes for text."""
    return f"'{cell}" if is_formula(cell) else cell


def _begins_one(line: str) -> bool:
    seen = _UNSEEN.sub("", line[:1000])[:1]
    return bool(seen) and unicodedata.normalize("NFKC", seen)[0] in _SIGNS
