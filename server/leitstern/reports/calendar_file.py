"""Calendar files (RFC 5545): a session as an appointment, due dates of actions as all-day events.

Pure: values in, bytes out. The ids of events stay the same, so that a calendar that reads the file again
moves an event instead of adding one. Called by pages/session_summary.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Leitstern//Leitstern//EN"


@dataclass(frozen=True, slots=True)
class Appointment:
    id: str
    title: str
    begin: datetime
    """Aware, in UTC."""
    minutes: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class DueDate:
    id: str
    title: str
    day: date
    url: str


def calendar_file(appointments: Sequence[Appointment], due: Iterable[DueDate], made_at: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for one in appointments:
        event = _event(one.id, one.title, one.url, made_at)
        event.add("dtstart", one.begin)
        event.add("dtend", one.begin + timedelta(minutes=one.minutes))
        event.add("description", one.text)
        calendar.add_component(event)
    for date_ in due:
        event = _event(date_.id, date_.title, date_.url, made_at)
        event.add("dtstart", date_.day)
        event.add("dtend", date_.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(id: str, title: str, url: str, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{id}@leitstern")
    event.add("dtstamp", made_at)
    event.add("summary", title)
    event.add("url", url)
    return event
