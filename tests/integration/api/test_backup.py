"""A backup brings back what was there: rows, keys, snapshots; between both kinds of database too."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from bot.db.base import Database
from bot.db.dump import DatabaseTables
from bot.db.schema import migrate
from bot.errors import InvalidInput
from bot.services.admin.backup import backup, restore


def rows(tables: DatabaseTables) -> dict[str, list[bytes]]:
    return {name: list(lines) for name, lines in tables.dump()}


async def test_a_conversation_goes_on_after_a_restore(serve, settings, tmp_path: Path):
    api = await serve()
    visitor = await api.open(region="230500")
    await visitor.say("商标被抄")
    tables = DatabaseTables(api.services.database)
    (settings.state_dir / "snapshots" / "3").mkdir(parents=True)
    (settings.state_dir / "snapshots" / "3" / "manifest.json").write_text("{}")
    before = rows(tables)
    described = backup(tables, settings.state_dir, tmp_path / "copy.tar.gz")
    assert described["rows"]["message"] == 2
    assert (tmp_path / "copy.tar.gz").stat().st_mode & 0o077 == 0

    await visitor.say("后来的话")
    shutil.rmtree(settings.state_dir / "snapshots")
    key = (settings.state_dir / "keys" / "token.key").read_bytes()
    (settings.state_dir / "keys" / "token.key").write_bytes(b"lost")
    restore(tables, settings.state_dir, tmp_path / "copy.tar.gz")
    assert rows(tables) == before
    assert (settings.state_dir / "keys" / "token.key").read_bytes() == key
    assert (settings.state_dir / "snapshots" / "3" / "manifest.json").exists()

    again = dataclasses.replace(visitor, client=(await serve()).client)
    assert [m["text"] for m in await again.transcript()] == ["商标被抄", "关于“商标被抄”"]
    assert (await again.say("接着说"))[0] == 200


async def test_a_small_database_moves_to_a_large_one(api, visitor, settings, tmp_path: Path):
    """What was dumped from either kind is the same in the other."""
    await visitor.say("明天天气")
    tables = DatabaseTables(api.services.database)
    backup(tables, settings.state_dir, tmp_path / "copy.tar.gz")
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    restore(DatabaseTables(other), settings.state_dir, tmp_path / "copy.tar.gz")
    moved, present = rows(DatabaseTables(other)), rows(tables)
    assert {n: [json.loads(line) for line in lines] for n, lines in moved.items()} == {
        n: [json.loads(line) for line in lines] for n, lines in present.items()
    }
    other.close()


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00broken"])
async def test_a_damaged_archive_changes_nothing(api, visitor, settings, tmp_path: Path, content):
    await visitor.say("商标")
    tables = DatabaseTables(api.services.database)
    before = rows(tables)
    (tmp_path / "bad.tar.gz").write_bytes(content)
    with pytest.raises(InvalidInput):
        restore(tables, settings.state_dir, tmp_path / "bad.tar.gz")
    assert rows(tables) == before
