"""The server's clock: the only place that asks the operating system for the time of day.

Everything that stores or compares moments takes it from here, or gets it passed in as `now`. Durations use
`time.monotonic`.
"""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC)
