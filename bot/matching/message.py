"""One message and its parts as the model sees them: encoded once, each part looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from bot.matching.model import Model
from bot.matching.sight import Floats, Sight
from bot.text.encoder import TokenFeatures, encoder

MOST_SEEN = 18
"""Different texts looked at for one message, whole, clauses and questions together; a longer message is read in part."""


class Message:
    """Remembers what was seen of one message; a part gets its vector from what the encoder made of the whole."""

    def __init__(self, model: Model, text: str) -> None:
        self._model = model
        self.text = text
        self._seen: dict[str, Sight] = {}

    @property
    def is_read_enough(self) -> bool:
        """Say whether no further part of the message is to be looked at."""
        return len(self._seen) >= MOST_SEEN

    def still_read(self, texts: Sequence[str]) -> list[str]:
        """Return the texts that may be looked at: all, or when enough is read those that were seen."""
        return [text for text in texts if text in self._seen or not self.is_read_enough]

    def see(self, texts: Sequence[str], encoding: Floats | None = None) -> list[Sight]:
        """Return what texts look like.

        Args:
            encoding: the vector of the first, where it is known.
        """
        if encoding is not None and texts[0] not in self._seen:
            self._seen[texts[0]] = self._model.see(texts[0], encoding)
        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        if new:
            vectors = np.stack(self._vectors(new))
            self._seen.update(zip(new, self._model.see_all(new, vectors), strict=True))
        return [self._seen[text] for text in texts]

    @cached_property
    def _read(self) -> TokenFeatures:
        return encoder().read(self.text)

    def _vectors(self, texts: Sequence[str]) -> list[Floats]:
        spans = {text: self._span(text) for text in texts}
        inside = {text: span for text, span in spans.items() if span}
        parts = dict(zip(inside, encoder().parts(self._read, list(inside.values())), strict=True)) if inside else {}
        return [parts[text] if text in parts else self._alone(text) for text in texts]

    def _span(self, text: str) -> tuple[int, int] | None:
        """Return where a part of the message stands in it, when the encoder has read it; None for the whole and other texts."""
        first = self.text.find(text)
        last = first + len(text)
        return (first, last) if first >= 0 and text != self.text and self._read.holds(first, last) else None

    def _alone(self, text: str) -> Floats:
        return encoder().whole(self._read) if text == self.text else encoder().encode(text)
