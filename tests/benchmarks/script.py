"""The turns of the benchmark: a mix of what visitors say, no text twice."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from bot.config import ROOT
from bot.knowledge.checks.surroundings import labelled_examples
from bot.knowledge.library import read_library

TRADES = [
    "食品",
    "服装",
    "机械",
    "软件",
    "农机",
    "家具",
    "餐饮",
    "五金",
    "玩具",
    "茶叶",
    "灯具",
    "箱包",
    "陶瓷",
    "电器",
    "木业",
    "乳品",
    "建材",
    "印刷",
    "化妆品",
    "饮料",
]
MIX = ("greet", "ask", "ask", "follow_up", "find_station", "ask", "out_of_scope", "ask", "ask", "thanks")


def mixed_turns(seed: int = 7) -> Iterator[str]:
    """Yield turns for ever; each is made new by a trade and a number, so that nothing can be cached by text."""
    pools = _pools()
    chooser = random.Random(seed)
    for number in itertools.count(1):
        kind = MIX[number % len(MIX)]
        text = chooser.choice(pools.get(kind) or pools["ask"])
        yield f"{text}，我们是{chooser.choice(TRADES)}{number}厂" if kind == "ask" else f"{text} {number}"


def _pools() -> dict[str, list[str]]:
    pools: dict[str, list[str]] = {}
    for entry in read_library(ROOT / "knowledge").entries.values():
        pools.setdefault("ask", []).extend(entry.questions)
    for intent, text in labelled_examples(ROOT / "data" / "nlu"):
        pools.setdefault(intent.partition("/")[0], []).append(text)
    return pools
