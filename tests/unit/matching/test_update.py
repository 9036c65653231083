"""A model brought up to date says what one fitted from scratch says, whatever came, grew or went."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.config import ROOT
from bot.matching.example import Example
from bot.matching.fit import fit, in_steps
from bot.matching.kept_encodings import Encodings
from bot.matching.model import Model, prepared
from bot.matching.solving import entries

LINES = (ROOT / "tests" / "holdout" / "topics.jsonl").read_text(encoding="utf-8").splitlines()
ASKED = [
    Example(prepared(row["text"]), f"ask/{row['topic_id']}", row["topic_id"]) for row in map(json.loads, LINES[:500])
]
LABELS = sorted({e.label for e in ASKED})
ONE = max(LABELS, key=[e.label for e in ASKED].count)
OF_ONE = [e for e in ASKED if e.label == ONE]
Change = Callable[[], tuple[list[Example], list[Example]]]


def grown() -> tuple[list[Example], list[Example]]:
    return [e for e in ASKED if e not in OF_ONE[3:]], ASKED


def new() -> tuple[list[Example], list[Example]]:
    return [e for e in ASKED if e.label != ONE], ASKED


def shrunk() -> tuple[list[Example], list[Example]]:
    return ASKED, [e for e in ASKED if e not in OF_ONE[3:]]


def gone() -> tuple[list[Example], list[Example]]:
    return ASKED, [e for e in ASKED if e.label != ONE]


@pytest.fixture(scope="module")
def encodings(tmp_path_factory: pytest.TempPathFactory) -> Encodings:
    return Encodings(tmp_path_factory.mktemp("encodings"))


def scores(model: Model, encodings: Encodings) -> np.ndarray:
    """Return the scores of known questions and of their beginnings, text by class."""
    texts = [e.text for e in ASKED[::5]] + [e.text[:-2] for e in ASKED[::5]]
    return np.array(
        [model.scores(model.see(text, vector)) for text, vector in zip(texts, encodings.of(texts), strict=True)]
    )


@pytest.mark.parametrize("change", [grown, new, shrunk, gone])
def test_an_update_agrees_with_a_fit_from_scratch(
    change: Change, encodings: Encodings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.matching.fit._SPREAD", 100)
    monkeypatch.setattr("bot.matching.fit._NEIGHBOURS", 5)
    before, after = change()
    updated = fit(after, encodings=encodings, previous=fit(before, encodings=encodings))
    scratch = fit(after, encodings=encodings)
    assert updated.renewed > 0
    assert scratch.renewed == 0
    assert updated.classes == scratch.classes
    assert (updated.row_texts, updated.topic_entries) == (scratch.row_texts, scratch.topic_entries)
    found, expected = scores(updated, encodings), scores(scratch, encodings)
    assert float((found.argmax(axis=1) == expected.argmax(axis=1)).mean()) > 0.97
    pull = (found - expected).mean(axis=0)
    assert float(np.abs(pull).max()) < 0.03


def test_an_updated_model_is_saved_and_read_whole(encodings: Encodings, tmp_path: Path) -> None:
    from bot.matching.model import load

    before, after = new()
    updated = fit(after, encodings=encodings, previous=fit(before, encodings=encodings))
    updated.save(tmp_path)
    stored = load(tmp_path)
    assert stored.classes == updated.classes
    assert np.array_equal(stored.dual, updated.dual)


def test_what_tells_the_entries_of_an_untouched_topic_apart_is_taken_over(
    encodings: Encodings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And solved anew where a question came, or moved to another entry."""
    apart = [replace(e, entry_id=f"{e.entry_id}.{'ab'[i % 2]}") for i, e in enumerate(ASKED)]
    before = fit(apart[1:], encodings=encodings)
    solved: list[str] = []
    original = entries._solved
    monkeypatch.setattr(
        entries, "_solved", lambda rows, column: solved.append(rows.classes[column]) or original(rows, column)
    )
    scratch = fit(apart, encodings=encodings)
    solved.clear()
    updated = fit(apart, encodings=encodings, previous=before)
    assert solved == [ASKED[0].label]
    assert updated.entry_blocks == scratch.entry_blocks
    solved.clear()
    moved = replace(apart[0], entry_id=apart[0].entry_id[:-1] + "b")
    fit([moved, *apart[1:]], encodings=encodings, previous=updated)
    assert solved == [ASKED[0].label]


def test_the_words_of_an_updated_model_are_those_of_its_rows(encodings: Encodings) -> None:
    before, after = new()
    updated = fit(after, encodings=encodings, previous=fit(before, encodings=encodings))
    width = (len(updated.row_texts), len(updated.terms))
    rows = csr_matrix((updated.row_values, updated.row_terms, updated.row_starts), shape=width)
    expected, steps = in_steps(np.asarray(rows.T @ updated.dual.T) * np.float32(updated.kernel.words))
    np.testing.assert_allclose(updated.weights * updated.steps[:, None], expected * steps[:, None], atol=2e-3)


def test_the_same_examples_give_the_model_there_is(encodings: Encodings) -> None:
    before = fit(ASKED, encodings=encodings)
    assert np.array_equal(fit(ASKED, encodings=encodings, previous=before).weights, before.weights)
    assert fit(ASKED, encodings=encodings, previous=before).renewed == 0
