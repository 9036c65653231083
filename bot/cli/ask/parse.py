"""`bot parse FILE.jsonl`: what the running engine understands of each text, and the places it names."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.ask.jsonl import call, read_lines, write_lines
from bot.config import Settings, read_settings
from bot.dialogue.record import INFERRED, Change, Known, Record
from bot.inner import inner_secret
from bot.matching.example import START_FLOW

if TYPE_CHECKING:
    from bot.services.ports import Regions


PARSE = "/webhooks/turn/parse"
"""Reads a message as a turn does."""
RANKED = 5
"""Topics shown of a ranking."""


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("parse", help="intent, topic, entry, zone and region of each text")
    parser.add_argument("file", type=Path, help='lines {"text", "as_of"?, "region"?, "context"?}; - for standard input')
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bot.bootstrap import build

    settings = read_settings()
    rows = read_lines(arguments.file, ["text"])
    write_lines(rows, partial(parse_row, build(settings).regions, engine_reader(settings)))
    return 0


def engine_reader(settings: Settings) -> Callable[[str, dict[str, Any]], dict[str, Any]]:
    """Return what asks the running engine how it understands a text."""
    url, secret = f"{settings.engine_url}{PARSE}", inner_secret(settings)
    return lambda text, metadata: call("POST", url, {"message": text, "metadata": metadata}, secret=secret)


def parse_row(
    regions: Regions, read: Callable[[str, dict[str, Any]], dict[str, Any]], row: dict[str, Any]
) -> dict[str, Any]:
    """Ask the engine about one row and add the places its text names."""
    parsed = read(row["text"], {"as_of": row.get("as_of"), "context": remembered(row.get("context") or {})})
    understood = parsed.get("understanding") or {}
    intent = parsed["intent"]
    return {
        "text": row["text"],
        "intent": _intent(intent["name"], understood),
        "topic_id": understood.get("topic_id", ""),
        "entry_id": understood.get("entry_id", ""),
        "confidence": intent["confidence"],
        "zone": understood.get("zone", "answer"),
        "ranking": [{"topic_id": r["topic_id"], "score": r["score"]} for r in understood.get("ranking", [])[:RANKED]],
        "in_scope": bool(understood["in_scope"]),
        **_told(understood),
        **_places(regions, row),
    }


def remembered(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return a context as a conversation keeps it: said facts and events may be given as plain values."""
    kept = {name: value for name, value in context.items() if name not in ("facts", "events")}
    facts, events = context.get("facts") or {}, context.get("events") or {}
    if facts or events:
        said = [{name: Known(value) for name, value in part.items()} for part in (facts, events)]
        kept["record"] = Record(said[0], said[1]).as_dict()
    return kept


def _told(understood: Mapping[str, Any]) -> dict[str, Any]:
    change = Change.from_dict(understood.get("told"))
    return {
        "acts": list(understood.get("acts") or ()),
        "facts": {name: known.value for name, known in change.facts.items() if known.how != INFERRED},
        "events": [{"id": name, "date": known.value, "how": known.how} for name, known in change.events.items()],
    }


def _intent(name: str, understood: dict[str, Any]) -> str:
    """Return the intent, with the flow that a wish starts."""
    return f"{name}/{understood['kind']}" if name == START_FLOW else name


def _places(regions: Regions, row: dict[str, Any]) -> dict[str, Any]:
    from bot.services.stations.search import service_in

    home = regions.find(row["region"]) if row.get("region") else None
    found = regions.resolve(row["text"], home.code if home else None)
    return {
        "region_path": list(found.region.path) if found.region else [],
        "region_candidates": [list(region.path) for region in found.candidates],
        "service": service_in(row["text"]),
    }
