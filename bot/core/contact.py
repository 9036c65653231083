"""How somebody who wants to be called back is reached; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

MOBILE, LANDLINE, WECHAT, QQ, EMAIL = "mobile", "landline", "wechat", "qq", "email"
WAYS = (MOBILE, LANDLINE, WECHAT, QQ, EMAIL)


@dataclass(frozen=True)
class Contact:
    """One way to reach somebody, when, and how to address them; every part may be missing."""

    way: str = ""
    value: str = ""
    when: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        """Say whether anything is known."""
        return bool(self.value or self.when or self.name)

    def merged(self, newer: Contact) -> Contact:
        """Return it with what was said since."""
        reached = newer if newer.value else self
        return Contact(reached.way, reached.value, newer.when or self.when, newer.name or self.name)

    def masked(self) -> Contact:
        """Return it with the middle of the number or address hidden."""
        return replace(self, value=_masked(self.way, self.value))

    def as_dict(self) -> dict[str, str]:
        """Return the parts that are known."""
        parts = {"way": self.way, "value": self.value, "when": self.when, "name": self.name}
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any] | None) -> Contact:
        """Return what `as_dict` wrote; nothing is an empty contact."""
        kept = kept or {}
        return cls(*(str(kept.get(name) or "") for name in ("way", "value", "when", "name")))


def _masked(way: str, value: str) -> str:
    if way == EMAIL:
        name, _, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    shown = 4 if way in (MOBILE, LANDLINE) else 2
    head = 3 if way in (MOBILE, LANDLINE) else 2
    hidden = max(1, len(value) - head - shown)
    return f"{value[:head]}{'*' * hidden}{value[-shown:]}" if len(value) > head + shown else "*" * len(value)
