"""Order keys stay strictly between their neighbours, valid and short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.order import is_key, key_between


@given(st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), max_size=120))
def test_inserting_anywhere_keeps_keys_valid_and_strictly_ordered(places: list[tuple[int, bool]]) -> None:
    keys: list[str] = []
    for place, _ in places:
        index = place % (len(keys) + 1)
        low = keys[index - 1] if index else None
        high = keys[index] if index < len(keys) else None
        keys.insert(index, key_between(low, high))
    assert keys == sorted(set(keys))
    assert all(is_key(key) for key in keys)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (None, None, "a0"),
        ("a0", None, "a1"),
        ("az", None, "b00"),
        (None, "a0", "Zz"),
        (None, "b00", "az"),
        (None, "Z0", "Yzz"),
        ("a0", "a1", "a0V"),
        ("a0", "a0V", "a0G"),
        ("Zz", "a1", "a0"),
    ],
)
def test_keys_equal_those_of_the_browsers_package(low: str | None, high: str | None, expected: str) -> None:
    assert key_between(low, high) == expected


@pytest.mark.parametrize(
    "edge", [("z" * 27, None), (None, "A" + "0" * 25 + "1"), (None, "A" + "0" * 26 + "1")]
)
def test_a_key_exists_beyond_both_ends_of_the_range(edge: tuple[str | None, str | None]) -> None:
    low, high = edge
    made = key_between(low, high)
    assert is_key(made)
    assert (low is None or low < made) and (high is None or made < high)


@pytest.mark.parametrize(
    ("low", "high"), [("a1", "a0"), ("a0", "a0"), ("", None), ("a0", "é"), ("a00", None)]
)
def test_invalid_or_unordered_keys_are_refused(low: str, high: str | None) -> None:
    with pytest.raises(ValueError):
        key_between(low, high)


@given(st.text(max_size=30))
def test_is_key_accepts_any_string(text: str) -> None:
    if is_key(text):
        assert text < key_between(text, None)
