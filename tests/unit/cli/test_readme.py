"""The README's settings table is the one the code makes."""

from __future__ import annotations

from bot.cli.config import settings_table
from bot.config import ROOT


def test_the_readme_holds_the_settings_table_of_the_code() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.split("<!-- settings -->")[1].split("<!-- /settings -->")[0].strip()
    assert table == settings_table()


def test_the_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
