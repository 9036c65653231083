"""YAML files with the line of every value, so that an error can name file, line and field."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with the knowledge, with where it is."""

    file: str
    line: int
    field: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class YamlFile:
    """One parsed file: its data, and the node tree that knows the lines."""

    path: Path
    data: Any
    node: Any = None

    def line_of(self, location: tuple[int | str, ...]) -> int:
        """Return the 1-based line of a value, or of its nearest parent that exists."""
        node, line = self.node, 1
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            node, line = child, child.start_mark.line + 1
        return line

    def problem(self, root: Path, location: tuple[int | str, ...], rule: str, message: str) -> Problem:
        """Make a problem at a value of this file."""
        shown = str(self.path.relative_to(root)) if self.path.is_relative_to(root) else str(self.path)
        return Problem(shown, self.line_of(location), ".".join(map(str, location)) or "-", rule, message)


def read_yaml(path: Path) -> YamlFile:
    """Parse a file.

    Raises:
        yaml.YAMLError: the text is not YAML; its mark names the line.
    """
    text = path.read_text(encoding="utf-8")
    node = yaml.compose(text, Loader=LOADER)
    loader = LOADER("")
    try:
        data = loader.construct_document(node) if node is not None else None
    finally:
        loader.dispose()
    return YamlFile(path, data, node)


def _child(node: Any, step: int | str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None
