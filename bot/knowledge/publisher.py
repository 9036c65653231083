"""The database's published entries into a numbered snapshot, swapped in atomically."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.core.knowledge.entry import Entry
from bot.core.knowledge.topic import Topic
from bot.db.base import Database
from bot.db.knowledge.codec import from_body
from bot.db.knowledge.revisions import KnowledgeRevision, add_snapshot, body_hash, current_items, snapshot_hash
from bot.matching.example import Example, examples_of
from bot.matching.fit import fit
from bot.matching.kept_encodings import Encodings
from bot.matching.model import FORMAT
from bot.matching.snapshots import SnapshotFolder
from bot.matching.zones import chosen_calibration


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
        snapshots = SnapshotFolder(snapshots_dir)
        current = _current(database, snapshots, content)
        if current is not None:
            return Publication(current, new=False, entries=count)
        staged = _fit_into(snapshots, revisions, flows)
        with database.write() as session:
            version = add_snapshot(session, content, revisions, author)
        snapshots.put(staged, version)
    return Publication(version, new=True, entries=count)


def _published_revisions(database: Database) -> list[KnowledgeRevision]:
    with database.read() as session:
        revisions = [revision for _, revision in current_items(session)]
    return [r for r in revisions if r.kind != "entry" or r.body.get("status") == "published"]


def _current(database: Database, snapshots: SnapshotFolder, content: str) -> int | None:
    """Return the number of the first whole snapshot when it has this content; it is pointed at from then on."""
    version = snapshots.first_sound()
    with database.read() as session:
        stored = snapshot_hash(session, version)
    if not version or stored != content:
        return None
    if snapshots.pointed() != version:
        snapshots.point_to(version)
    return version


def _fit_into(snapshots: SnapshotFolder, revisions: list[KnowledgeRevision], flows: list[Example]) -> Path:
    staged = snapshots.folder / "staged"
    entries: list[Entry] = [from_body("entry", r.body) for r in revisions if r.kind == "entry"]
    topics: list[Topic] = [from_body("topic", r.body) for r in revisions if r.kind == "topic"]
    served = {entry.topic_id for entry in entries}
    described = {topic.id: f"{topic.name}：{topic.scope}" for topic in topics if topic.id in served}
    shutil.rmtree(staged, ignore_errors=True)
    encodings = Encodings(snapshots.folder / "encodings")
    _, previous = snapshots.load() or (0, None)
    fit([*examples_of(entries), *flows], described, encodings=encodings, previous=previous).save(staged)
    listed = [{"id": e.id, "title": e.title, "regions": sorted({v.region for v in e.answers})} for e in entries]
    (staged / "entries.json").write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    return staged


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time publish into this folder."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
