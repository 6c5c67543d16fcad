"""A plan's calendar day follows its account's time zone, not the server's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from leitstern.plan.generated import Action
from leitstern.plan.measures import days_late
from leitstern.plan.time_zone import is_time_zone, latest_today, time_zones, today_in

NIGHT = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
"""30 November, 22:00 in Los Angeles."""


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("America/Los_Angeles", date(2026, 11, 30)),
        ("Europe/Berlin", date(2026, 12, 1)),
        ("", date(2026, 12, 1)),
        ("Nowhere/Land", date(2026, 12, 1)),
        ("../../etc/passwd", date(2026, 12, 1)),
    ],
)
def test_the_day_is_that_of_the_zone_or_of_utc_without_a_zone(zone: str, expected: date):
    assert today_in(zone, NIGHT) == expected


def test_an_action_is_not_late_on_its_due_day_in_the_plans_zone():
    action = Action("act_x", "a0", due=date(2026, 11, 30))
    assert days_late(action, today_in("America/Los_Angeles", NIGHT)) == 0
    assert days_late(action, today_in("Europe/Berlin", NIGHT)) == 1


@pytest.mark.slow
def test_the_latest_today_is_not_before_any_zones_today():
    for hours in range(0, 48):
        now = NIGHT + timedelta(hours=hours)
        assert all(today_in(zone, now) <= latest_today(now) for zone in time_zones())


def test_the_offered_zones_are_known_everywhere():
    zones = time_zones()
    assert {"Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC"} <= set(zones)
    assert all(is_time_zone(zone) for zone in zones) and len(zones) == len(set(zones))
