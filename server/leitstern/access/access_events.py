"""Publishes on the bus that a right ended or changed, so that live/ closes or changes the open connections.

Called after the commit, never before: whoever receives the event reads committed rows. bus/interfaces.py
lists the messages. Called by commands/, and by pages/ for sign-ins and passwords.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from leitstern.bus.interfaces import ACCESS_TOPIC, Bus


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """`id` names a session for `session_ended` and `session_replaced`, otherwise a participant."""

    kind: Literal["participant_removed", "role_changed", "session_ended", "session_replaced"]
    id: str


async def publish(bus: Bus, events: Iterable[AccessEvent]) -> None:
    for event in events:
        subject = "session" if event.kind in ("session_ended", "session_replaced") else "participant"
        await bus.publish(ACCESS_TOPIC, json.dumps({"kind": event.kind, subject: event.id}).encode())


async def role_changed(bus: Bus, participant_ids: Iterable[str]) -> None:
    await publish(bus, (AccessEvent("role_changed", id) for id in participant_ids))


async def session_ended(bus: Bus, session_ids: Iterable[str]) -> None:
    await publish(bus, (AccessEvent("session_ended", id) for id in session_ids))


async def session_replaced(bus: Bus, session_ids: Iterable[str]) -> None:
    """The browser has another session now: its other tabs reconnect with the new cookie."""
    await publish(bus, (AccessEvent("session_replaced", id) for id in session_ids))
