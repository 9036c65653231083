"""Every sentence shown to users, read once from data/responses; imports the standard library and PyYAML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from bot.config import ROOT

RESPONSES = ROOT / "data" / "responses"
PAGE = "utter_page_"


@lru_cache
def sentences(folder: Path = RESPONSES) -> Mapping[str, str]:
    """Return the first wording of each response by its key."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for key, variants in (data.get("responses") or {}).items():
            found[key] = str(variants[0]["text"]).strip()
    return found


@lru_cache
def page_words() -> Mapping[str, str]:
    """Return what the scripts of the web pages say, by the last part of each key."""
    return {key.removeprefix(PAGE): text for key, text in sentences().items() if key.startswith(PAGE)}


def say(key: str, **values: str) -> str:
    """Return a sentence with its placeholders filled.

    Raises:
        KeyError: there is no such response, or a placeholder got no value.
    """
    return sentences()[key].format_map(values)
