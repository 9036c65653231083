"""What the knowledge is held against besides itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.knowledge.checks.laws import Law


@dataclass(frozen=True)
class Surroundings:
    """What the entries are held against besides the knowledge itself; empty parts are not checked."""

    station_kinds: frozenset[str] = frozenset()
    region_codes: frozenset[str] = frozenset()
    hotline_numbers: frozenset[str] = frozenset()
    banned_contacts: tuple[str, ...] = ()
    document_texts: dict[str, str] = field(default_factory=dict)
    """Texts of the policy documents by source id, white space removed."""
    laws: Mapping[str, Law] = field(default_factory=dict)
    """Texts of laws by source id."""
    flow_examples: tuple[str, ...] = ()
    holdout: tuple[tuple[str, str], ...] = ()
    """Hold-out questions as (file:line, text)."""
