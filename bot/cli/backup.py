"""`bot backup FILE` and `bot restore FILE`: rows, keys and snapshots in one archive."""

from __future__ import annotations

import argparse
import json
import socket
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.config import Settings, read_settings
from bot.errors import Conflict

if TYPE_CHECKING:
    from bot.services.admin.backup import Tables


def register(commands: Any) -> None:
    """Add the commands."""
    backup = commands.add_parser("backup", help="copy rows, keys and snapshots into one archive; may run under traffic")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="replace rows, keys and snapshots by those of an archive")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=_restore)


def _open(settings: Settings) -> Tables:
    from bot.bootstrap import build

    services = build(settings)
    services.migrate()
    return services.tables


def _backup(arguments: argparse.Namespace) -> int:
    from bot.services.admin.backup import backup

    settings = read_settings()
    print(json.dumps(backup(_open(settings), settings.state_dir, arguments.file)))
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from bot.services.admin.backup import restore

    settings = read_settings()
    if _is_running(settings):
        raise Conflict(f"a gateway answers on port {settings.port}; stop it first")
    print(json.dumps(restore(_open(settings), settings.state_dir, arguments.file)))
    return 0


def _is_running(settings: Settings) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", settings.port)) == 0
