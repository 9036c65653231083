"""The guide to changes names files that exist."""

from __future__ import annotations

import re

from bot.config import ROOT

GUIDE = (ROOT / "docs" / "where.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:4] for line in GUIDE.splitlines() if line.startswith("| ") and "files" not in line]


def test_every_file_that_the_guide_names_is_there() -> None:
    named = [path for _, files, _ in ROWS for path in re.findall(r"`([^`]+)`", files)]
    assert len(ROWS) >= 20
    assert [path for path in named if not (ROOT / path).exists()] == []
