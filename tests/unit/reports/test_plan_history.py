"""The stops of the slider through a plan's history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leitstern.reports.plan_history import MOST, PAUSE, sittings, without_taken_back

START = datetime(2027, 1, 1, tzinfo=UTC)
MINUTES = st.lists(st.integers(0, 60 * 24 * 400), max_size=400)


@given(MINUTES)
def test_every_change_is_in_exactly_one_sitting_and_they_follow_one_another(minutes: list[int]):
    moments = [START + timedelta(minutes=one) for one in minutes]
    found = sittings(moments)
    assert len(found) <= MOST
    for at in moments:
        assert sum(one.begin <= at <= one.end for one in found) == 1
    for earlier, later in pairwise(found):
        assert later.begin - earlier.end >= PAUSE
    assert {one.begin for one in found} | {one.end for one in found} <= set(moments)


def test_a_pause_of_half_an_hour_parts_two_sittings():
    moments = [START + timedelta(minutes=minute) for minute in (0, 29, 59, 60)]
    assert [(one.begin.minute, one.end.minute) for one in sittings(moments)] == [(0, 29), (59, 0)]


def test_items_that_were_taken_back_are_left_out_of_every_kind():
    data = {"title": "opp_1", "opportunities": {"opp_1": {}, "opp_2": {}}, "goals": {"goa_1": {}}}
    shown = without_taken_back(data, frozenset({"opp_1", "goa_1"}))
    assert shown == {"title": "opp_1", "opportunities": {"opp_2": {}}, "goals": {}}
