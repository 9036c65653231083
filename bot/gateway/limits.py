"""How often one address, one conversation or one account may ask: sliding minutes of the library `limits`, in memory."""

from __future__ import annotations

from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from bot.config import Settings
from bot.errors import TooManyRequests

SIGN_INS_PER_NAME = 10
SIGN_INS_PER_ADDRESS = 20
FILES_PER_ADDRESS = 20
"""Documents and images of case sheets, which cost a hundred times what a page does."""


class RateLimiter:
    """A share of each minute per key, counted under the limiter's name; a limit of 0 switches it off."""

    def __init__(self, window: SlidingWindowCounterRateLimiter, name: str, per_minute: int) -> None:
        self._share = RateLimitItemPerMinute(per_minute, namespace=name) if per_minute > 0 else None
        self._window = window

    def check(self, key: str) -> None:
        """Count one request.

        Raises:
            TooManyRequests: the key has used its share of the last sixty seconds.
        """
        if self._share is not None and not self._window.hit(self._share, key):
            raise TooManyRequests


@dataclass(frozen=True)
class Limits:
    """The shares, each counted apart, so that visitors behind one address do not shut each other out."""

    address: RateLimiter
    """Everything that comes from one address."""
    stranger: RateLimiter
    """What an address asks without a conversation's token or a session."""
    conversation: RateLimiter
    account: RateLimiter
    files: RateLimiter
    sign_in_name: RateLimiter
    sign_in_address: RateLimiter


def build_limits(settings: Settings) -> Limits:
    """Return the limits of the settings; those of signing in and of files stand in any case."""
    wide = settings.address_limit if settings.rate_limit > 0 else 0
    shares = {
        "address": wide,
        "stranger": settings.rate_limit,
        "conversation": settings.rate_limit,
        "account": wide,
        "files": FILES_PER_ADDRESS,
        "sign_in_name": SIGN_INS_PER_NAME,
        "sign_in_address": SIGN_INS_PER_ADDRESS,
    }
    window = SlidingWindowCounterRateLimiter(MemoryStorage())
    return Limits(**{name: RateLimiter(window, name, share) for name, share in shares.items()})
