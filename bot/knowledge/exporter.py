"""Edits made in the console written back to the knowledge files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.db.base import Database
from bot.db.knowledge.codec import from_body, to_body
from bot.db.knowledge.revisions import current_items
from bot.knowledge.library import read_library


def export_entries(database: Database, root: Path) -> list[Path]:
    """Write every entry whose present revision differs from its file; return the files written."""
    library = read_library(root)
    written = []
    with database.write() as session:
        topics = {item.item_id: revision.body for item, revision in current_items(session, "topic")}
        for item, revision in current_items(session, "entry"):
            entry = library.entries.get(item.item_id)
            same = entry is not None and to_body("entry", entry) == revision.body
            if not same and not (entry is None and revision.body.get("status") == "retired"):
                path = root / "entries" / topics[item.item_id.split(".")[0]]["area_code"] / f"{item.item_id}.yml"
                _write(path, revision.body)
                written.append(path)
            item.file_hash = revision.body_hash
    return written


def _write(path: Path, body: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = to_body("entry", from_body("entry", body))
    path.write_text(yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=160), encoding="utf-8")
