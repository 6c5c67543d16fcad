"""The shared token bucket."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leitstern.token_bucket import TokenBucket


def test_a_bucket_starts_full_and_refills():
    bucket = TokenBucket(rate=2, burst=3, now=0)
    assert [bucket.take(1, 0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(1, 0.4)
    assert bucket.take(1, 0.5)
    assert not bucket.take(1, 0.5)
    assert not bucket.is_full(1.9)
    assert bucket.is_full(2.1)


def test_a_cost_above_the_balance_delays_the_next_take():
    bucket = TokenBucket(rate=1, burst=10, now=0)
    assert bucket.take(30, 0)
    assert not bucket.take(1, 20.9)
    assert bucket.take(1, 21)
    bucket.charge(5)
    assert not bucket.take(1, 25.9)


def test_a_clock_that_steps_back_adds_no_tokens():
    bucket = TokenBucket(rate=1, burst=2, now=100)
    assert bucket.take(2, 100)
    assert not bucket.take(1, 50)
    assert not bucket.take(1, 50.9)
    assert bucket.take(1, 51)


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(1, 20)), max_size=60))
def test_taken_tokens_never_exceed_burst_rate_and_one_take(steps: list[tuple[float, int]]):
    bucket, now, taken, largest = TokenBucket(rate=3, burst=7, now=0), 0.0, 0, 0
    for pause, cost in steps:
        now += pause
        if bucket.take(cost, now):
            taken, largest = taken + cost, max(largest, cost)
    assert taken <= 7 + 3 * now + largest
