"""What tells the entries of one topic apart: solved for each topic by itself, or taken from the model before (needs scipy)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bot.matching.example import ASK_PREFIX
from bot.matching.model import Model
from bot.matching.sight import Floats
from bot.matching.solving.ridge import alone, solve_labels
from bot.matching.training_rows import Rows

_MOST_ENTRIES = 40
"""Entries of a topic that get weights of their own; more are told apart by vectors."""


def tell_apart(
    rows: Rows, topic_entries: Mapping[str, tuple[int, int]], known: Mapping[str, Floats]
) -> tuple[Floats, dict[str, int]]:
    """Return, for each topic of several entries, which entry each of its rows speaks for, and where the topic's part begins."""
    parts: list[Floats] = [np.zeros(0, dtype=np.float32)]
    blocks: dict[str, int] = {}
    size = 0
    with alone():
        for column, label in enumerate(rows.classes):
            topic = label.removeprefix(ASK_PREFIX)
            first, last = topic_entries.get(topic, (0, 0)) if topic != label else (0, 0)
            if 1 < last - first <= _MOST_ENTRIES:
                block = known[topic] if topic in known else _solved(rows, column)
                blocks[topic] = size
                parts.append(block)
                size += block.size
    return np.concatenate(parts), blocks


def known_blocks(previous: Model, rows: Rows, origin: Sequence[int]) -> dict[str, Floats]:
    """Return the parts of a model for topics that have the same questions of the same entries still.

    Args:
        origin: the model's row for each row, -1 for new ones.
    """
    column_of = {name: column for column, name in enumerate(rows.classes)}
    starts = rows.class_rows()
    known: dict[str, Floats] = {}
    for topic, at in previous.entry_blocks.items():
        column = column_of.get(ASK_PREFIX + topic)
        if column is None:
            continue
        part = slice(int(starts[column]), int(starts[column + 1]))
        old = previous.class_of_topic[topic]
        first, last = map(int, previous.class_rows[old : old + 2])
        entries = tuple(e.entry_id for e in rows.examples[part])
        if list(origin[part]) == list(range(first, last)) and entries == previous.row_entries[first:last]:
            width = previous.topic_entries[topic][1] - previous.topic_entries[topic][0]
            known[topic] = previous.entry_dual[at : at + (last - first) * width]
    return known


def _solved(rows: Rows, column: int) -> Floats:
    """Solve which entry of a topic its questions belong to."""
    first, last = map(int, rows.class_rows()[column : column + 2])
    of_rows = [example.entry_id for example in rows.examples[first:last]]
    number = {entry: i for i, entry in enumerate(sorted({entry for entry in of_rows if entry}))}
    targets = np.zeros((last - first, len(number)), dtype=np.float32)
    for row, entry in enumerate(of_rows):
        if entry:
            targets[row, number[entry]] = 1
    return solve_labels(rows, slice(first, last), targets).ravel()
