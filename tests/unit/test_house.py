"""The house stays in order: no long file, no crowded folder, no circle of imports."""

from __future__ import annotations

from pathlib import Path

import grimp
import pytest

from bot.config import ROOT

LONGEST_FILE = 300
MOST_FILES = 15
SOURCES = sorted(
    path
    for folder in ("bot", "actions")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)


TESTS = sorted((ROOT / "tests").rglob("*.py"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_too_long_to_read() -> None:
    assert [
        f"{path.relative_to(ROOT)}: {lines(path)}" for path in (*SOURCES, *TESTS) if lines(path) > LONGEST_FILE
    ] == []


def test_no_folder_is_crowded() -> None:
    counts = {folder: len(list(folder.glob("*.py"))) for folder in {path.parent for path in SOURCES}}
    assert [
        f"{folder.relative_to(ROOT)}: {count}" for folder, count in sorted(counts.items()) if count > MOST_FILES
    ] == []


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("bot", "actions", cache_dir=None, exclude_type_checking_imports=True)


def test_no_two_files_import_each_other(graph: grimp.ImportGraph) -> None:
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert [sorted(circle) for circle in circles(imports)] == []


def circles(imports: dict[str, set[str]]) -> list[set[str]]:
    """Return the groups of modules that reach each other, by removing what imports nothing that is left."""
    left = {module: set(found) for module, found in imports.items()}
    while free := [module for module, found in left.items() if not found & left.keys()]:
        for module in free:
            del left[module]
    reach = {module: reachable(module, left) for module in left}
    return [{other for other in reach[m] if m in reach[other]} for m in left if m in reach[m]]


def reachable(start: str, imports: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for other in imports[waiting.pop()] & imports.keys() - found:
            found.add(other)
            waiting.append(other)
    return found


def test_a_circle_would_be_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}) == [{"a", "b", "c"}] * 3
