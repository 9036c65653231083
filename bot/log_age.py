"""Age of logs: each day's lines in a file of their own, deleted after some days; standard library only."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.private import private_file


def set_apart_and_drop(folder: Path, days: int, today: date) -> None:
    """Set apart what was logged before today, once a day, and delete what is older than `days`."""
    oldest = today - timedelta(days=days)
    for live in sorted(folder.glob("*.log")):
        day_file = folder / f"{live.name}.{today.isoformat()}"
        if live.stat().st_size and not day_file.exists():
            _move_lines(live, day_file)
    for kept in folder.glob("*.log.*"):
        if _last_day(kept) < oldest:
            kept.unlink()


def _move_lines(live: Path, day_file: Path) -> None:
    """Copy the lines and empty the file in place: whoever writes it appends, and keeps it open."""
    with live.open("r+b") as lines, private_file(day_file).open("wb") as kept:
        shutil.copyfileobj(lines, kept)
        lines.truncate(0)


def _last_day(path: Path) -> date:
    """Return the day up to which a file set apart holds lines; one rotated by size tells by its last change."""
    try:
        return date.fromisoformat(path.name.rpartition(".")[2])
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
