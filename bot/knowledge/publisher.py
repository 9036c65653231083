"""The database's published entries into a numbered snapshot, swapped in atomically."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from bot.config import ROOT
from bot.core.knowledge.entry import Entry
from bot.core.knowledge.topic import Topic
from bot.core.knowledge.vocabulary import ANY
from bot.db.base import Database
from bot.db.knowledge.codec import from_body
from bot.db.knowledge.revisions import KnowledgeRevision, add_snapshot, body_hash, current_items, snapshot_hash
from bot.dialogue.examples import ExampleTurn, for_matching
from bot.dialogue.guess import Guess, load_guess
from bot.dialogue.guess_fit import fit_guess
from bot.dialogue.guide import Guide, make_guide
from bot.knowledge.library import read_vocabulary
from bot.matching.example import Example, examples_of
from bot.matching.fit import fit, is_worn
from bot.matching.kept_encodings import Encodings
from bot.matching.kernel import IN_CONTEXT
from bot.matching.model import CONTEXT, FORMAT, Model
from bot.matching.snapshots import GUIDE, SnapshotFolder
from bot.matching.zones import chosen_calibration
from bot.text.encoder import encoder

_MARK = f"{CONTEXT}.mark"
"""The file that tells what a snapshot's model of later turns rests on."""
_FEWEST_TOPICS = 2
"""Topics that dialogues must speak of to be learnt from."""


@dataclass(frozen=True)
class Publication:
    """The snapshot now current; `new` is false when nothing had changed."""

    version: int
    new: bool
    entries: int
    left_out: int = 0
    """Examples that did not fit into the regression; their entries are found by vectors alone."""
    worn: bool = False
    """Whether it is time to `refit`."""


def publish(
    database: Database,
    snapshots_dir: Path,
    flow_examples: Iterable[tuple[str, str]],
    author: str = "",
    in_context: Sequence[ExampleTurn] = (),
) -> Publication:
    """Fit a matcher on the published entries and make it the current snapshot.

    Args:
        flow_examples: (intent, text) of the flow intents.
        in_context: turns of written dialogues, each with the question before it.
    """
    with _locked(snapshots_dir):
        content = _content(database, flow_examples, in_context)
        snapshots = SnapshotFolder(snapshots_dir)
        current = _current(database, snapshots, content.mark)
        if current is not None:
            return Publication(current, new=False, entries=len(content.entries))
        with ThreadPoolExecutor(1) as beside:
            beside.submit(encoder)
            _, previous = snapshots.load() or (0, None)
        return _put(database, snapshots, content, _fit(snapshots, content, previous), author)


def refit(
    database: Database,
    snapshots_dir: Path,
    flow_examples: Iterable[tuple[str, str]],
    in_context: Sequence[ExampleTurn] = (),
) -> Publication:
    """Fit everything anew beside publications that go on, and put the present content on top of that."""
    flows = list(flow_examples)
    snapshots = SnapshotFolder(snapshots_dir)
    whole = _fit(snapshots, _content(database, flows, in_context), None)
    with _locked(snapshots_dir):
        content = _content(database, flows, in_context)
        return _put(database, snapshots, content, _fit(snapshots, content, whole), "")


@dataclass(frozen=True)
class _Content:
    """What a snapshot is made of."""

    revisions: list[KnowledgeRevision]
    flows: list[Example]
    in_context: Sequence[ExampleTurn] = ()

    @cached_property
    def mark(self) -> str:
        """The hash that tells whether anything has changed."""
        return body_hash({"format": FORMAT, "calibration": asdict(chosen_calibration()), "flows": [[f.label, f.text, f.entry_id] for f in (*self.flows, *self.told)],
                          "told": [sorted(turn.told.as_dict().items()) for turn in self.in_context],
                          "guide": self.guide().as_dict(), "items": [[r.kind, r.item_id, r.body_hash] for r in self.revisions]})  # fmt: skip

    @cached_property
    def entries(self) -> list[Entry]:
        """The published entries."""
        return [from_body("entry", r.body) for r in self.revisions if r.kind == "entry"]

    @cached_property
    def told(self) -> list[Example]:
        """The turns of written dialogues as questions."""
        return for_matching(self.in_context, self.titles)

    def guide(self) -> Guide:
        """Return what reading messages needs of it beside the matcher."""
        flows = {r.item_id: from_body("flow", r.body) for r in self.revisions if r.kind == "flow"}
        return make_guide(read_vocabulary(ROOT / "knowledge"), flows, self.entries)

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of each published entry."""
        return {entry.id: entry.title for entry in self.entries}

    def sides(self) -> dict[str, str]:
        """Return by entry the side it speaks to, those for everybody left out."""
        return {entry.id: entry.side for entry in self.entries if entry.side != ANY}

    def topics(self) -> dict[str, str]:
        """Return name and scope of each topic that has an entry."""
        served = {entry.topic_id for entry in self.entries}
        topics: list[Topic] = [from_body("topic", r.body) for r in self.revisions if r.kind == "topic"]
        return {topic.id: f"{topic.name}：{topic.scope}" for topic in topics if topic.id in served}


def _content(
    database: Database, flow_examples: Iterable[tuple[str, str]], in_context: Sequence[ExampleTurn] = ()
) -> _Content:
    flows = [Example(text, intent) for intent, text in flow_examples]
    return _Content(_published_revisions(database), flows, in_context)


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


def _fit(snapshots: SnapshotFolder, content: _Content, previous: Model | None) -> Model:
    first = [told for told in content.told if not told.support]
    examples = [*first, *examples_of(content.entries), *content.flows]
    encodings = Encodings(snapshots.folder / "encodings")
    return fit(examples, content.topics(), encodings=encodings, previous=previous)


def _save_in_context(snapshots: SnapshotFolder, content: _Content, staged: Path) -> None:
    """Write the model of the dialogues' later turns; that of the snapshot in use when nothing it rests on has changed."""
    later = [told for told in content.told if told.support]
    if len({example.label for example in later}) < _FEWEST_TOPICS:
        return
    rests_on = [FORMAT, asdict(IN_CONTEXT), [[told.label, told.text, told.entry_id] for told in later]]
    mark, number = body_hash({"in_context": rests_on}), snapshots.current()
    used = snapshots.folder / str(number)
    if number and (used / _MARK).exists() and (used / _MARK).read_text(encoding="ascii") == mark:
        for name in (f"{CONTEXT}.npz", f"{CONTEXT}.json"):
            os.link(used / name, staged / name)
    else:
        encodings, before = Encodings(snapshots.folder / "encodings"), _in_context_before(snapshots, number)
        fit(later, encodings=encodings, previous=before, kernel=IN_CONTEXT).save(staged, CONTEXT)
    (staged / _MARK).write_text(mark, encoding="ascii")


def _in_context_before(snapshots: SnapshotFolder, number: int) -> Model | None:
    try:
        return snapshots.in_context(number) if number else None
    except ValueError:
        return None


def _guess(snapshots: SnapshotFolder, content: _Content, model: Model) -> Guess:
    """Return what messages make likely of a case, that of the snapshot in use when nothing it rests on has changed."""
    previous = load_guess(snapshots.folder / str(snapshots.current()))
    encodings = Encodings(snapshots.folder / "encodings")
    return fit_guess(content.in_context, content.sides(), model, encodings, previous)


def _put(database: Database, snapshots: SnapshotFolder, content: _Content, model: Model, author: str) -> Publication:
    """Make a model the current snapshot, numbered by the database."""
    staged = snapshots.folder / "staged"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    with ThreadPoolExecutor(1) as beside:
        saving = beside.submit(model.save, staged)
        _save_in_context(snapshots, content, staged)
        _guess(snapshots, content, model).save(staged)
        saving.result()
    listed = [{"id": e.id, "title": e.title, "regions": sorted({v.region for v in e.answers})} for e in content.entries]
    (staged / "entries.json").write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    (staged / GUIDE).write_text(json.dumps(content.guide().as_dict(), ensure_ascii=False), encoding="utf-8")
    with database.write() as session:
        version = add_snapshot(session, content.mark, content.revisions, author)
    snapshots.put(staged, version)
    return Publication(version, new=True, entries=len(content.entries), left_out=model.left_out, worn=is_worn(model))


@contextmanager
def only_refit(folder: Path) -> Iterator[bool]:
    """Say whether nobody else fits everything anew for this folder; nobody else begins until the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "refit.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time publish into this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "publish.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
