"""`bot chat`: talk to the running assistant in a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from bot.config import read_settings

PROMPT = "› "


def register(commands: Any) -> None:
    """Add the command."""
    chat = commands.add_parser("chat", help="talk to the running assistant; Ctrl-D ends")
    chat.add_argument("--region", help="your county, by name or code")
    chat.add_argument("--as-of", help="the date to answer as of, YYYY-MM-DD (rehearsal)")
    chat.add_argument("--url", help="the gateway's address; the local one unless told")
    chat.set_defaults(run=_chat)


def _chat(arguments: argparse.Namespace) -> int:
    from bot.channels.client import ApiClient
    from bot.channels.terminal import Terminal

    client = ApiClient(arguments.url or f"http://127.0.0.1:{read_settings().port}", "terminal")
    client.open(arguments.region, arguments.as_of)
    Terminal(client, lambda text: print(text, end="\n\n", flush=True)).run(_lines())
    return 0


def _lines() -> Iterator[str]:
    """Yield what is typed; the prompt goes to standard error, so that output can be piped."""
    while True:
        if sys.stdin.isatty():
            print(PROMPT, end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        yield line
