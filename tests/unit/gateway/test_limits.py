"""The rate limit over a sliding minute."""

from __future__ import annotations

import pytest

from bot.errors import TooManyRequests
from bot.gateway.limits import RateLimiter


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.seconds = 600.0

    def __call__(self) -> float:
        return self.seconds


def allowed(limiter: RateLimiter, key: str) -> bool:
    try:
        limiter.check(key)
    except TooManyRequests:
        return False
    return True


def test_each_address_has_its_own_share():
    limiter = RateLimiter(2, Hand())
    assert [allowed(limiter, key) for key in "aabab"] == [True, True, True, False, True]


def test_the_share_comes_back_gradually():
    clock = Hand()
    limiter = RateLimiter(10, clock)
    assert all(allowed(limiter, "a") for _ in range(10))
    clock.seconds += 60
    assert not allowed(limiter, "a")
    clock.seconds += 30
    assert [allowed(limiter, "a") for _ in range(6)] == [True] * 5 + [False]
    clock.seconds += 120
    assert allowed(limiter, "a")


def test_zero_switches_it_off():
    limiter = RateLimiter(0, Hand())
    assert all(allowed(limiter, "a") for _ in range(1000))


def test_a_flood_of_addresses_does_not_grow_without_bound(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.gateway.limits.MOST_ADDRESSES", 3)
    limiter = RateLimiter(1, Hand())
    assert all(allowed(limiter, str(n)) for n in range(10))
    assert not allowed(limiter, "0")
