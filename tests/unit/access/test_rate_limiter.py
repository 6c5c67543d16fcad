"""Rate limits: a maximum per window, and bounded memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.access.rate_limiter import Limit, RateLimiter
from leitstern.errors import TooMany

LIMIT = Limit("test", 3, 60)
START = datetime(2027, 3, 1, tzinfo=UTC)


@given(st.lists(st.integers(min_value=0, max_value=40), max_size=40))
def test_takes_never_exceed_burst_and_refill_in_any_interval(pauses: list[int]):
    limiter, at = RateLimiter(), START
    let_through: list[datetime] = []
    for pause in pauses:
        at += timedelta(seconds=pause)
        try:
            limiter.spend(LIMIT, "key", at)
        except TooMany:
            assert let_through
        else:
            let_through.append(at)
    for first in let_through:
        for last in let_through:
            passed = sum(first <= one <= last for one in let_through)
            assert passed <= 3 + 3 * (last - first).total_seconds() / 60 + 1e-6 or passed <= 3


def test_checking_counts_nothing():
    limiter = RateLimiter()
    for _ in range(10):
        limiter.check(LIMIT, "key", START)
    for _ in range(3):
        limiter.spend(LIMIT, "key", START)
    with pytest.raises(TooMany):
        limiter.check(LIMIT, "key", START)


def test_an_address_is_trusted_only_for_the_account_that_signed_in_there():
    limiter = RateLimiter()
    limiter.trust("anna", "1.2.3.4")
    assert limiter.is_trusted("anna", "1.2.3.4")
    assert not limiter.is_trusted("ben", "1.2.3.4") and not limiter.is_trusted("anna", "1.2.3.5")


def test_keys_are_independent_and_success_returns_the_attempt():
    limiter = RateLimiter()
    for key in ("a", "b"):
        for _ in range(3):
            limiter.spend(LIMIT, key, START)
    with pytest.raises(TooMany):
        limiter.spend(LIMIT, "a", START)
    limiter.forget(LIMIT, "a")
    limiter.spend(LIMIT, "a", START)


def test_a_disabled_limiter_allows_everything():
    for is_on, let_through in ((True, LIMIT.tries), (False, 100)):
        limiter = RateLimiter(is_on=is_on)
        assert sum(_passes(limiter) for _ in range(100)) == let_through


def _passes(limiter: RateLimiter) -> bool:
    try:
        limiter.spend(LIMIT, "key", START)
    except TooMany:
        return False
    return True


def test_the_memory_is_bounded():
    limiter = RateLimiter()
    for number in range(20_100):
        limiter.spend(LIMIT, f"key {number}", START)
        limiter.trust(f"account {number}", "1.2.3.4")
    assert len(limiter._buckets) == 20_000 and len(limiter._known) == 10_000
