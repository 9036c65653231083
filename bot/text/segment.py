"""Chinese word segmentation by jieba with our own words; nothing is loaded before the first call."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

_OWN_WORD_FREQUENCY = 100_000


class Segmenter:
    """Cuts texts into words; knows jieba's dictionary and the words it was given."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = tuple(words)
        self._tokenizer: Any = None

    def words(self, text: str) -> list[str]:
        """Return the words of a normalised text, without white space and single punctuation marks."""
        return [w for w in self._jieba().lcut(text, HMM=False) if w[0].isalnum()]

    def frequency(self, word: str) -> int:
        """Return how often the dictionary met the word; 0 when it is none."""
        return int(self._jieba().FREQ.get(word) or 0)

    def _jieba(self) -> Any:
        if self._tokenizer is None:
            import jieba

            jieba.setLogLevel(30)
            tokenizer = jieba.Tokenizer()
            tokenizer.initialize()
            for word in self._words:
                tokenizer.add_word(word, freq=_OWN_WORD_FREQUENCY)
            self._tokenizer = tokenizer
        return self._tokenizer


@lru_cache(maxsize=4)
def segmenter(lexicon: Path | None = None) -> Segmenter:
    """Return the segmenter that knows the words of a lexicon folder (`*.txt`, one word a line)."""
    return Segmenter(read_lexicon(lexicon)) if lexicon else Segmenter()


def read_lexicon(folder: Path) -> list[str]:
    """Return the words listed in the folder's files; `#` starts a comment."""
    words: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        lines = (line.partition("#")[0].split() for line in path.read_text(encoding="utf-8").splitlines())
        words += [parts[0] for parts in lines if parts]
    return words
