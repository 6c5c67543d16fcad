"""A plan's time zone and its today: the only module that converts a moment to a plan's calendar day.

Due dates, lateness and every other "today" of a plan use the zone of its account, not that of the reader or
the server. The browser's counterpart is web/src/core/intl/today.ts. Pure; called by pages and projections.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

LATEST_OFFSET = timedelta(hours=14)
"""East of UTC, nowhere is the day older."""

_NO_PLACES = frozenset({"Etc", "SystemV", "US", "Brazil", "Canada", "Chile", "Mexico"})
"""Older spellings of zones that have a name by continent."""


def today_in(time_zone: str, now: datetime) -> date:
    """The calendar day of `now` (aware) in an IANA time zone; in UTC where none is set or known."""
    return now.astimezone(zone_named(time_zone)).date()


def zone_named(time_zone: str) -> tzinfo:
    """UTC for an empty or unknown name."""
    return ZoneInfo(time_zone) if is_time_zone(time_zone) else UTC


def latest_today(now: datetime) -> date:
    """The latest calendar day in any time zone at this moment."""
    return (now.astimezone(UTC) + LATEST_OFFSET).date()


def is_time_zone(name: str) -> bool:
    return name == "UTC" or name in _names()


def time_zones() -> tuple[str, ...]:
    """The names to choose from, such as Europe/Berlin, in ascending order, and UTC."""
    places = (name for name in _names() if "/" in name and name.partition("/")[0] not in _NO_PLACES)
    return (*sorted(places), "UTC")


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
