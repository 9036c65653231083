"""The secret that engine and action server ask of their callers, also on loopback; standard library only."""

from __future__ import annotations

from hmac import compare_digest

from bot.config import Settings
from bot.private import kept_secret

HEADER = "X-Inner-Secret"


def inner_secret(settings: Settings) -> str:
    """Return the secret of the environment, or the one kept in the state directory, made at first use."""
    return settings.inner_secret or kept_secret(settings.state_dir / "keys" / "inner.key")


def shows(given: str, secret: str) -> bool:
    """Say whether a caller shows the secret."""
    return compare_digest(given.encode(errors="replace"), secret.encode())
