"""The encoder's sub-words: reads a sentencepiece unigram model and cuts texts by Viterbi; standard library only."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path

_UNKNOWN, _START, _END = 0, 1, 2
_OURS = re.compile(r"[\u2581\u2010-\u201f\u3000-\u303f\u3400-\u9fff\uff00-\uffef\x20-\x7e]+")
_LONGEST = 16
_BEGINNING = (-1, 0.0)
_NO_SCORE = bytes(4)


@dataclass(frozen=True)
class Pieces:
    """Sub-words with their scores; beginnings of longer ones are held with piece -1."""

    table: dict[str, tuple[int, float]]
    unknown_score: float

    def cut(self, text: str) -> list[int]:
        """Return the most probable sub-words of a normalised text between start and end marks."""
        return self.cut_at(text)[0]

    def cut_at(self, text: str) -> tuple[list[int], list[int]]:
        """Return the sub-words of `cut`, and where in the text each begins."""
        text = "\u2581" + text.replace(" ", "\u2581") if text else ""
        length = len(text)
        best = [0.0] + [-1e38] * length
        start_of = [0] * (length + 1)
        piece_of = [_UNKNOWN] * (length + 1)
        find = self.table.get
        for i in range(length):
            base = best[i]
            if base + self.unknown_score > best[i + 1]:
                best[i + 1], start_of[i + 1], piece_of[i + 1] = base + self.unknown_score, i, _UNKNOWN
            for j in range(i + 1, min(i + _LONGEST, length) + 1):
                found = find(text[i:j])
                if found is None:
                    break
                if found[0] >= 0 and base + found[1] > best[j]:
                    best[j], start_of[j], piece_of[j] = base + found[1], i, found[0]
        ids, begins = [_END], [max(length - 1, 0)]
        at = length
        while at > 0:
            ids.append(piece_of[at])
            at = start_of[at]
            begins.append(max(at - 1, 0))
        return [_START, *reversed(ids)], [0, *reversed(begins)]


def read_pieces(path: Path) -> Pieces:
    """Read the pieces of a sentencepiece model that are written in Chinese or ASCII characters."""
    pieces, scores = _read(path.read_bytes())
    fits = _OURS.fullmatch
    table = {
        piece: (number, score)
        for number, (piece, score) in enumerate(zip(pieces, scores, strict=True))
        if number > _END and len(piece) <= _LONGEST and fits(piece)
    }
    for piece in list(table):
        for size in range(len(piece) - 1, 0, -1):
            if piece[:size] in table:
                break
            table[piece[:size]] = _BEGINNING
    return Pieces(table, min(scores) - 10.0)


def _read(data: bytes) -> tuple[list[str], tuple[float, ...]]:
    """Walk the protocol buffer: field 1 is repeated {1: piece, 2: score}; other fields follow it."""
    found: list[bytes] = []
    packed: list[bytes] = []
    at = 0
    while at < len(data) and data[at] == 0x0A:
        size, at = _varint(data, at + 1)
        length, start = _varint(data, at + 1)
        after = start + length
        found.append(data[start:after])
        packed.append(data[after + 1 : after + 5] if after < at + size and data[after] == 0x15 else _NO_SCORE)
        at += size
    return b"\n".join(found).decode("utf-8").split("\n"), struct.unpack(f"<{len(packed)}f", b"".join(packed))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    result = data[at]
    if result < 0x80:
        return result, at + 1
    result &= 0x7F
    for shift in range(7, 64, 7):
        at += 1
        result |= (data[at] & 0x7F) << shift
        if data[at] < 0x80:
            break
    return result, at + 1
