"""The same input gives the same result: whatever the process, the order, the other threads, the hash seed."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from bot.config import ROOT
from bot.matching.fit import fit
from bot.matching.kept_encodings import Encodings
from bot.matching.model import Model
from bot.text.encoder import Encoder, encoder
from tests.unit.matching.conftest import examples

TEXTS = [
    json.loads(line)["text"]
    for line in (ROOT / "tests" / "holdout" / "topics.jsonl").read_text(encoding="utf-8").splitlines()[:200]
]
FIT = """
import sys
from pathlib import Path
from bot.matching.kept_encodings import Encodings
from bot.matching.fit import fit
from tests.unit.matching.conftest import examples
model = fit(examples(), {"evidence": "怎样固定、保存、公证证据"}, encodings=Encodings(Path(sys.argv[1])), most_rows=30)
model.save(Path(sys.argv[2]))
"""
PAIRS = """
import json, sys
from bot.matching.pairs.question_words import AskedWords
from bot.matching.model import load
from bot.matching.pairs.judge import Likeness, PairJudge
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
def places(text):
    return frozenset({"x"} if "本省" in text else {"y"} if "外省" in text else ()), text.replace("本省", "").replace("外省", "")
judge = PairJudge(load(Path(sys.argv[1])), AskedWords({}), places, Likeness.load())
with ThreadPoolExecutor(8) as pool:
    print(json.dumps(list(pool.map(lambda pair: judge.compare(*pair), json.load(sys.stdin)))))
"""


@pytest.fixture
def fresh() -> Encoder:
    """An encoder that has seen nothing yet."""
    return encoder.__wrapped__()


def run(script: str, *arguments: object, given: str = "", **environment: str) -> str:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=ROOT, env=env, input=given, capture_output=True, text=True, check=True).stdout


def test_a_vector_does_not_depend_on_what_was_encoded_before(fresh: Encoder) -> None:
    shuffled = Random(1).sample(range(len(TEXTS)), len(TEXTS))
    found = {i: fresh.encode(TEXTS[i]) for i in shuffled}
    other = encoder.__wrapped__()
    assert all((other.encode(text) == found[i]).all() for i, text in enumerate(TEXTS))


def test_a_vector_does_not_depend_on_what_is_encoded_beside_it(fresh: Encoder) -> None:
    with ThreadPoolExecutor(8) as pool:
        beside = list(pool.map(fresh.encode, TEXTS))
    alone = encoder.__wrapped__()
    assert sum((alone.encode(text) != vector).any() for text, vector in zip(TEXTS, beside, strict=True)) == 0


def test_a_full_cache_of_tokens_is_begun_anew_beside_other_threads(
    fresh: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [fresh.encode(text) for text in TEXTS[:60]]
    monkeypatch.setattr("bot.text.encoder._KEPT_TOKENS", 80)
    small = encoder.__wrapped__()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(small.encode, TEXTS[:60]))
    assert all((a == b).all() for a, b in zip(expected, found, strict=True))


def test_a_fit_in_another_process_gives_the_same_files(tmp_path: Path) -> None:
    """Encodings kept or new, another hash seed, another limit of threads in the environment."""
    run(FIT, tmp_path / "encodings", tmp_path / "a", PYTHONHASHSEED="1", OPENBLAS_NUM_THREADS="1")
    run(FIT, tmp_path / "encodings", tmp_path / "b", PYTHONHASHSEED="2")
    run(FIT, tmp_path / "others", tmp_path / "c", PYTHONHASHSEED="3")
    for name in ("matching.json", "calibration.json"):
        assert len({(tmp_path / folder / name).read_bytes() for folder in "abc"}) == 1
    first, *others = (np.load(tmp_path / folder / "matching.npz") for folder in "abc")
    assert [n for o in others for n in first.files if not np.array_equal(first[n], o[n])] == []


def test_an_update_gives_the_same_arrays_again(model: Model) -> None:
    grown = [*examples(), replace(examples()[0], text="商标宽展期怎么算")]
    one, other = (fit(grown, previous=model, encodings=Encodings()) for _ in range(2))
    assert one.renewed > 0
    assert np.array_equal(one.dual, other.dual)
    assert np.array_equal(one.weights, other.weights)


def test_after_many_changes_everything_is_fitted_again(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    grown = [*examples(), replace(examples()[0], text="商标宽展期怎么算")]
    assert fit(grown, previous=model).renewed > 0
    monkeypatch.setattr("bot.matching.fit._MOST_CHANGED", 0)
    whole, scratch = fit(grown, previous=model), fit(grown)
    assert whole.renewed == 0
    assert np.array_equal(whole.dual, scratch.dual)


def test_pairs_get_the_same_scores_in_fresh_processes(model: Model, tmp_path: Path) -> None:
    """In threads as `bot pairs` compares them; some differ in several aspects, whose words are removed in turn."""
    model.save(tmp_path)
    scoped = [
        [f"去年{a}在本省被告商标侵权", f"今年{b}在外省起诉别人专利侵权"]
        for a, b in zip(TEXTS[:20], TEXTS[20:40], strict=True)
    ]
    given = json.dumps([*scoped, *zip(TEXTS[40:60], TEXTS[60:80], strict=True)])
    first, *others = (json.loads(run(PAIRS, tmp_path, given=given, PYTHONHASHSEED=str(seed))) for seed in range(3))
    assert len(first) == 40
    assert [a for other in others for a, b in zip(first, other, strict=True) if a != b] == []
