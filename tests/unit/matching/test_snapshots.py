"""A snapshot that is not whole is never used; what was published is there after a loss of power, or the one before is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.matching.kept_encodings import Encodings
from bot.matching.model import Model, load
from bot.matching.snapshots import SnapshotFolder
from bot.nlu.snapshot import Snapshots


@pytest.fixture
def two(model: Model, tmp_path: Path) -> SnapshotFolder:
    """A folder with the snapshots 1 and 2."""
    snapshots = SnapshotFolder(tmp_path / "snapshots")
    for number in (1, 2):
        model.save(snapshots.folder / "staged")
        snapshots.put(snapshots.folder / "staged", number)
    return snapshots


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)


def garble(path: Path) -> None:
    path.write_bytes(b"\xff\x00{[")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"garbage", b"7", b"-1", b"0", "２".encode(), None])
def test_a_pointer_that_names_no_snapshot_means_the_newest(two: SnapshotFolder, content: bytes | None) -> None:
    two.pointer.unlink()
    if content is not None:
        two.pointer.write_bytes(content)
    assert two.current() == 2
    assert two.load()[0] == 2


@pytest.mark.parametrize("name", ["matching.npz", "matching.json", "calibration.json", "manifest.json"])
@pytest.mark.parametrize("damage", [halve, garble, Path.unlink])
def test_a_snapshot_with_a_damaged_file_gives_way_to_the_one_before(
    two: SnapshotFolder, name: str, damage: Callable[[Path], None]
) -> None:
    damage(two.folder / "2" / name)
    assert (two.current(), two.first_sound(), two.load()[0]) == (1, 1, 1)


@pytest.mark.parametrize("name", ["matching.npz", "matching.json"])
def test_a_flipped_bit_is_found_on_loading(two: SnapshotFolder, name: str) -> None:
    flip(two.folder / "2" / name)
    assert (two.first_sound(), two.load()[0]) == (1, 1)


@pytest.mark.parametrize(
    "manifest", ["[]", "{}", '{"files": []}', '{"files": {}}', '{"files": {"matching.npz": 3}}', "3"]
)
def test_a_manifest_that_says_nothing_vouches_for_nothing(two: SnapshotFolder, manifest: str) -> None:
    (two.folder / "2" / "manifest.json").write_text(manifest)
    assert (two.current(), two.first_sound(), two.load()[0]) == (1, 1, 1)


def test_without_a_whole_snapshot_there_is_none(two: SnapshotFolder, tmp_path: Path) -> None:
    for number in "12":
        halve(two.folder / number / "matching.npz")
    assert (two.current(), two.load(), SnapshotFolder(tmp_path / "nowhere").load()) == (0, None, None)


def test_the_snapshot_pointed_at_is_used_though_a_newer_one_is_there(two: SnapshotFolder) -> None:
    two.point_to(1)
    assert (two.current(), two.load()[0]) == (1, 1)


def test_old_snapshots_and_those_of_another_database_go(two: SnapshotFolder, model: Model) -> None:
    for number in (3, 4, 5, 6, 7, 1):
        model.save(two.folder / "staged")
        two.put(two.folder / "staged", number)
        kept = sorted(int(path.name) for path in two.folder.iterdir() if path.name.isdecimal())
        assert kept == list(range(max(1, number - 4), number + 1))
        assert two.current() == number


def test_the_manifest_names_every_file(two: SnapshotFolder) -> None:
    manifest = json.loads((two.folder / "2" / "manifest.json").read_text())
    there = {path.name for path in (two.folder / "2").iterdir()} - {"manifest.json"}
    assert (manifest["version"], set(manifest["files"])) == (2, there)


def test_the_engine_falls_back_and_takes_the_next_good_one(two: SnapshotFolder, model: Model) -> None:
    halve(two.folder / "2" / "matching.npz")
    running = Snapshots(two.folder)
    assert running.refresh().number == 1
    model.save(two.folder / "staged")
    two.put(two.folder / "staged", 3)
    assert running.refresh().number == 3
    two.pointer.write_bytes(b"\xff")
    assert running.refresh().number == 3


@pytest.mark.parametrize("damage", [halve, garble])
def test_a_damaged_model_or_store_of_encodings_is_named_not_a_crash(
    model: Model, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    model.save(tmp_path / "model")
    damage(tmp_path / "model" / "matching.npz")
    with pytest.raises(ValueError, match=r"matching\.npz|allow_pickle|pickle"):
        load(tmp_path / "model")
    first = Encodings(tmp_path).of(["专利"])
    (file,) = tmp_path.glob("*.npz")
    damage(file)
    assert (Encodings(tmp_path).of(["专利"]) == first).all()
