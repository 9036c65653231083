"""JSON lines in and out, and JSON over HTTP to the running system, for the commands that need them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bot.errors import EngineUnavailable, InvalidInput
from bot.inner import HEADER
from bot.text.surrogates import whole_value

AT_ONCE = 4


def read_lines(path: Path, needed: Iterable[str]) -> list[dict[str, Any]]:
    """Read a file of JSON objects that each have the needed fields as text.

    Raises:
        InvalidInput: a line is no such object; its number is named.
    """
    lines = (path.read_text(encoding="utf-8-sig") if str(path) != "-" else sys.stdin.read()).splitlines()
    return [_line(number, line, tuple(needed)) for number, line in enumerate(lines, 1) if line.strip()]


def _line(number: int, line: str, needed: tuple[str, ...]) -> dict[str, Any]:
    try:
        row = whole_value(json.loads(line))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"line {number}: not JSON: {error}") from error
    missing = [name for name in needed if not isinstance(row, dict) or not isinstance(row.get(name), str)]
    if missing:
        raise InvalidInput(f"line {number}: needs {', '.join(missing)} as text")
    return dict(row)


def write_lines(rows: list[dict[str, Any]], work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Print the result of each row as a JSON line, in input order, a few at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for result in pool.map(work, rows):
            print(json.dumps(result, ensure_ascii=False), flush=True)


def call(method: str, url: str, body: object = None, token: str = "", secret: str = "") -> dict[str, Any]:
    """Make one JSON request to the running system; `secret` is for the engine.

    Raises:
        EngineUnavailable: nothing answers there.
        InvalidInput: the request was refused; the message tells why.
    """
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    if secret:
        headers[HEADER] = secret
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, data, headers, method=method), timeout=60) as reply:  # noqa: S310  our own address
            return dict(json.loads(reply.read() or b"{}"))
    except HTTPError as error:
        raise InvalidInput(f"{url}: HTTP {error.code} {error.read().decode(errors='replace')[:300]}") from error
    except (URLError, OSError) as error:
        raise EngineUnavailable(f"nothing answers at {url}: start the system with `make run`") from error
