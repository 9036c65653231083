"""Fit a model on examples, whole or starting from the previous one; needs scipy and pypinyin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bot.matching.example import ASK_PREFIX, Example, is_outside, unique
from bot.matching.kept_encodings import Encodings
from bot.matching.kernel import ALONE, Kernel
from bot.matching.model import Model, by_column, halved, prepared
from bot.matching.sight import Floats, Ints
from bot.matching.solving.entries import known_blocks, tell_apart
from bot.matching.solving.ridge import folded, improve, refold, shares, solve_rows
from bot.matching.training_rows import Rows, Space, group, learn_space, make_rows, renew_rows, space_of
from bot.matching.zones import Calibration, chosen_calibration
from bot.text.pinyin import syllable_table

MOST_ROWS = 36_000
"""Examples the regression looks at (1.7 GB while it is solved for 24 000, 2.9 GB for 34 000); above that, all of those outside and as many of each class of ours as fit."""
_MOST_CHANGED = 2_500
"""Rows of changed classes that are solved anew from the previous model; with more, everything is fitted again."""
_MOST_RENEWED = 10_000
"""The same, in all updates since the last whole fit."""
_NEIGHBOURS, _MOST_NEIGHBOURS = 6, 1800
_SPREAD = 500
"""Rows solved anew with the changed ones: the nearest to each, and every so many-th of all."""
_MOST_STEPS, _SMALLEST = 127, 1e-9
_FEW = 200
"""New texts that are encoded sooner than those encoded before are read."""
_AT_ONCE = 4096
"""Lines of weights turned into steps at once."""
_THREADS, _SMALL = 2, 3000
"""Threads that share a product, whatever the machine, and rows up to which one does it: the last bits of the result depend on their number."""


def fit(
    examples: Sequence[Example],
    titles_and_scopes: Mapping[str, str] | None = None,
    *,
    encodings: Encodings | None = None,
    calibration: Calibration | None = None,
    previous: Model | None = None,
    most_rows: int = MOST_ROWS,
    kernel: Kernel = ALONE,
) -> Model:
    """Fit topics, flow intents and entries; the same arguments give the same arrays.

    Args:
        titles_and_scopes: for each topic id a text that names and describes it; one more example of the topic.
        encodings: where encoded texts are remembered.
        previous: a model of nearly the same examples; only what changed is then solved, in a second or two.
        most_rows: examples the regression looks at; fewer fit faster.
    """
    described = [Example(text, ASK_PREFIX + topic, support=True) for topic, text in (titles_and_scopes or {}).items()]
    everything = unique([_prepared(e) for e in (*examples, *described)])
    learnt = group(balanced(everything, most_rows))
    encodings = encodings or Encodings()
    model = _updated(previous, learnt, encodings) if previous else None
    model = model or _from_scratch(learnt, encodings, kernel)
    exact = {e.text: (e.label, e.entry_id) for e in everything if not e.support}
    model = replace(model, exact=exact, calibration=calibration or chosen_calibration())
    seen = {e.text for e in learnt}
    left_out = [e for e in everything if e.text not in seen]
    model = replace(model, left_out=len(left_out))
    of_entries = [e for e in left_out if e.entry_id]
    return _with_entries(model, of_entries, encodings) if of_entries else model


def _prepared(example: Example) -> Example:
    text = prepared(example.text)
    return example if text == example.text else Example(text, example.label, example.entry_id, example.support)


def is_worn(model: Model) -> bool:
    """Say whether a model was brought up to date so often that it is time to fit everything again."""
    return model.renewed > _MOST_CHANGED


def _from_scratch(learnt: Sequence[Example], encodings: Encodings, kernel: Kernel) -> Model:
    vectors = encodings.of([e.text for e in learnt])
    syllables = syllable_table([*_common_characters(), *(c for e in learnt for c in e.text)])
    with _steady_threads(len(learnt)):
        space = learn_space(learnt, vectors, syllables, kernel)
        rows = make_rows(learnt, space, vectors)
        del vectors  # the largest thing beside the system of equations
        dual = halved(solve_rows(rows))
        return _assemble(rows, space, dual, folded(rows, dual), {})


@contextmanager
def _steady_threads(rows: int) -> Iterator[None]:
    """Let a fixed number of threads multiply; nothing is encoded inside, for that has a limit of its own."""
    with threadpool_limits(limits=_THREADS if rows > _SMALL else 1, user_api="blas"):
        yield


def _updated(previous: Model, learnt: Sequence[Example], encodings: Encodings) -> Model | None:
    """Return the previous model brought up to date, with new classes and without gone ones; None when too much has changed."""
    labels = np.repeat(np.array(previous.classes), np.diff(previous.class_rows))
    row_of = {(text, str(label)): row for row, (text, label) in enumerate(zip(previous.row_texts, labels, strict=True))}
    origin = [row_of.get((e.text, e.label), -1) for e in learnt]
    gone = set(row_of.values()) - set(origin)
    touched = {e.label for e, row in zip(learnt, origin, strict=True) if row < 0} | {str(labels[row]) for row in gone}
    changed = np.array([i for i, e in enumerate(learnt) if e.label in touched], dtype=np.int64)
    moved = max(len(changed), len(gone))
    renewed = previous.renewed + moved
    if moved > _MOST_CHANGED or renewed > _MOST_RENEWED:
        return None
    if not touched and previous.row_entries == tuple(e.entry_id for e in learnt):
        return previous
    space = space_of(previous)
    added = [e.text for e, row in zip(learnt, origin, strict=True) if row < 0]
    fresh = (encodings if len(added) > _FEW else Encodings()).of(added)
    with _steady_threads(len(learnt)):
        rows = renew_rows(learnt, space, previous, origin, fresh)
        dual = _carried_over(previous, rows, origin)
        dual, words = _renewed(rows, dual, changed) if touched else (dual, folded(rows, dual))
        model = _assemble(rows, space, dual, words, known_blocks(previous, rows, origin))
    return replace(model, renewed=renewed)


def _renewed(rows: Rows, dual: Floats, changed: Ints) -> tuple[Floats, Floats]:
    """Return weights solved anew for the changed rows and what is around them, and their folded form."""
    with ThreadPoolExecutor(1) as beside:
        folding = beside.submit(folded, rows, dual)
        solved = _with_surroundings(rows, changed)
        better = halved(improve(rows, dual, folding.result, solved))
        words = folding.result()
    refold(words, rows, solved, better[solved] - dual[solved])
    return better, words


def _carried_over(previous: Model, rows: Rows, origin: Sequence[int]) -> Floats:
    """Return the previous dual weights by the present rows and classes; nothing where either is new."""
    dual = np.zeros((len(rows.examples), len(rows.classes)), dtype=np.float32)
    column_of = {name: column for column, name in enumerate(previous.classes)}
    known = [column for column, name in enumerate(rows.classes) if name in column_of]
    carried = np.zeros((len(previous.row_texts) + 1, len(rows.classes)), dtype=np.float32)
    carried[:-1, known] = previous.dual[[column_of[rows.classes[column]] for column in known]].T
    np.take(carried, np.array(origin), axis=0, out=dual, mode="wrap")  # new rows have -1: the last, which is empty
    return dual


def _with_surroundings(rows: Rows, changed: Ints) -> Ints:
    """Add the rows nearest to the changed ones, and some of all: were these held, every question would drift to what grew."""
    count = len(rows.examples)
    spread = np.arange(0, count, max(count // _SPREAD, 1))
    if not len(changed):
        return spread
    nearest = min(max(_MOST_NEIGHBOURS // len(changed), 1), _NEIGHBOURS, count - 1)
    similar = rows.dense[changed] @ rows.dense.T
    similar[:, changed] = -1
    near = np.argpartition(-similar, nearest, axis=1)[:, :nearest]
    return np.unique(np.concatenate([changed, near.ravel(), spread]))


def _assemble(rows: Rows, space: Space, dual: Floats, words: Floats, told_apart: Mapping[str, Floats]) -> Model:
    """Put everything together.

    Args:
        words: the sparse part of the kernel, folded.
        told_apart: what is known to tell the entries of some topics apart.
    """
    entries = _entries(rows.examples)
    weights, steps = in_steps(words)
    class_rows = rows.class_rows()
    entry_dual, blocks = tell_apart(rows, _topic_entries(entries), told_apart)
    return Model(
        classes=rows.classes,
        terms=space.terms,
        syllables=dict(space.syllables),
        idf=space.idf,
        bias=shares(rows),
        weights=weights,
        steps=steps,
        centre=space.centre,
        scale=space.scale,
        basis=space.basis,
        known=by_column(rows.dense),
        dual=np.ascontiguousarray(dual.T),
        class_rows=class_rows,
        row_texts=tuple(e.text for e in rows.examples),
        row_entries=tuple(e.entry_id for e in rows.examples),
        row_starts=rows.sparse.indptr.astype(np.int64),
        row_terms=rows.sparse.indices.astype(np.int32),
        row_values=halved(rows.sparse.data),
        entry_ids=entries,
        topic_entries=_topic_entries(entries),
        entry_dual=entry_dual,
        entry_blocks=blocks,
        entry_centres=_centres(rows.examples, rows.dense, entries),
        exact={},
        kernel=rows.kernel,
    )


def in_steps(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return each line of weights as whole numbers up to 127, and the unit they count in."""
    largest = np.maximum(weights.max(axis=1, initial=0.0), -weights.min(axis=1, initial=0.0))
    steps = (np.maximum(largest, _SMALLEST) / _MOST_STEPS).astype(np.float32)
    counted = np.empty(weights.shape, dtype=np.int8)
    for first in range(0, len(weights), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        counted[part] = np.rint(weights[part] / steps[part, None])
    return counted, steps


def _with_entries(model: Model, left_out: Sequence[Example], encodings: Encodings) -> Model:
    """Add the entries of examples that the regression did not look at, by vectors."""
    known = [Example("", "", e) for e in model.row_entries]
    everything = [*known, *left_out]
    entries = _entries(everything)
    space = space_of(model)
    encoded = encodings.of([e.text for e in left_out])
    with _steady_threads(len(everything)):
        vectors = np.concatenate([model.known, space.dense(encoded)])
    grown = {t for t, (a, b) in _topic_entries(entries).items() if model.topic_entries.get(t, (0, 0))[1:] and
             b - a != model.topic_entries[t][1] - model.topic_entries[t][0]}  # fmt: skip
    return replace(
        model,
        entry_ids=entries,
        topic_entries=_topic_entries(entries),
        entry_blocks={t: at for t, at in model.entry_blocks.items() if t not in grown},
        entry_centres=_centres(everything, vectors, entries),
    )


def _common_characters() -> list[str]:
    cells = ((row, cell) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [c for pair in cells for c in bytes(pair).decode("gb2312", errors="ignore")]


def balanced(examples: Sequence[Example], most: int) -> list[Example]:
    """Keep all examples, or all of those outside and of each class of ours in turn, one of each entry first, until `most` are taken."""
    if len(examples) <= most:
        return list(examples)
    outside = [example for example in examples if is_outside(example.label)]
    ours = [example for example in examples if not is_outside(example.label)]
    return [*outside, *_in_turn(ours)[: max(most - len(outside), 0)]]


def _in_turn(examples: Sequence[Example]) -> list[Example]:
    """Return the examples in such an order that each beginning holds about as many of each class, and of each entry in it."""
    of_entry: Counter[tuple[str, str]] = Counter()
    numbered = []
    for position, example in enumerate(examples):
        of_entry[example.label, example.entry_id] += 1
        numbered.append((of_entry[example.label, example.entry_id], position))
    of_class: Counter[str] = Counter()
    ranked = []
    for number, position in sorted(numbered):
        of_class[examples[position].label] += 1
        ranked.append((of_class[examples[position].label], number, position))
    return [examples[position] for _, _, position in sorted(ranked)]


def _entries(examples: Sequence[Example]) -> tuple[str, ...]:
    found = {e.entry_id for e in examples if e.entry_id}
    return tuple(sorted(found, key=lambda entry: (entry.split(".", 1)[0], entry)))


def _topic_entries(entries: Sequence[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for i, entry in enumerate(entries):
        topic = entry.split(".", 1)[0]
        found[topic] = (found.get(topic, (i, i))[0], i + 1)
    return found


def _centres(examples: Sequence[Example], vectors: Floats, entries: Sequence[str]) -> Floats:
    number = {entry: i for i, entry in enumerate(entries)}
    total = np.zeros((len(entries), vectors.shape[1]), dtype=np.float32)
    with_entry = [i for i, e in enumerate(examples) if e.entry_id]
    np.add.at(total, [number[examples[i].entry_id] for i in with_entry], vectors[with_entry])
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6), dtype=np.float32)
