"""Checked facts that answers rest on; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.core.knowledge.entry import NATIONAL, STRICT, Citation

CONFIDENCES = ("高", "法条已核", "中")
FLAT = ("高", "法条已核")
"""Confidences that may be stated without naming the source in the sentence."""


@dataclass(frozen=True)
class Fact:
    """One fact with its source; every number of an answer is found in a fact it cites."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    statement: str
    confidence: str
    region: str = NATIONAL
    valid_from: date | None = None
    valid_to: date | None = None
    as_of: str = ""
    sources: tuple[Citation, ...] = ()
    note: str = ""
