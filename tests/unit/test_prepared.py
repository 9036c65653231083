"""Prepared states for tests: made once for each content, copied, and few are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import prepared as module
from tests.support.prepared import ENCODINGS, KEPT, fingerprint, prepared


class Preparing:
    """Stands for the system's own preparation."""

    def __init__(self, model: Path) -> None:
        self.model = model
        self.began_with: list[list[str]] = []

    def __call__(self, state: Path) -> None:
        self.began_with.append(sorted(str(path.relative_to(state)) for path in state.rglob("*") if path.is_file()))
        for name in (f"{ENCODINGS}/e.npz", "snapshots/current", "keys/inner.key", "logs/train.log", "weiquan.db"):
            (state / name).parent.mkdir(parents=True, exist_ok=True)
            (state / name).write_text(str(len(self.began_with)), encoding="utf-8")
        self.model.parent.mkdir(exist_ok=True)
        self.model.write_text("trained", encoding="utf-8")


@pytest.fixture
def preparing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preparing:
    model = tmp_path / "models" / "m.tar.gz"
    monkeypatch.setattr(module, "model_path", lambda: model)
    monkeypatch.setattr(module, "fingerprint", lambda: "one")
    return Preparing(model)


def files(state: Path) -> list[str]:
    return sorted(str(path.relative_to(state)) for path in state.rglob("*") if path.is_file())


def test_what_is_the_same_is_prepared_once_and_each_gets_a_copy(tmp_path: Path, preparing: Preparing) -> None:
    first, again = (prepared(tmp_path / name, tmp_path / "cache", preparing) for name in "ab")
    assert preparing.began_with == [[]]
    assert files(first) == files(again) == ["snapshots/current", f"{ENCODINGS}/e.npz", "weiquan.db"]
    (first / "weiquan.db").write_text("changed", encoding="utf-8")
    assert (again / "weiquan.db").read_text(encoding="utf-8") == "1"


def test_another_content_begins_with_the_sentences_encoded_before(
    tmp_path: Path, preparing: Preparing, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(tmp_path / "a", tmp_path / "cache", preparing)
    monkeypatch.setattr(module, "fingerprint", lambda: "two")
    assert (prepared(tmp_path / "b", tmp_path / "cache", preparing) / "weiquan.db").read_text(encoding="utf-8") == "2"
    assert preparing.began_with == [[], [f"{ENCODINGS}/e.npz"]]


def test_a_model_trained_in_another_checkout_is_taken(tmp_path: Path, preparing: Preparing) -> None:
    prepared(tmp_path / "a", tmp_path / "cache", preparing)
    preparing.model.unlink()
    prepared(tmp_path / "b", tmp_path / "cache", preparing)
    assert preparing.model.read_text(encoding="utf-8") == "trained"
    assert len(preparing.began_with) == 1


def test_few_are_kept(tmp_path: Path, preparing: Preparing, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(KEPT + 2):
        monkeypatch.setattr(module, "fingerprint", lambda number=number: f"content{number}")
        prepared(tmp_path / str(number), tmp_path / "cache", preparing)
    kept = {path.name for path in (tmp_path / "cache").iterdir() if path.name.startswith("content")}
    assert len(kept) == KEPT
    assert f"content{KEPT + 1}" in kept


def test_the_fingerprint_follows_the_knowledge(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    before = fingerprint(tmp_path)
    (tmp_path / "knowledge" / "a.yml").write_text("x", encoding="utf-8")
    (tmp_path / "other.txt").write_text("x", encoding="utf-8")
    after = fingerprint(tmp_path)
    (tmp_path / "other.txt").write_text("y", encoding="utf-8")
    assert before != after == fingerprint(tmp_path)
