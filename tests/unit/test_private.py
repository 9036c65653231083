"""Folders, files and secrets that only their owner may read; errors that tell the log nothing; logs that age."""

from __future__ import annotations

import logging
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from bot.inner import inner_secret, shows
from bot.log_age import set_apart_and_drop
from bot.private import kept_secret, private_file, private_folder, tighten_below
from bot.traces import QuietFormatter, told

CANARY, IDENTITY = "13987654321", "110101199003078515"
TODAY = date(2026, 11, 28)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_files_are_made_and_tightened_for_their_owner(tmp_path: Path) -> None:
    old = tmp_path / "state"
    old.mkdir(mode=0o755)
    (old / "weiquan.db").write_bytes(b"rows")
    assert (mode(private_folder(old)), mode(private_file(old / "weiquan.db"))) == (0o700, 0o600)
    assert mode(private_file(tmp_path / "new" / "engine.db")) == 0o600
    assert mode(tmp_path / "new") == 0o700
    assert (old / "weiquan.db").read_bytes() == b"rows"


def test_what_an_earlier_version_left_open_is_closed_and_nothing_else(tmp_path: Path) -> None:
    for name in ("weiquan.db", "logs/engine.log", "snapshots/3/entries.json", "somebody-elses.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o644)
    tighten_below(tmp_path, ("*.db", "logs", "snapshots"))
    modes = [mode(tmp_path / n) for n in ("weiquan.db", "logs/engine.log", "snapshots/3/entries.json", "snapshots/3")]
    assert modes == [0o600, 0o600, 0o600, 0o700]
    assert mode(tmp_path / "somebody-elses.txt") == 0o644


def test_a_folder_of_everybody_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    private_folder(tmp_path)
    assert mode(tmp_path) == 0o1777


def test_whoever_asks_first_makes_the_secret_and_all_get_the_same(tmp_path: Path) -> None:
    path, together = tmp_path / "keys" / "inner.key", threading.Barrier(8)

    def ask(_: int) -> str:
        together.wait()
        return kept_secret(path)

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(ask, range(8)))
    assert (len(found), mode(path), list(path.parent.iterdir())) == (1, 0o600, [path])
    assert len(found.pop()) >= 32


def test_the_secret_of_the_environment_comes_before_the_kept_one(tmp_path: Path) -> None:
    kept = inner_secret(Settings(state_dir=tmp_path))
    assert inner_secret(Settings(state_dir=tmp_path)) == kept
    assert inner_secret(Settings(state_dir=tmp_path, inner_secret="given")) == "given"
    assert [shows(given, kept) for given in (kept, "", kept[:-1], "密", kept + "x")] == [True] + [False] * 4


def raise_about(words: str) -> BaseException:
    try:
        try:
            int(f"{words}号")
        except ValueError as error:
            raise KeyError(words) from error
    except KeyError as error:
        return error
    raise AssertionError


def test_an_error_is_told_by_kind_and_place_only() -> None:
    line = told(raise_about(CANARY))
    assert CANARY not in line
    assert ("KeyError" in line, "ValueError" in line, "test_private.py" in line) == (True, True, True)


@pytest.mark.parametrize("name", ["asyncio", "aiohttp.server", "sanic.error", "anything"])
def test_no_logger_tells_the_words_of_an_error(name: str) -> None:
    error = raise_about(CANARY)
    future = f"Task exception was never retrieved\nfuture: <Task exception={error!r}>"
    record = logging.LogRecord(name, logging.ERROR, "x.py", 1, future, (), (type(error), error, error.__traceback__))
    line = QuietFormatter().format(record)
    assert CANARY not in line
    assert "Task exception was never retrieved" in line


@pytest.mark.parametrize("number", [CANARY, IDENTITY, "11010119900307851X"])
def test_a_number_in_a_librarys_own_message_is_left_out(number: str) -> None:
    record = logging.LogRecord("lib", logging.ERROR, "x.py", 1, "cannot read %s.", (number,), None)
    assert QuietFormatter().format(record) == "cannot read […]."


def log_of(folder: Path, name: str, text: str = "line\n", last: date | None = None) -> Path:
    path = folder / name
    path.write_text(text)
    if last is not None:
        moment = (last - date(1970, 1, 1)).total_seconds()
        os.utime(path, (moment, moment))
    return path


def test_lines_are_set_apart_once_a_day_and_the_writer_goes_on(tmp_path: Path) -> None:
    live = log_of(tmp_path, "engine.log", "yesterday\n")
    with live.open("ab") as writer:
        set_apart_and_drop(tmp_path, 30, TODAY)
        writer.write(b"today\n")
        writer.flush()
        set_apart_and_drop(tmp_path, 30, TODAY)
    assert live.read_text() == "today\n"
    assert (tmp_path / "engine.log.2026-11-28").read_text() == "yesterday\n"
    assert mode(tmp_path / "engine.log.2026-11-28") == 0o600


def test_lines_past_their_time_are_deleted_whoever_rotated_them(tmp_path: Path) -> None:
    old, young = TODAY - timedelta(days=31), TODAY - timedelta(days=30)
    for name in (f"engine.log.{old}", f"engine.log.{young}"):
        log_of(tmp_path, name)
    log_of(tmp_path, "gateway.log.1", last=old)
    log_of(tmp_path, "gateway.log.2", last=young)
    set_apart_and_drop(tmp_path, 30, TODAY)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"engine.log.{young}", "gateway.log.2"]
