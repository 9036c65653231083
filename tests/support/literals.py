"""String literals of our sources that hold Chinese words, for the rule that wording is data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

LEAST = 2
"""Chinese characters from which a literal is wording."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SCRIPT = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
      | (?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`)
      | (?P<pattern>(?<=[(,=:\[!&|?{};+\n])\s*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+/[a-z]*)
    """,
    re.DOTALL | re.VERBOSE,
)


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of every wording in a Python source; docstrings are none, a formatted string is one."""
    skipped: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            parts = [part for part in node.values if isinstance(part, ast.Constant)]
            skipped.update(map(id, parts))
            yield from _wording(node.lineno, "".join(str(part.value) for part in parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _wording(node.lineno, node.value)


def in_script(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of every wording in a JavaScript source: strings, templates and patterns."""
    for found in _SCRIPT.finditer(source):
        if not found["comment"]:
            yield from _wording(source.count("\n", 0, found.start()) + 1, found.group())


def _wording(line: int, text: str) -> Iterator[tuple[int, str]]:
    if len(_CHINESE.findall(text)) >= LEAST:
        yield line, text
