"""The retention of assessments: worked examples, and what begins an age anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.assessment_ages import Age, aged, ended, ending, ends_on, from_json, to_json

START = datetime(2026, 1, 31, 9, tzinfo=UTC)


def room(**values: object) -> dict[str, object]:
    return {"assessments": {"asm_1": {"person": "per_1", "influence": 3, "order": "a0", **values}}}


@pytest.mark.parametrize(
    ("months", "day"), [(1, date(2026, 2, 28)), (12, date(2027, 1, 31)), (25, date(2028, 2, 29))]
)
def test_it_ends_so_many_months_after_its_last_change(months: int, day: date) -> None:
    assert ends_on(Age("x", START), months) == day


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)), st.integers(1, 240))
def test_the_end_is_within_a_month_of_the_months(since: datetime, months: int) -> None:
    day = ends_on(Age("x", since), months)
    assert (day.year * 12 + day.month) - (since.year * 12 + since.month) == months
    assert day.day == since.day or (day + timedelta(days=1)).day == 1


@pytest.mark.parametrize("change", [{"influence": 4}, {"reviewed_on": "2027-01-01"}, {"notes": "Neu"}])
def test_any_change_begins_an_age_anew(change: dict[str, object]) -> None:
    later = START + timedelta(days=300)
    before = aged({}, room(), START)
    assert aged(before, room(), later) == before
    assert aged(before, room(order="b7"), later) == before, "its place in a list says nothing"
    assert aged(before, room(**change), later)["asm_1"].since == later
    assert aged(before, room(removed_at="2026-05-01T00:00:00+00:00"), later) == {}


def test_its_side_is_warned_a_month_before_and_zero_keeps_everything() -> None:
    ages = {"asm_1": Age("x", START)}
    assert ending(ages, 24, date(2028, 1, 1) - timedelta(days=1)) == {}
    assert ending(ages, 24, date(2028, 1, 1)) == {"asm_1": date(2028, 1, 31)}
    assert ended(ages, 24, date(2028, 1, 30)) == [] and ended(ages, 24, date(2028, 1, 31)) == ["asm_1"]
    assert ending(ages, 0, date(2090, 1, 1)) == {} and ended(ages, 0, date(2090, 1, 1)) == []


def test_ages_are_stored_and_read() -> None:
    ages = aged({}, room(), START)
    assert from_json(to_json(ages)) == ages


def test_a_room_of_any_content_is_read() -> None:
    for data in ({}, {"assessments": None}, {"assessments": {"a": 1, "b": {}}}):
        assert set(aged({}, data, START)) <= {"b"}
