"""The matcher in use: the one trained into the model, replaced by each published snapshot; imports dialogue and matching only."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread

from bot.dialogue.guess import Guess, load_guess
from bot.dialogue.guide import Guide
from bot.dialogue.ranking import Ranker
from bot.dialogue.reading.conversation import ConversationReader
from bot.matching.match import Matcher
from bot.matching.snapshots import SnapshotFolder

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Version:
    """A matcher and the number of the snapshot it was made from; 0 is the one in the trained model."""

    number: int
    matcher: Matcher
    guide: Guide = field(default_factory=Guide)
    guess: Guess = field(default_factory=Guess)
    in_context: Matcher | None = None
    """Reads messages after what was spoken of before."""

    @cached_property
    def reader(self) -> ConversationReader:
        """Reads messages with it."""
        return ConversationReader(self.matcher, self.guide, Ranker(self.guide, self.in_context), guess=self.guess)


class Snapshots:
    """Looks at `<folder>/current` and swaps the reference between two turns when it names another snapshot."""

    def __init__(self, folder: Path, trained: Matcher | None = None) -> None:
        self._snapshots = SnapshotFolder(folder)
        self._seen: tuple[int, int] | None = None
        self._version = Version(0, trained) if trained else None
        self._loading = Lock()

    def current(self) -> Version | None:
        """Return the current version at the cost of one stat; another one is loaded beside the turns that go on."""
        mark = self._mark()
        if mark != self._seen:
            self._seen = mark
            Thread(target=self._swap, daemon=True).start()
        return self._version

    def refresh(self) -> Version | None:
        """Load what the pointer names now and return it."""
        self._seen = self._mark()
        self._swap()
        return self._version

    def _mark(self) -> tuple[int, int] | None:
        try:
            status = self._snapshots.pointer.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino

    def _swap(self) -> None:
        """Load the snapshot in use, or the newest whole one; when there is none the old version stays in use."""
        with self._loading:
            used = self._version.number if self._version else 0
            if used and used == self._snapshots.current():
                return
            found = self._snapshots.load()
            if found is None:
                logger.info("there is no whole snapshot")
                return
            number, model = found
            if number != used:
                kept = self._snapshots.guide(number)
                guess = load_guess(self._snapshots.folder / str(number))
                context = self._snapshots.in_context(number)
                guide = Guide.from_dict(kept) if kept else Guide()
                self._version = Version(number, Matcher(model), guide, guess, Matcher(context) if context else None)
                logger.info("snapshot %s is in use", number)
