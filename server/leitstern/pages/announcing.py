"""Tells live/ over the bus that a right ended or changed, so that open connections follow within moments.

Called by pages/ after the commit, never before: who hears it reads the committed truth. The messages are
those of bus/interfaces.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from leitstern.bus.interfaces import ACCESS_TOPIC, Bus


async def participant_removed(bus: Bus, participant_ids: Iterable[str]) -> None:
    for participant_id in participant_ids:
        await _publish(bus, {"kind": "participant_removed", "participant": participant_id})


async def role_changed(bus: Bus, participant_ids: Iterable[str]) -> None:
    for participant_id in participant_ids:
        await _publish(bus, {"kind": "role_changed", "participant": participant_id})


async def session_ended(bus: Bus, session_ids: Iterable[str]) -> None:
    for session_id in session_ids:
        await _publish(bus, {"kind": "session_ended", "session": session_id})


async def _publish(bus: Bus, message: dict[str, str]) -> None:
    await bus.publish(ACCESS_TOPIC, json.dumps(message).encode())
