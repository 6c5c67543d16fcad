"""Rate limits: so many in a window, never more, and a bounded memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.access.limits import Limit, RateLimiter
from leitstern.errors import TooMany

LIMIT = Limit("test", 3, 60)
START = datetime(2027, 3, 1, tzinfo=UTC)


@given(st.lists(st.integers(min_value=0, max_value=40), max_size=40))
def test_no_window_ever_holds_more_than_the_limit(pauses: list[int]):
    limiter, at = RateLimiter(), START
    let_through: list[datetime] = []
    for pause in pauses:
        at += timedelta(seconds=pause)
        try:
            limiter.spend(LIMIT, "key", at)
        except TooMany:
            assert sum(at - timedelta(seconds=60) < earlier for earlier in let_through) == 3
        else:
            let_through.append(at)
    for at in let_through:
        assert sum(at - timedelta(seconds=60) < earlier <= at for earlier in let_through) <= 3


def test_keys_do_not_share_and_success_gives_back():
    limiter = RateLimiter()
    for key in ("a", "b"):
        for _ in range(3):
            limiter.spend(LIMIT, key, START)
    with pytest.raises(TooMany):
        limiter.spend(LIMIT, "a", START)
    limiter.forget(LIMIT, "a")
    limiter.spend(LIMIT, "a", START)


def test_off_means_off():
    limiter = RateLimiter(is_on=False)
    for _ in range(100):
        limiter.spend(LIMIT, "key", START)


def test_the_memory_is_bounded():
    limiter = RateLimiter()
    for number in range(20_001):
        limiter.spend(LIMIT, f"key {number}", START)
    assert len(limiter._tries) == 10_000
