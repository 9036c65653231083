"""Knowledge files into the database; an edit made in the console is never overwritten silently."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.db.base import Database
from bot.db.knowledge.codec import to_body
from bot.db.knowledge.revisions import KnowledgeItem, KnowledgeRevision, add_revision, body_hash, current_items
from bot.knowledge.library import Library

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass
class LoadReport:
    """What a load did; `conflicts` lists items edited both in the console and in files, left alone."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    retired: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def load(database: Database, library: Library) -> LoadReport:
    """Bring a checked library into the database in one transaction.

    Raises:
        ValueError: the library has problems; nothing was changed.
    """
    if library.problems:
        raise ValueError(f"{len(library.problems)} problems in the knowledge files")
    report = LoadReport()
    with database.write() as session:
        stored = {(item.kind, item.item_id): (item, revision) for item, revision in current_items(session)}
        for kind, item_id, body in _bodies(library):
            _load_one(session, report, kind, item_id, body, stored.pop((kind, item_id), None))
        for (kind, item_id), (item, revision) in stored.items():
            _retire(session, report, kind, item_id, item, revision)
    return report


def _bodies(library: Library) -> list[tuple[str, str, dict[str, Any]]]:
    groups: dict[str, dict[str, Any]] = {
        "topic": library.topics,
        "source": library.sources,
        "fact": library.facts,
        "deadline": library.deadlines,
        "entry": library.entries,
        "flow": library.flows,
        "route": library.routes,
    }
    return [(kind, item_id, to_body(kind, item)) for kind, items in groups.items() for item_id, item in items.items()]


def _load_one(
    session: Session,
    report: LoadReport,
    kind: str,
    item_id: str,
    body: dict[str, Any],
    stored: tuple[KnowledgeItem, KnowledgeRevision] | None,
) -> None:
    name, new = f"{kind} {item_id}", body_hash(body)
    if stored is None:
        add_revision(session, kind, item_id, body, origin="file")
        report.added.append(name)
        return
    item, revision = stored
    if revision.body_hash == new:
        item.file_hash = new
        report.unchanged += 1
    elif item.file_hash == new:
        report.unchanged += 1  # edited in the console only
    elif revision.origin == "console" and revision.body_hash != item.file_hash:
        report.conflicts.append(name)
    else:
        add_revision(session, kind, item_id, body, origin="file")
        report.updated.append(name)


def _retire(
    session: Session, report: LoadReport, kind: str, item_id: str, item: KnowledgeItem, revision: KnowledgeRevision
) -> None:
    """Retire an entry whose file is gone; one made in the console only is kept, and so is all that entries cite."""
    if kind != "entry" or not item.file_hash or revision.body.get("status") == "retired":
        return
    if revision.origin == "console" and revision.body_hash != item.file_hash:
        report.conflicts.append(f"{kind} {item_id}")
        return
    add_revision(session, kind, item_id, {**revision.body, "status": "retired"}, origin="file")
    report.retired.append(f"{kind} {item_id}")
