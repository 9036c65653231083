"""`bot knowledge check | load | publish | refit | export | due | report`: files, database, snapshot."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL
from typing import TYPE_CHECKING, Any

from bot.config import ROOT, read_settings

if TYPE_CHECKING:
    from bot.knowledge.publisher import Publication

KNOWLEDGE = ROOT / "knowledge"
_PATIENCE = 10
"""How far fitting everything anew stands back behind what visitors wait for, in steps of `nice`."""


def register(commands: Any) -> None:
    """Add the commands."""
    parser = commands.add_parser("knowledge", help="knowledge files, database and snapshots")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, run, text in (
        ("check", _check, "check the knowledge files by every rule"),
        ("load", _load, "bring the files into the database"),
        ("publish", _publish, "make the database's published entries live"),
        ("refit", _refit, "fit the live entries anew from nothing, as `publish` starts by itself after many changes"),
        ("export", _export, "write console edits back to the files"),
        ("due", _due, "what switches, ends or is to be reviewed soon, and what rests on drafts or ended plans"),
        ("report", _report, "the report of docs/knowledge.md"),
    ):
        verb = verbs.add_parser(name, help=text)
        if name not in ("publish", "refit"):
            verb.add_argument("--folder", type=Path, default=KNOWLEDGE, help="knowledge folder")
        verb.set_defaults(run=run)
        if name == "due":
            verb.add_argument("--days", type=int, default=180, help="how far ahead")


def _check(arguments: argparse.Namespace) -> int:
    from bot.knowledge.checks.rules import check
    from bot.knowledge.checks.surroundings import collect
    from bot.knowledge.library import read_library

    library = read_library(arguments.folder)
    problems = check(library, collect(arguments.folder, _folder_at("BOT_SOURCES_DIR"), _folder_at("BOT_LAWS_DIR")))
    for problem in problems:
        print(problem)
    print(f"{len(library.entries)} entries, {len(library.facts)} facts, {len(problems)} problems", file=sys.stderr)
    return 1 if problems else 0


def _folder_at(variable: str) -> Path | None:
    """Return the folder of texts that an environment variable names: they are checked against where they are at hand."""
    value = os.environ.get(variable, "")
    return Path(value) if value else None


def _load(arguments: argparse.Namespace) -> int:
    from bot.bootstrap import build
    from bot.knowledge.checks.rules import check
    from bot.knowledge.checks.surroundings import collect
    from bot.knowledge.library import read_library
    from bot.knowledge.loader import load

    library = read_library(arguments.folder)
    problems = check(library, collect(arguments.folder))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} problems: nothing was loaded", file=sys.stderr)
        return 1
    report = load(build(read_settings()).database, library)
    counts = f"{len(report.added)} added, {len(report.updated)} updated, {report.unchanged} unchanged"
    print(f"{counts}, {len(report.retired)} retired, {len(report.conflicts)} left alone", file=sys.stderr)
    for name in report.conflicts:
        print(f"edited in the console and in files, left alone: {name}")
    return 3 if report.conflicts else 0


def _publish(_: argparse.Namespace) -> int:
    from bot.knowledge.publisher import publish

    done = _published(publish)
    if done.worn:
        command = [sys.executable, "-m", "bot.cli.main", "knowledge", "refit"]
        subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
        print("everything is fitted anew in the background", file=sys.stderr)
    return 0


def _refit(_: argparse.Namespace) -> int:
    from bot.knowledge.publisher import only_refit, refit

    os.nice(_PATIENCE)
    with only_refit(read_settings().snapshots_dir) as alone:
        if alone:
            _published(refit)
        else:
            print("everything is being fitted anew already", file=sys.stderr)
    return 0


def _published(way: Callable[..., Publication]) -> Publication:
    """Publish in one way or the other and say what was done."""
    from bot.bootstrap import build
    from bot.dialogue.examples import written_turns
    from bot.knowledge.checks.surroundings import labelled_examples

    settings = read_settings()
    examples = labelled_examples(ROOT / "data" / "nlu")
    done = way(build(settings).database, settings.snapshots_dir, examples, in_context=written_turns())
    print(f"snapshot {done.version} ({'new' if done.new else 'unchanged'}), {done.entries} entries", file=sys.stderr)
    if done.left_out:
        print(f"too many examples for one fit: {done.left_out} of ours were left out", file=sys.stderr)
    return done


def _export(arguments: argparse.Namespace) -> int:
    from bot.bootstrap import build
    from bot.knowledge.exporter import export_entries

    for path in export_entries(build(read_settings()).database, arguments.folder):
        print(path)
    return 0


def _due(arguments: argparse.Namespace) -> int:
    from bot.core.clock import Clock
    from bot.knowledge.library import read_library
    from bot.knowledge.report import due, resting_on_weak_sources

    library = read_library(arguments.folder)
    for item in due(library, Clock(read_settings().today).today(), arguments.days):
        print(f"{item.day}  {item.item}  {item.why}")
    for entry_id, sources in resting_on_weak_sources(library):
        print(f"rests on drafts or ended plans only: {entry_id} ({sources})")
    return 0


def _report(arguments: argparse.Namespace) -> int:
    from bot.core.clock import Clock
    from bot.knowledge.library import read_library
    from bot.knowledge.report import markdown

    print(markdown(read_library(arguments.folder), Clock(read_settings().today).today()))
    return 0
