"""All documents open on this node, and what the rest of the house may do with them.

`read`, `edit` and `encode` serve pages, demo and workshop; endpoint.py brings connections. Puts the parts of
live/ together and starts what runs beside: committer, ticker, keeper.py, rights.py, sweeper.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc

from leitstern.bus.interfaces import ACCESS_TOPIC, Bus
from leitstern.errors import StoreUnavailable
from leitstern.live import protocol
from leitstern.live.committer import Committer
from leitstern.live.connection import Connection
from leitstern.live.keeper import Keeper
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.pipeline import Pipeline
from leitstern.live.protocol import Close
from leitstern.live.registry import Registry
from leitstern.live.replica import Damaged, Roots, rehearse
from leitstern.live.rights import Rights
from leitstern.live.room import Room
from leitstern.live.sweeper import Sweeper
from leitstern.live.writer import Frame
from leitstern.store.interfaces import LoadedDocument, UpdateLog

_log = logging.getLogger(__name__)

DRAIN_SPREAD_MS = 3000
"""After a restart everybody comes back within about this long."""
RESTART_SECONDS = 1.0
"""Until a task that a bug ended begins anew."""


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What is durable of a document: root name -> plain Python. Others read it too: do not change it."""

    seq: int
    data: dict[str, Any]


class Rooms:
    """`start` before use; `drain`, then `close`, at the end."""

    def __init__(
        self,
        log: UpdateLog,
        bus: Bus,
        roots: Mapping[str, Roots],
        limits: Limits | None = None,
        metrics: Metrics | None = None,
        shape: int = 1,
    ) -> None:
        self.limits = limits or Limits()
        self.metrics = metrics or Metrics()
        self.is_draining = False
        self._updates = log
        self._bus = bus
        self._roots = roots
        self._shape = shape
        self._registry = Registry(self._load, self.metrics)
        self.rights = Rights(self._registry, self.limits)
        self._committer = Committer(log, self.limits, self.metrics)
        self._tasks: list[asyncio.Task[None]] = []
        self._unsubscribe: Callable[[], Awaitable[None]] | None = None

    @property
    def takes_writes(self) -> bool:
        """False while edits wait that the store did not take (for /readyz)."""
        return not self._committer.is_failing

    # --- for pages, demo and workshop --------------------------------------------------------------------

    async def read(self, document_id: str) -> DocumentState:
        """Raises NotFound, StoreUnavailable."""
        seq, data = await (await self._used(document_id)).read()
        return DocumentState(seq, data)

    async def edit(self, document_id: str, author: str, change: Callable[[Doc[Any]], None]) -> int:
        """Runs `change` on the live document in one transaction; its seq, when it is durable.

        Whatever `change` raises is raised here and leaves no trace. Raises NotFound, StoreUnavailable.
        """
        return await (await self._used(document_id)).edit(author, change)

    async def encode(self, document_id: str) -> bytes:
        """The whole durable state as one Yjs update. Raises NotFound, StoreUnavailable."""
        _, state, _ = await (await self._used(document_id)).encode()
        return state

    # --- for the endpoint --------------------------------------------------------------------------------

    async def warm(self, document_id: str) -> None:
        """Loads the document before a connection is accepted. Raises NotFound, StoreUnavailable."""
        await self._registry.open(document_id)

    async def join(self, connection: Connection) -> Room:
        """Raises NotFound, StoreUnavailable (also while the server stops)."""
        if self.is_draining:
            raise StoreUnavailable("draining")
        room = await self._registry.open(connection.admitted.document_id)
        room.join(connection)
        self.metrics.connections.inc()
        return room

    def leave(self, room: Room, connection: Connection) -> None:
        room.leave(connection)
        self.metrics.connections.dec()

    def connections_of(self, document_id: str, participant: str) -> int:
        room = self.resident(document_id)
        if room is None:
            return 0
        return sum(member.admitted.participant_id == participant for member in room.members)

    # --- life --------------------------------------------------------------------------------------------

    async def start(self) -> None:
        rehearse()
        self._unsubscribe = await self._bus.subscribe(ACCESS_TOPIC, self.rights.hear)
        for name, work in (
            ("committer", self._committer.run),
            ("ticker", self._tick),
            ("keeper", Keeper(self._registry, self._updates, self.limits, self.metrics).run),
            ("rights", self.rights.run),
            ("sweeper", Sweeper(self._updates, self._roots, self.limits).run),
        ):
            self._tasks.append(asyncio.create_task(_for_ever(work, name), name=f"rooms {name}"))

    def begin_drain(self) -> None:
        """As `drain`, beside what runs: every connection of a server that stops says so."""
        if not self.is_draining:
            work = self.drain(self.limits.drain_seconds)
            self._tasks.append(asyncio.create_task(work, name="rooms drain"))

    async def drain(self, seconds: float) -> None:
        """Tells everybody to come back soon, makes what was sent durable, then closes. Safe to call twice."""
        first = not self.is_draining
        self.is_draining = True
        if first:
            frame = Frame(protocol.drain(DRAIN_SPREAD_MS))
            for _, connection in self._members():
                if connection.is_extended:
                    connection.send(frame)
        await self._quiet(time.monotonic() + seconds)
        for room, connection in list(self._members()):
            room.end(connection, Close.RESTART, "restart")

    async def _quiet(self, until: float) -> None:
        """Waits until everything that was read is durable, at the latest until then (time.monotonic)."""
        for room in self._registry.rooms():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(room.pipeline.quiet(), max(0.0, until - time.monotonic()))

    async def close(self) -> None:
        self.is_draining = True
        if self._unsubscribe is not None:
            await self._unsubscribe()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for room in self._registry.rooms():
            room.give_up(Close.RESTART, StoreUnavailable("closing"))
        self._registry.clear()

    # --- rooms -------------------------------------------------------------------------------------------

    def resident(self, document_id: str) -> Room | None:
        """The room, if the document is in memory."""
        return self._registry.resident(document_id)

    async def _used(self, document_id: str) -> Pipeline:
        room = await self._registry.open(document_id)
        room.used_at = time.monotonic()
        return room.pipeline

    async def _load(self, document_id: str) -> Room:
        """From the newest snapshot; where that cannot be read any more, from the oldest and all since."""
        loaded = await self._updates.load(document_id)
        try:
            return self._made(loaded)
        except Damaged as damage:
            _log.error("document %s cannot be built from its newest snapshot: %s", document_id, damage)
        return self._made(await self._updates.earliest(document_id))

    def _made(self, loaded: LoadedDocument) -> Room:
        document_id = loaded.info.id  # what is loaded must not stay in memory with the room
        pipeline = Pipeline(
            loaded,
            self._roots.get(loaded.info.kind, {}),
            self.limits,
            self.metrics,
            reload=lambda: self._updates.load(document_id),
            has_work=lambda: self._committer.mark(room),
        )
        room = Room(pipeline, self.limits, self.metrics, self._shape)
        return room

    def _members(self) -> Iterator[tuple[Room, Connection]]:
        for room in self._registry.rooms():
            for connection in room.members:
                yield room, connection

    async def _tick(self) -> None:
        while True:
            due = time.monotonic() + self.limits.presence_seconds
            await asyncio.sleep(self.limits.presence_seconds)
            now = time.monotonic()
            self.metrics.loop_lag_seconds.observe(max(0.0, now - due))
            self._tick_rooms(now)

    def _tick_rooms(self, now: float) -> None:
        """By itself, so that no variable of a sleeping task keeps the last room alive."""
        waiting = 0
        for room in self._registry.rooms():
            waiting += room.pipeline.waiting
            if room.members:
                room.tick(now)
        self.metrics.waiting.set(waiting)


async def _for_ever(work: Callable[[], Awaitable[None]], name: str) -> None:
    """Until cancelled: what serves all rooms must not end with a bug in one of them."""
    while True:
        try:
            await work()
        except Exception:  # logged with its trace; without the task nobody's words would become durable
            _log.exception("rooms: the %s failed and begins anew", name)
        await asyncio.sleep(RESTART_SECONDS)
