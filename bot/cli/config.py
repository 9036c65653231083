"""`bot config`: the settings in force."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any

from bot.config import ROOT, Settings, read_settings


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("config", help="print the settings in force, secrets masked")
    parser.add_argument("--markdown", action="store_true", help="print the table of the README instead")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    print(settings_table() if arguments.markdown else _in_force(read_settings()))
    return 0


def settings_table() -> str:
    """Return the settings as the table that stands in the README."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for spec in fields(Settings):
        default = "" if spec.default in (None, "") else str(spec.default).replace(str(ROOT), ".")
        lines.append(f"| `{spec.metadata['name']}` | {f'`{default}`' if default else ''} | {spec.metadata['help']} |")
    return "\n".join(lines)


def _in_force(settings: Settings) -> str:
    lines = []
    for spec in fields(Settings):
        value = getattr(settings, spec.name)
        shown = "***" if spec.metadata["secret"] and value else value
        lines.append(f"{spec.metadata['name']}={'' if shown is None else shown}")
    return "\n".join(lines)
