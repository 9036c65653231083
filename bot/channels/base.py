"""What every door has in common: what a visitor says through it, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SentMessage = Mapping[str, Any]
"""An envelope as it came over the API."""


@dataclass(frozen=True)
class Inbound:
    """What a visitor said through some door: a text, or a choice by its id; `client_id` tells repeats apart."""

    channel: str
    client_id: str
    text: str = ""
    choice: str = ""
