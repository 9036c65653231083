import tarfile
from pathlib import Path
from random import Random

import pytest

from bot.cli.train import is_whole


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "weights").write_bytes(Random(1).randbytes(300_000))
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "weights", "weights")
    return tmp_path / "model.tar.gz"


def test_a_model_as_it_was_written_is_whole(archive: Path) -> None:
    assert is_whole(archive)


@pytest.mark.parametrize("kept", [0, 1, 1000, 150_000, -8, -1])
def test_a_model_cut_short_is_trained_again(archive: Path, kept: int) -> None:
    archive.write_bytes(archive.read_bytes()[:kept])
    assert not is_whole(archive)


@pytest.mark.parametrize("at", [2, 1000, 150_000, -6])
def test_a_model_with_a_wrong_byte_is_trained_again(archive: Path, at: int) -> None:
    content = bytearray(archive.read_bytes())
    content[at] ^= 255
    archive.write_bytes(content)
    assert not is_whole(archive)


def test_no_model_is_none(tmp_path: Path) -> None:
    assert not is_whole(tmp_path / "model.tar.gz")
