"""Reads the words about places: `regions.yml` and the files beside it that add to its sections."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.services.regions.directory import LEXICON


def read_lexicon(path: Path = LEXICON) -> dict[str, Any]:
    """Return the sections of the file with what `region_*.yml` beside it add."""
    sections: dict[str, Any] = {}
    for file in (path, *sorted(path.parent.glob("region_*.yml"))):
        for key, value in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            sections[key] = _joined(sections[key], value) if key in sections else value
    return sections


def _joined(one: Any, other: Any) -> Any:
    """Return two mappings as one, the later value winning, or two lists of words as one."""
    return {**one, **other} if isinstance(one, Mapping) else f"{one} {other}"
