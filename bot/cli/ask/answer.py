"""`bot answer FILE.jsonl`: what users get for each text, each in a fresh conversation."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from bot.cli.ask.jsonl import call, read_lines, write_lines
from bot.config import read_settings


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("answer", help="the running assistant's reply to each text")
    parser.add_argument("file", type=Path, help='lines {"text", "as_of"?, "region"?}; - for standard input')
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    base = f"http://127.0.0.1:{read_settings().port}/api/v1"
    write_lines(read_lines(arguments.file, ["text"]), partial(answer_row, base))
    return 0


def answer_row(base: str, row: dict[str, Any]) -> dict[str, Any]:
    """Open a conversation, say the text, and return the replies."""
    opening = {"channel": "api", "region": row.get("region"), "as_of": row.get("as_of")}
    made = call("POST", f"{base}/conversations", opening)
    url = f"{base}/conversations/{made['conversation_id']}/messages"
    return call("POST", url, {"text": row["text"]}, made["token"])
