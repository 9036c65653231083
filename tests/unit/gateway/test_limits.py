"""The shares of addresses, conversations and accounts over a sliding minute."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from bot.config import Settings
from bot.errors import TooManyRequests
from bot.gateway.limits import RateLimiter, build_limits


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.seconds = 600.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Hand:
    hand = Hand()
    monkeypatch.setattr("limits.storage.memory.time", SimpleNamespace(time=hand))
    return hand


def allowed(limiter: RateLimiter, key: str) -> bool:
    try:
        limiter.check(key)
    except TooManyRequests:
        return False
    return True


def conversations(per_minute: int) -> RateLimiter:
    return build_limits(Settings(rate_limit=per_minute)).conversation


def test_each_key_has_its_own_share(clock):
    limiter = conversations(2)
    assert [allowed(limiter, key) for key in "aabab"] == [True, True, True, False, True]


def test_the_share_comes_back_gradually(clock):
    limiter = conversations(10)
    assert all(allowed(limiter, "a") for _ in range(10))
    assert not allowed(limiter, "a")
    clock.seconds += 90
    assert 4 <= sum(allowed(limiter, "a") for _ in range(10)) <= 6
    clock.seconds += 180
    assert allowed(limiter, "a")


def test_zero_switches_it_off(clock):
    limits = build_limits(Settings(rate_limit=0))
    assert all(allowed(limiter, "a") for limiter in (limits.address, limits.conversation) for _ in range(1000))


def test_one_key_is_counted_apart_in_each_limit(clock):
    limits = build_limits(Settings(rate_limit=1, address_limit=2))
    assert [allowed(limits.stranger, "a"), allowed(limits.conversation, "a"), allowed(limits.stranger, "a")] == [
        True, True, False,
    ]  # fmt: skip
    assert [allowed(limits.address, "a") for _ in range(3)] == [True, True, False]


def test_what_was_counted_is_forgotten(clock):
    limiter = conversations(1)
    for number in range(1000):
        allowed(limiter, str(number))
    clock.seconds += 121
    time.sleep(0.05)
    allowed(limiter, "x")
    time.sleep(0.2)
    assert len(limiter._window.storage.storage) <= 1
