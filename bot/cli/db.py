"""`bot db migrate | revision`: the schema."""

from __future__ import annotations

import argparse
from typing import Any

from bot.config import read_settings


def register(commands: Any) -> None:
    """Add the commands."""
    verbs = commands.add_parser("db", help="database schema").add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("migrate", help="bring the database to the newest schema").set_defaults(run=_migrate)
    revision = verbs.add_parser("revision", help="write a migration for changed tables (development)")
    revision.add_argument("message")
    revision.set_defaults(run=_revision)


def _migrate(_: argparse.Namespace) -> int:
    from bot.bootstrap import build

    build(read_settings()).migrate()
    return 0


def _revision(arguments: argparse.Namespace) -> int:
    from bot.bootstrap import build

    build(read_settings()).make_revision(arguments.message)
    return 0
