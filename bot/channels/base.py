"""What every door has in common: who speaks through it, and one render step per message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Reply = Mapping[str, Any]
"""An envelope as it came over the API."""


@dataclass(frozen=True)
class Inbound:
    """What a visitor said through some door: a text, or a choice by its id; `client_id` tells repeats apart."""

    channel: str
    client_id: str
    text: str = ""
    choice: str = ""


class Door(Protocol):
    """Shows messages the way one door can."""

    name: str

    def render(self, messages: Sequence[Reply]) -> str:
        """Return what the visitor sees of the replies of one turn."""
