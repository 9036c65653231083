"""`bot evaluate`: one report on the hold-outs through the running system, and a ratchet that fails when figures fall."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from bot.cli.ask.answer import answer_row
from bot.cli.ask.jsonl import AT_ONCE, read_lines
from bot.cli.ask.pairs import compare_row, published_judge
from bot.cli.ask.parse import engine_reader, parse_row
from bot.cli.measure.measures import Report, fallen, judge, outside_report, pairs_report, service_report, share
from bot.config import ROOT, read_settings

HOLDOUT = ROOT / "tests" / "holdout"
RATCHET = HOLDOUT / "ratchet.json"
HEAD = "# Accuracy on `{folder}`\n\nMade by `bot evaluate --markdown` through the running system.\n\n"
OUTSIDE_REPLIES = ("fallback", "notice")


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("evaluate", help="measure the running system on the hold-outs")
    parser.add_argument("--folder", type=Path, default=HOLDOUT)
    parser.add_argument("--json", type=Path, help="also write the report as JSON")
    parser.add_argument("--markdown", type=Path, help="also write the report as a page")
    parser.add_argument("--limit", type=int, default=0, help="only the first N questions of each file")
    parser.add_argument("--no-ratchet", action="store_true", help="do not fail when figures fell")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    report = evaluate(arguments.folder, arguments.limit)
    print(report.as_text())
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"measures": report.measures, "tables": report.tables}, ensure_ascii=False, indent=1)
        )
    if arguments.markdown:
        arguments.markdown.write_text(
            HEAD.format(folder=arguments.folder.name) + report.as_markdown(), encoding="utf-8"
        )
    floor = json.loads(RATCHET.read_text()) if RATCHET.exists() else {}
    worse = [] if arguments.no_ratchet else fallen(report.measures, floor)
    for line in worse:
        print(f"fell below the ratchet: {line}", file=sys.stderr)
    return 1 if worse else 0


def evaluate(folder: Path, limit: int = 0) -> Report:
    """Run every hold-out file through the system and return the report."""
    from bot.bootstrap import build

    settings = read_settings()
    base, read = f"http://127.0.0.1:{settings.port}/api/v1", engine_reader(settings)
    regions = build(settings).regions
    report = Report()

    def rows(name: str, *needed: str) -> list[dict[str, Any]]:
        found = read_lines(folder / name, needed) if (folder / name).exists() else []
        return found[:limit] if limit else found

    def parse(row: dict[str, Any]) -> dict[str, Any]:
        return parse_row(regions, read, row)

    def say(row: dict[str, Any]) -> list[dict[str, Any]]:
        return list(answer_row(base, {"text": row["text"]})["messages"])

    labels = _topics_of_labels()
    questions = rows("topics.jsonl", "text", "topic_id")
    judged = _each(lambda row: judge(row, say(row), labels, parse(row)), questions)
    service_report(judged, report)
    outside = rows("out_of_scope.jsonl", "text", "kind")
    outside_report(_each(lambda row: (row["kind"], _is_turned_away(say(row))), outside), report)
    flows = rows("flows.jsonl", "text", "intent")
    share(report, "flow_intents", _each(lambda row: parse(row)["intent"] == row["intent"], flows))
    places = rows("regions.jsonl", "text")
    share(report, "regions", _each(lambda row: _same_place(row, parse(row)), places))
    stations = rows("stations.jsonl", "text")
    share(report, "stations_place_and_service", _each(lambda row: _same_station(row, parse(row)), stations))
    judged_pairs = partial(compare_row, published_judge(settings))
    pairs_report([(r["label"], judged_pairs(r)["label"]) for r in rows("pairs.jsonl", "a", "b", "label")], report)
    return report


def _each[T](work: Callable[[dict[str, Any]], T], rows: list[dict[str, Any]]) -> list[T]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(work, rows))


def _topics_of_labels() -> dict[str, str]:
    from bot.knowledge.library import read_library

    library = read_library(ROOT / "knowledge")
    return {
        **{topic.name: topic.id for topic in library.topics.values()},
        **{entry.title: entry.topic_id for entry in library.entries.values()},
    }


def _is_turned_away(envelopes: list[dict[str, Any]]) -> bool:
    return all(e["type"] in OUTSIDE_REPLIES and not e.get("entry_id") for e in envelopes)


def _same_place(row: dict[str, Any], parsed: dict[str, Any]) -> bool:
    candidates = sorted(map(tuple, row.get("region_candidates", [])))
    return parsed["region_path"] == row.get("region_path", []) and (
        not candidates or sorted(map(tuple, parsed["region_candidates"])) == candidates
    )


def _same_station(row: dict[str, Any], parsed: dict[str, Any]) -> bool:
    return parsed["region_path"] == row.get("region_path", []) and (parsed["service"] or None) == row.get("service")
