"""Everything in knowledge/ read into core values, with the problems found while reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from bot.core.knowledge.deadline import Deadline
from bot.core.knowledge.entry import Entry
from bot.core.knowledge.fact import Fact
from bot.core.knowledge.flow import Flow, Route
from bot.core.knowledge.source import Source
from bot.core.knowledge.topic import Topic
from bot.core.knowledge.vocabulary import Vocabulary
from bot.db.knowledge.codec import from_body
from bot.knowledge.yamlfile import Problem, YamlFile, read_yaml

T = TypeVar("T")


@dataclass(frozen=True)
class Origin:
    """The file an item was read from, and where in it."""

    file: YamlFile
    at: tuple[int | str, ...] = ()


@dataclass
class Library:
    """The content of a knowledge folder; `problems` lists what could not be read."""

    root: Path
    topics: dict[str, Topic] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    vocabulary: Vocabulary | None = None
    """Sides, rights, facts and events; None in a folder without case_facts.yml."""

    def problem(self, kind: str, item_id: str, location: tuple[int | str, ...], rule: str, message: str) -> Problem:
        """Make a problem at a value of one item."""
        origin = self.origins[kind, item_id]
        return origin.file.problem(self.root, (*origin.at, *location), rule, message)


def read_library(root: Path) -> Library:
    """Read every file of a knowledge folder; what is malformed becomes a problem."""
    library = Library(root)
    for path in sorted((root / "topics").glob("*.yml")):
        _read_list(library, "topic", path, library.topics)
    for path in sorted((root / "sources").glob("*.yml")):
        _read_list(library, "source", path, library.sources)
    for path in sorted((root / "facts").glob("*.yml")):
        _read_list(library, "fact", path, library.facts)
    _read_list(library, "deadline", root / "deadlines.yml", library.deadlines)
    _read_list(library, "route", root / "routes.yml", library.routes)
    for path in sorted((root / "entries").glob("*/*.yml")):
        _read_single(library, "entry", path, library.entries)
    for path in sorted((root / "flows").glob("*.yml")):
        _read_single(library, "flow", path, library.flows)
    library.vocabulary = _read_vocabulary(library, root / "case_facts.yml")
    return library


@lru_cache(maxsize=1)
def served_unpublished(root: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return what a knowledge folder would serve if it were published, by kind and id."""
    library = read_library(root)
    entries = {entry.id: entry for entry in library.entries.values() if entry.status == "published"}
    return {"entry": entries, "source": library.sources, "deadline": library.deadlines, "flow": library.flows,
            "route": library.routes}  # fmt: skip


def read_vocabulary(root: Path) -> Vocabulary:
    """Return the vocabulary of cases of a knowledge folder; an empty one where there is none or it is malformed."""
    return _read_vocabulary(Library(root), root / "case_facts.yml") or Vocabulary()


def _read_vocabulary(library: Library, path: Path) -> Vocabulary | None:
    file = _open(library, path)
    if file is None:
        return None
    try:
        vocabulary: Vocabulary = from_body("vocabulary", _without_empty(file.data))
    except ValidationError as error:
        library.problems.extend(_schema_problems(library, Origin(file), error))
        return None
    return vocabulary


def _read_list(library: Library, kind: str, path: Path, into: dict[str, T]) -> None:
    file = _open(library, path)
    if file is None or file.data is None:
        return
    if not isinstance(file.data, list):
        library.problems.append(file.problem(library.root, (), "schema", "expected a list"))
        return
    for index, raw in enumerate(file.data):
        _keep(library, kind, Origin(file, (index,)), raw, into)


def _read_single(library: Library, kind: str, path: Path, into: dict[str, T]) -> None:
    file = _open(library, path)
    if file is None:
        return
    item: Any = _keep(library, kind, Origin(file), file.data, into)
    if item is not None and item.id != path.stem:
        message = f"id differs from the file name {path.stem}"
        library.problems.append(file.problem(library.root, ("id",), "schema", message))


def _open(library: Library, path: Path) -> YamlFile | None:
    if not path.exists():
        return None
    try:
        return read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reason = getattr(error, "problem", None) or str(error)
        library.problems.append(Problem(str(path.relative_to(library.root)), line, "-", "yaml", str(reason)))
        return None


def _keep(library: Library, kind: str, origin: Origin, raw: Any, into: dict[str, T]) -> T | None:
    try:
        item: Any = from_body(kind, _without_empty(raw))
    except ValidationError as error:
        library.problems.extend(_schema_problems(library, origin, error))
        return None
    item_id: str = item.id
    if item_id in into:
        library.problems.append(
            origin.file.problem(library.root, (*origin.at, "id"), "duplicate-id", f"{item_id} exists already")
        )
        return None
    kept: T = item
    into[item_id] = kept
    library.origins[kind, item_id] = origin
    return kept


def _without_empty(raw: Any) -> Any:
    """Drop fields left empty, so that their defaults hold."""
    if isinstance(raw, dict):
        return {key: _without_empty(value) for key, value in raw.items() if value is not None}
    return [_without_empty(value) for value in raw] if isinstance(raw, list) else raw


def _schema_problems(library: Library, origin: Origin, error: ValidationError) -> Iterator[Problem]:
    for item in error.errors():
        location = tuple(item["loc"])
        yield origin.file.problem(library.root, (*origin.at, *location), "schema", item["msg"])
