"""The database's published entries into a numbered snapshot, swapped in atomically."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.core.entry import Entry
from bot.core.topic import Topic
from bot.db.base import Database
from bot.db.codec import from_body
from bot.db.knowledge import KnowledgeRevision, add_snapshot, body_hash, current_items, snapshot_hash
from bot.matching.calibration import chosen_calibration
from bot.matching.encodings import Encodings
from bot.matching.example import Example, examples_of
from bot.matching.fit import fit
from bot.matching.model import FORMAT, Model, load

KEPT = 5
"""Snapshot folders kept for engines that still finish a turn."""


@dataclass(frozen=True)
class Publication:
    """The snapshot now current; `new` is false when nothing had changed."""

    version: int
    new: bool
    entries: int


def publish(
    database: Database, snapshots_dir: Path, flow_examples: Iterable[tuple[str, str]], author: str = ""
) -> Publication:
    """Fit a matcher on the published entries and make it the current snapshot.

    Args:
        flow_examples: (intent, text) of the flow intents.
    """
    snapshots_dir.mkdir(parents=True, exist_ok=True)
    flows = [Example(text, intent) for intent, text in flow_examples]
    with _locked(snapshots_dir / "publish.lock"):
        revisions = _published_revisions(database)
        content = body_hash({"format": FORMAT, "calibration": asdict(chosen_calibration()), "flows": [[f.label, f.text] for f in flows],
                             "items": [[r.kind, r.item_id, r.body_hash] for r in revisions]})  # fmt: skip
        count = sum(r.kind == "entry" for r in revisions)
        current = _current(database, snapshots_dir, content)
        if current is not None:
            return Publication(current, new=False, entries=count)
        staged = _fit_into(snapshots_dir, revisions, flows)
        with database.write() as session:
            version = add_snapshot(session, content, revisions, author)
        _switch(snapshots_dir, staged, version)
    return Publication(version, new=True, entries=count)


def _published_revisions(database: Database) -> list[KnowledgeRevision]:
    with database.read() as session:
        revisions = [revision for _, revision in current_items(session)]
    return [r for r in revisions if r.kind != "entry" or r.body.get("status") == "published"]


def _current(database: Database, snapshots_dir: Path, content: str) -> int | None:
    """Return the current version when it has this content and its folder is there."""
    pointer = snapshots_dir / "current"
    if not pointer.exists():
        return None
    version = int(pointer.read_text())
    with database.read() as session:
        stored = snapshot_hash(session, version)
    return version if stored == content and (snapshots_dir / str(version)).is_dir() else None


def _fit_into(snapshots_dir: Path, revisions: list[KnowledgeRevision], flows: list[Example]) -> Path:
    folder = snapshots_dir / "staged"
    entries: list[Entry] = [from_body("entry", r.body) for r in revisions if r.kind == "entry"]
    topics: list[Topic] = [from_body("topic", r.body) for r in revisions if r.kind == "topic"]
    served = {entry.topic_id for entry in entries}
    described = {topic.id: f"{topic.name}：{topic.scope}" for topic in topics if topic.id in served}
    shutil.rmtree(folder, ignore_errors=True)
    encodings = Encodings(snapshots_dir / "encodings")
    fit([*examples_of(entries), *flows], described, encodings=encodings, previous=_previous(snapshots_dir)).save(folder)
    listed = [{"id": e.id, "title": e.title, "regions": sorted({v.region for v in e.answers})} for e in entries]
    (folder / "entries.json").write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    return folder


def _previous(snapshots_dir: Path) -> Model | None:
    """Return the current snapshot's model, where there is one that this program can read."""
    try:
        return load(snapshots_dir / (snapshots_dir / "current").read_text().strip())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _switch(snapshots_dir: Path, staged: Path, version: int) -> None:
    (staged / "manifest.json").write_text(json.dumps({"version": version}), encoding="utf-8")
    target = snapshots_dir / str(version)
    shutil.rmtree(target, ignore_errors=True)
    staged.rename(target)
    pointer = snapshots_dir / "current.new"
    pointer.write_text(str(version))
    pointer.replace(snapshots_dir / "current")
    for old in sorted((int(p.name) for p in snapshots_dir.iterdir() if p.name.isdigit()), reverse=True)[KEPT:]:
        shutil.rmtree(snapshots_dir / str(old), ignore_errors=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time publish into this folder."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
