from pathlib import Path

import numpy as np

from bot.matching.kept_encodings import Encodings
from bot.text.encoder import encoder


def test_encodings_are_kept_and_come_back_in_order(tmp_path: Path) -> None:
    first = Encodings(tmp_path).of(["专利", "商标"])
    again = Encodings(tmp_path).of(["商标", "版权", "专利", "商标"])
    np.testing.assert_array_equal(again[[2, 0, 3]], first[[0, 1, 1]])
    np.testing.assert_allclose(again[1], encoder().encode("版权"), atol=2e-3)


def test_known_texts_are_not_encoded_again(tmp_path: Path) -> None:
    Encodings(tmp_path).of(["专利"])
    (file,) = tmp_path.glob("*.npz")
    before = file.stat().st_mtime_ns
    Encodings(tmp_path).of(["专利", "专利"])
    assert file.stat().st_mtime_ns == before


def test_without_a_folder_nothing_is_written(tmp_path: Path) -> None:
    assert Encodings().of([]).shape[0] == 0
    assert list(tmp_path.iterdir()) == []
