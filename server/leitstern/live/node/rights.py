"""Closes or changes live connections when rights change, and authorises all of them again from time to time.

A browser that is joining has been admitted but is in no room yet, so an event would miss it. Therefore
endpoint.py compares `heard` before and after, and authorises it again if an event came. Started by rooms.py.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from functools import partial

from leitstern.errors import LeitsternError, StoreUnavailable
from leitstern.live.limits import Limits
from leitstern.live.node.room_registry import Registry
from leitstern.live.room.connection import Connection
from leitstern.live.room.room import Room
from leitstern.live.wire.protocol import Close

RoomConnection = tuple[Room, Connection]


class Rights:
    """`hear` takes events from the bus; `run` until cancelled."""

    def __init__(self, registry: Registry, limits: Limits, now: Callable[[], datetime]) -> None:
        self._registry = registry
        self._now = now
        self._limits = limits
        self._asking = asyncio.Lock()
        self.heard = 0
        """Number of events received."""

    async def run(self) -> None:
        """Authorises every connection again at intervals, because the bus may lose an event."""
        while True:
            await asyncio.sleep(self._limits.readmit_seconds)
            await self._ask_all(lambda _: True)

    async def watch_ends(self) -> None:
        """Authorises connections again whose right was due to end by now."""
        while True:
            await asyncio.sleep(self._limits.expiry_seconds)
            await self._ask_all(partial(_has_ended, self._now()))

    async def hear(self, payload: bytes) -> None:
        """Handles an event of ACCESS_TOPIC."""
        self.heard += 1
        match json.loads(payload):
            case {"kind": "participant_removed", "participant": who}:
                self._cut(lambda c: c.admission.participant_id == who, Close.FORBIDDEN, "removed")
            case {"kind": "session_ended", "session": session}:
                self._cut(lambda c: c.admission.session_id == session, Close.NOT_SIGNED_IN, "session_ended")
            case {"kind": "session_replaced", "session": session}:
                self._cut(lambda c: c.admission.session_id == session, Close.RESTART, "session_replaced")
            case {"kind": "role_changed", "participant": who}:
                await self._ask_all(lambda c: c.admission.participant_id == who)

    async def _ask_all(self, is_meant: Callable[[Connection], bool]) -> None:
        for room, connection in self._connections_where(is_meant):
            await self.ask_again(room, connection)

    async def ask_again(self, room: Room, connection: Connection) -> None:
        """Closes the connection if its right ended; otherwise applies its present right.

        One at a time, so that a newer answer is never overwritten by an older one.
        """
        async with self._asking:
            try:
                admission = await connection.readmit()
            except StoreUnavailable:
                return
            except LeitsternError as error:
                room.end(connection, Close(error.close_code), error.code)
                return
            if connection in room.connections:
                room.readmitted(connection, admission)

    def _cut(self, is_meant: Callable[[Connection], bool], code: Close, reason: str) -> None:
        for room, connection in self._connections_where(is_meant):
            room.end(connection, code, reason)

    def _connections_where(self, is_meant: Callable[[Connection], bool]) -> list[RoomConnection]:
        return [
            (room, connection)
            for room in self._registry.rooms()
            for connection in room.connections
            if is_meant(connection)
        ]


def _has_ended(now: datetime, connection: Connection) -> bool:
    ends_at = connection.admission.ends_at
    return ends_at is not None and ends_at <= now
