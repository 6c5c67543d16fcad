"""Keeps the rights of live connections true: cuts or changes them when told, and asks again now and then.

Who is just coming in was admitted before, and is in no room yet: endpoint.py compares `heard` before and
after, and asks again where something changed in between. Started by rooms.py.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from leitstern.errors import LeitsternError, StoreUnavailable
from leitstern.live.connection import Connection
from leitstern.live.limits import Limits
from leitstern.live.protocol import Close
from leitstern.live.registry import Registry
from leitstern.live.room import Room

_CLOSE_OF = {401: Close.NOT_SIGNED_IN, 403: Close.FORBIDDEN, 404: Close.NOT_FOUND}
Member = tuple[Room, Connection]


class Rights:
    """`hear` what the bus tells; `run` until cancelled."""

    def __init__(self, registry: Registry, limits: Limits) -> None:
        self._registry = registry
        self._limits = limits
        self._asking = asyncio.Lock()
        self.heard = 0
        """How many changes were told so far."""

    async def run(self) -> None:
        """A right may end by time, and the bus may lose what it was told."""
        while True:
            await asyncio.sleep(self._limits.readmit_seconds)
            await self._ask_all(lambda _: True)

    async def hear(self, payload: bytes) -> None:
        """An event of ACCESS_TOPIC."""
        self.heard += 1
        match json.loads(payload):
            case {"kind": "participant_removed", "participant": who}:
                self._cut(lambda c: c.admitted.participant_id == who, Close.FORBIDDEN, "removed")
            case {"kind": "session_ended", "session": session}:
                self._cut(lambda c: c.admitted.session_id == session, Close.NOT_SIGNED_IN, "session_ended")
            case {"kind": "role_changed", "participant": who}:
                await self._ask_all(lambda c: c.admitted.participant_id == who)

    async def _ask_all(self, is_meant: Callable[[Connection], bool]) -> None:
        for room, connection in self._members(is_meant):
            await self.ask_again(room, connection)

    async def ask_again(self, room: Room, connection: Connection) -> None:
        """Who has no right any more is closed, who has another gets it. One at a time: of two answers for one
        connection the later one has to be the newer one."""
        async with self._asking:
            try:
                admitted = await connection.readmit()
            except StoreUnavailable:
                return
            except LeitsternError as error:
                room.end(connection, _CLOSE_OF.get(error.status, Close.FORBIDDEN), error.code)
                return
            if connection in room.members:
                room.readmitted(connection, admitted)

    def _cut(self, is_meant: Callable[[Connection], bool], code: Close, reason: str) -> None:
        for room, connection in self._members(is_meant):
            room.end(connection, code, reason)

    def _members(self, is_meant: Callable[[Connection], bool]) -> list[Member]:
        return [
            (room, connection)
            for room in self._registry.rooms()
            for connection in room.members
            if is_meant(connection)
        ]
