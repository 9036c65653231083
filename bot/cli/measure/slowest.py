"""`bot slowest`: searches for the message of each length that takes the readers longest, in and out of guided flows."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING, Any

from bot.config import ROOT, read_settings

if TYPE_CHECKING:
    from bot.core.knowledge.flow import Flow
    from bot.dialogue.values.extraction import FlowReading
    from bot.services.ports import Regions

LENGTHS = (50, 200, 500, 1000, 2000)
LONGEST_SHOWN = 36
MOST_MIXED = 4
OUTSIDE, INSIDE = ("reading", "places"), ("reading in a flow", "flow")
"""What one turn costs: the first without, the second with an open flow; the other readers are part of these."""

Reader = Callable[[str], object]


@dataclass(frozen=True)
class Slow:
    """A message and the milliseconds of CPU each reader took for it."""

    text: str
    spent: Mapping[str, float]

    @property
    def total(self) -> float:
        """What a turn with this message costs, in or out of a flow."""
        return max(sum(self.spent.get(name, 0.0) for name in part) for part in (OUTSIDE, INSIDE))


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "slowest", help="the slowest message of each length, and what each reader takes for it"
    )
    parser.add_argument("--rounds", type=int, default=40, help="random mixtures tried for each length")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=0.0, help="fail when a message takes more milliseconds")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    readers, rng, worst = make_readers(), Random(arguments.seed), 0.0  # noqa: S311  not for secrets
    for length in LENGTHS:
        slowest = search(readers, length, arguments.rounds, rng)
        worst = max(worst, slowest["turn"].total)
        for name, slow in slowest.items():
            print(_line(length, name, slow), flush=True)
    return int(0 < arguments.limit < worst)


def search(readers: Mapping[str, Reader], length: int, rounds: int, rng: Random) -> dict[str, Slow]:
    """Return the slowest message found for a turn and for each reader."""
    best: dict[str, Slow] = {}
    for text in messages(length, rounds, rng):
        measured = Slow(text, {name: spent(read, text) for name, read in readers.items()})
        for name in ("turn", *readers):
            if name not in best or _cost(measured, name) > _cost(best[name], name):
                best[name] = _again(measured, readers)
    return best


def messages(length: int, rounds: int, rng: Random) -> Iterator[str]:
    """Yield messages of a length: each word repeated, with and without a lead, each kind in a row, and random mixtures."""
    from bot.text.lexicon import word_lists

    kinds = dict(word_lists("slowest"))
    leads = kinds.pop("leads")
    for words in kinds.values():
        yield from (fill(lead, [word], length) for word in words for lead in (leads[0], leads[-1]))
        yield fill("", words, length)
    every = [word for words in kinds.values() for word in words]
    for _ in range(rounds):
        yield fill(rng.choice(leads), rng.sample(every, rng.randint(2, MOST_MIXED)), length)


def fill(lead: str, words: Sequence[str], length: int) -> str:
    """Return a text of a length: a lead, then the words over and over."""
    parts, size = [lead], len(lead)
    for word in cycle(words):
        if size >= length:
            return "".join(parts)[:length]
        parts.append(word)
        size += len(word)
    raise ValueError("there are no words")


def spent(read: Reader, text: str) -> float:
    """Return the milliseconds of CPU that a reader takes."""
    began = time.process_time()
    read(text)
    return (time.process_time() - began) * 1000


def _again(slow: Slow, readers: Mapping[str, Reader]) -> Slow:
    """Measure once more and keep the smaller figures: the first may hold what is loaded once."""
    return Slow(slow.text, {name: min(ms, spent(readers[name], slow.text)) for name, ms in slow.spent.items()})


def _cost(slow: Slow, name: str) -> float:
    return slow.total if name == "turn" else slow.spent[name]


def _line(length: int, name: str, slow: Slow) -> str:
    parts = "  ".join(f"{reader} {ms:.1f}" for reader, ms in slow.spent.items())
    shown = slow.text[:LONGEST_SHOWN].replace("\n", " ")
    if name == "turn":
        return f"{length:>5}  {slow.total:8.1f} ms  {shown}…\n{'':17}{parts}"
    return f"{'':7}{slow.spent[name]:8.1f} ms  {name}: {shown}…"


def make_readers() -> dict[str, Reader]:
    """Return everything that reads a visitor's message, by name; without a published snapshot, all but the matcher."""
    from bot.bootstrap import build
    from bot.knowledge.library import read_library
    from bot.services.stations.search import service_in
    from bot.text.dates.reader import dates_in
    from bot.text.lengths import find_length
    from bot.text.lexicon import word_lists
    from bot.text.money import sums_in

    settings = read_settings()
    today, regions = settings.today or date(2026, 11, 28), build(settings).regions
    flows = list(read_library(ROOT / "knowledge").flows.values())
    return {
        **_matching(settings.snapshots_dir, today),
        "places": regions.resolve,
        "flow": partial(_in_flows, flows, regions, today),
        "services": service_in,
        "sums": sums_in,
        "lengths": lambda text: find_length(text, word_lists("numbers")["in_months"][0], today),
        "dates": lambda text: dates_in(text, today),
    }


def _matching(folder: Any, today: date) -> dict[str, Reader]:
    """Return the engine's reading of a message alone, in a case, and with an open flow."""
    from bot.nlu.snapshot import Snapshots
    from bot.text.lexicon import sample

    version = Snapshots(folder).refresh()
    if version is None:
        return {}
    reader, last = version.reader, next(iter(version.guide.entries))
    case = {"context": {"last_entry": last, "answered": [last], "last_question": sample("question")}}
    flow = {"context": {"flow": {"flow": "overseas", "status": "collecting"}, "last_question": sample("question")}}
    return {
        "reading": lambda text: reader.read(text, {}, today),
        "reading in a case": lambda text: reader.read(text, case, today),
        "reading in a flow": lambda text: reader.read(text, flow, today),
    }


def _in_flows(flows: Sequence[Flow], regions: Regions, today: date, text: str) -> None:
    """Read a message as the flow does that takes longest to read it, at the worst of its questions."""
    from bot.dialogue.values.extraction import Extractor
    from bot.services.flows.intake import beside_question

    flow = max(flows, key=lambda one: len(one.slots))
    extractor, names = Extractor(flow, regions, today), [slot.id for slot in flow.slots]
    slot = next(slot for slot in flow.slots if slot.kind == "date")

    def read(part: str) -> FlowReading:
        return extractor.read(part, slot.id, None, names, names)

    beside_question(text, read(text), slot, read)
