"""Collects from the repository what the knowledge is held against."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from bot.knowledge.checks.around import Surroundings
from bot.knowledge.checks.laws import read_laws
from bot.knowledge.yamlfile import read_yaml


def collect(root: Path, sources_dir: Path | None = None, laws_dir: Path | None = None) -> Surroundings:
    """Read what stands beside a knowledge folder.

    Args:
        root: the knowledge folder; training data and tests are looked for beside it.
        sources_dir: folder with the policy documents as `<source id>.txt`, where they are at hand.
        laws_dir: folder with texts of laws as `<source id>.md`, where they are at hand.
    """
    return Surroundings(
        station_kinds=frozenset(_mapping(root / "station_kinds.yml")),
        region_codes=frozenset(_region_codes(root / "regions" / "divisions.csv")),
        hotline_numbers=frozenset(str(row["number"]) for row in _rows(root / "hotlines.yml")),
        banned_contacts=tuple(map(str, _rows(root / "banned_contacts.yml"))),
        document_texts=_documents(sources_dir),
        laws=read_laws(laws_dir),
        flow_examples=tuple(flow_examples(root.parent / "data" / "nlu")),
        holdout=tuple(_holdout(root.parent / "tests" / "holdout")),
    )


def flow_examples(folder: Path) -> Iterator[str]:
    """Yield the example sentences of the flow intents in Rasa's training files."""
    for _, text in labelled_examples(folder):
        yield text


def labelled_examples(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (intent, example) of Rasa's training files."""
    for path in sorted(folder.glob("**/*.yml")):
        for block in (read_yaml(path).data or {}).get("nlu", ()):
            for line in block.get("examples", "").splitlines():
                text = line.strip().removeprefix("- ").strip()
                if text and "intent" in block:
                    yield block["intent"], text


def _rows(path: Path) -> list[dict[str, str]]:
    return (read_yaml(path).data or []) if path.exists() else []


def _mapping(path: Path) -> dict[str, object]:
    return (read_yaml(path).data or {}) if path.exists() else {}


def _region_codes(path: Path) -> Iterator[str]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row["code"] for row in csv.DictReader(file))


def _documents(folder: Path | None) -> dict[str, str]:
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem: re.sub(r"\s+", "", path.read_text(encoding="utf-8")) for path in folder.glob("*.txt")}


def _holdout(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and "text" in (row := json.loads(line)):
                yield f"tests/holdout/{path.name}:{number}", row["text"]
