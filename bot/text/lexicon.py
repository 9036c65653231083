"""Word lists that steer dialogues, kept as data in knowledge/lexicon."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

LEXICON = Path(__file__).resolve().parents[2] / "knowledge" / "lexicon"


@lru_cache
def flow_subjects() -> Mapping[str, str]:
    """Return what a question in the middle of each guided flow leaves out."""
    flows = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((LEXICON.parent / "flows").glob("*.yml"))
    ]
    return {str(flow["id"]): str(flow.get("subject") or "") for flow in flows}


def sample(name: str) -> str:
    """Return what a process says to itself to get warm or to see that it works."""
    return word_lists("samples")[name][0]


@lru_cache
def word_lists(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the lists of one lexicon file by key; patterns are left to `bot.text.patterns`."""
    data = yaml.safe_load((LEXICON / f"{name}.yml").read_text(encoding="utf-8"))
    return {key: tuple(str(word).lower() for word in words) for key, words in data.items() if isinstance(words, list)}
