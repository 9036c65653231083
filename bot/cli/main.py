"""The `bot` command: one noun per file in this package, each adding its own commands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import walk_packages

import bot.cli
from bot.errors import ProductError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit code (2: wrong use or bad input, 3: left alone because of conflicts)."""
    os.umask(0o077)
    given = sys.argv[1:] if arguments is None else arguments
    chosen = make_parser(next(iter(given), "")).parse_args(given)
    try:
        return int(chosen.run(chosen) or 0)
    except (ProductError, ValueError, OSError) as error:
        print(f"bot: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def make_parser(command: str = "") -> argparse.ArgumentParser:
    """Build the parser from every module of the package that has commands, or only from the one named after the command."""
    parser = argparse.ArgumentParser(prog="bot", description="Weiquan on the command line")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    modules = {found.name.rpartition(".")[2]: found.name for found in walk_packages(bot.cli.__path__, "bot.cli.")}
    for name in [command] if command in modules else sorted(modules):
        register = getattr(import_module(modules[name]), "register", None)
        if register is not None:
            register(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
