"""The dates of the demo plan: working days relative to the day of the first start, within the plan's horizon.

Pure. The demo plan must look current on any day of any year, so no date is fixed. demo_data.py gives each day
as a `Moment`. Called by plan_writer.py.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

LAST_ACTION = timedelta(days=960)
"""The horizon ends with the year that this day falls in."""
SHUTDOWN_LEAD = timedelta(days=180)
"""Work in a shutdown is planned at least this long before."""

SATURDAY = 5


class Shutdown(Enum):
    """A day of the plants' summer shutdown: of the next one that can still be planned, or of the following
    one.
    """

    BEGINS = "begins"
    ENDS = "ends"
    SECOND_ENDS = "ends a year later"


Moment = int | Shutdown
"""Days from the day of the first start, or a day of a shutdown."""


def day(today: date, moment: Moment) -> date:
    """The date of `moment`, moved back to Friday when it falls on a weekend."""
    if isinstance(moment, Shutdown):
        return _working_day(_shutdown_day(today, moment))
    return _working_day(today + timedelta(days=moment))


def horizon(today: date) -> tuple[int, int]:
    """The first and the last year of the plan: three or four of them."""
    return today.year, (today + LAST_ACTION).year


def target_date(today: date) -> date:
    """The last working day of the horizon."""
    return _working_day(date(horizon(today)[1], 12, 31))


def _shutdown_day(today: date, moment: Shutdown) -> date:
    begins = date(today.year, 7, 8)
    if begins < today + SHUTDOWN_LEAD:
        begins = begins.replace(year=today.year + 1)
    if moment is Shutdown.BEGINS:
        return begins
    return date(begins.year + (moment is Shutdown.SECOND_ENDS), 8, 21)


def _working_day(on: date) -> date:
    return on - timedelta(days=max(0, on.weekday() - SATURDAY + 1))
