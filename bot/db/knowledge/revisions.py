"""Tables of the knowledge: items with their revisions, and numbered snapshots of published revisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.base import Base
from bot.db.types import UtcDateTime


class KnowledgeRevision(Base):
    """One state of one item; never changed after it was written."""

    __tablename__ = "knowledge_revision"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    item_id: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    body_hash: Mapped[str]
    origin: Mapped[str]
    """`file` or `console`."""
    author: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_knowledge_revision_item", "kind", "item_id"),)


class KnowledgeItem(Base):
    """The present revision of an item, and the hash of the file content it was last loaded from."""

    __tablename__ = "knowledge_item"

    kind: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("knowledge_revision.id"))
    file_hash: Mapped[str] = mapped_column(default="")


class Snapshot(Base):
    """One published, immutable state of the knowledge."""

    __tablename__ = "snapshot"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content_hash: Mapped[str]
    author: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SnapshotItem(Base):
    """Which revision of an item a snapshot serves."""

    __tablename__ = "snapshot_item"

    version: Mapped[int] = mapped_column(ForeignKey("snapshot.version"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("knowledge_revision.id"))


def body_hash(body: Mapping[str, Any]) -> str:
    """Return the hash of an item's content."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def current_items(session: Session, kind: str | None = None) -> list[tuple[KnowledgeItem, KnowledgeRevision]]:
    """Return the present revision of every item, optionally of one kind, in the same order on every database."""
    query = select(KnowledgeItem, KnowledgeRevision).join(
        KnowledgeRevision, KnowledgeItem.revision_id == KnowledgeRevision.id
    )
    if kind:
        query = query.where(KnowledgeItem.kind == kind)
    found = [(item, revision) for item, revision in session.execute(query)]
    return sorted(found, key=lambda pair: (pair[0].item_id, pair[0].kind))


def add_revision(
    session: Session, kind: str, item_id: str, body: Mapping[str, Any], *, origin: str, author: str = ""
) -> KnowledgeRevision:
    """Store a new revision and make it the item's present one."""
    revision = KnowledgeRevision(
        kind=kind, item_id=item_id, body=dict(body), body_hash=body_hash(body), origin=origin, author=author,
        created_at=datetime.now(timezone.utc),
    )  # fmt: skip
    session.add(revision)
    session.flush()
    item = session.get(KnowledgeItem, (kind, item_id))
    if item is None:
        item = KnowledgeItem(kind=kind, item_id=item_id, revision_id=revision.id)
        session.add(item)
    item.revision_id = revision.id
    if origin == "file":
        item.file_hash = revision.body_hash
    session.flush()
    return revision


def add_snapshot(session: Session, content_hash: str, items: Iterable[KnowledgeRevision], author: str = "") -> int:
    """Store the next snapshot and return its number."""
    version = (session.scalar(select(func.max(Snapshot.version))) or 0) + 1
    session.add(
        Snapshot(version=version, content_hash=content_hash, author=author, created_at=datetime.now(timezone.utc))
    )
    session.flush()
    rows = [{"version": version, "kind": r.kind, "item_id": r.item_id, "revision_id": r.id} for r in items]
    if rows:
        session.execute(insert(SnapshotItem), rows)
    return version


def snapshot_hash(session: Session, version: int) -> str | None:
    """Return the content hash a snapshot was published with."""
    return session.scalar(select(Snapshot.content_hash).where(Snapshot.version == version))


def snapshot_bodies(session: Session, version: int, kind: str, item_ids: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the bodies a snapshot serves, by item id."""
    query = (
        select(SnapshotItem.item_id, KnowledgeRevision.body)
        .join(KnowledgeRevision, SnapshotItem.revision_id == KnowledgeRevision.id)
        .where(SnapshotItem.version == version, SnapshotItem.kind == kind)
    )
    if item_ids is not None:
        query = query.where(SnapshotItem.item_id.in_(list(item_ids)))
    return {row.item_id: row.body for row in session.execute(query)}
