"""What people ask for, as topics: services of the policy documents and questions of substance; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.core.knowledge.entry import STRICT, Citation


@dataclass(frozen=True)
class Topic:
    """One service people may ask for; `rank` says how complete its entry must be."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    area_code: str
    area: str
    name: str
    scope: str
    rank: str
    side: str = "any"
    rights: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    question_types: tuple[str, ...] = ()
    quotes: tuple[Citation, ...] = ()
