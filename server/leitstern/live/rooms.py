"""All documents open on this node, and what the rest of the house may do with them.

`read`, `edit` and `encode` serve pages, demo and workshop; endpoint.py brings connections. A document is
loaded once for all who ask at the same time and leaves memory when nobody had it open for a while.
Hears ACCESS_TOPIC and cuts or changes live connections.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc

from leitstern.bus.interfaces import ACCESS_TOPIC, Bus
from leitstern.errors import LeitsternError, StoreUnavailable
from leitstern.live import protocol
from leitstern.live.committer import Committer
from leitstern.live.compaction import compact, is_due
from leitstern.live.connection import Connection
from leitstern.live.limits import Limits
from leitstern.live.memory import give_back
from leitstern.live.metrics import Metrics
from leitstern.live.pipeline import Pipeline
from leitstern.live.protocol import Close
from leitstern.live.replica import Damaged, Roots, rehearse
from leitstern.live.room import Room
from leitstern.live.sweeper import Sweeper
from leitstern.live.writer import Frame
from leitstern.store.interfaces import LoadedDocument, UpdateLog

_log = logging.getLogger(__name__)

_CLOSE_OF = {401: Close.NOT_SIGNED_IN, 403: Close.FORBIDDEN, 404: Close.NOT_FOUND}
DRAIN_SPREAD_MS = 3000
GIVE_BACK_SECONDS = 5.0
"""At most this often is freed memory given back to the system."""


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
        self._rooms: dict[str, asyncio.Task[Room]] = {}
        self._committer = Committer(log, self.limits, self.metrics)
        self._freed = 0
        """Documents that left memory, or rest, since memory was last given back."""
        self._gave_back_at = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._unsubscribe: Callable[[], Awaitable[None]] | None = None

    @property
    def takes_writes(self) -> bool:
        """False while edits wait that the store did not take (for /readyz)."""
        return not self._committer.is_failing

    # --- for pages, demo and workshop --------------------------------------------------------------------

    async def read(self, document_id: str) -> DocumentState:
        """Raises NotFound, StoreUnavailable."""
        seq, data = await (await self._document(document_id)).read()
        return DocumentState(seq, data)

    async def edit(self, document_id: str, author: str, change: Callable[[Doc[Any]], None]) -> int:
        """Runs `change` on the live document in one transaction; its seq, when it is durable.

        Whatever `change` raises is raised here and leaves no trace. Raises NotFound, StoreUnavailable.
        """
        return await (await self._document(document_id)).edit(author, change)

    async def encode(self, document_id: str) -> bytes:
        """The whole durable state as one Yjs update. Raises NotFound, StoreUnavailable."""
        _, state, _ = await (await self._document(document_id)).encode()
        return state

    # --- for the endpoint --------------------------------------------------------------------------------

    async def warm(self, document_id: str) -> None:
        """Loads the document before a connection is accepted. Raises NotFound, StoreUnavailable."""
        await self._open(document_id)

    async def join(self, connection: Connection) -> Room:
        """Raises NotFound, StoreUnavailable."""
        room = await self._open(connection.admitted.document_id)
        room.join(connection, {"shape": self._shape})
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
        self._unsubscribe = await self._bus.subscribe(ACCESS_TOPIC, self._access_changed)
        for name, work in (
            ("committer", self._committer.run),
            ("ticker", self._tick),
            ("keeper", self._keep),
            ("sweeper", Sweeper(self._updates, self._roots, self.limits).run),
        ):
            self._tasks.append(asyncio.create_task(work(), name=f"rooms {name}"))

    async def drain(self, seconds: float) -> None:
        """Tells everybody to come back soon, makes what was sent durable, then closes. Safe to call twice."""
        first = not self.is_draining
        self.is_draining = True
        if first:
            frame = Frame(protocol.drain(DRAIN_SPREAD_MS))
            for connection in self._connections():
                if connection.is_extended:
                    connection.send(frame)
        await self._quiet(time.monotonic() + seconds)
        for connection in list(self._connections()):
            connection.close(Close.RESTART, "restart")

    async def _quiet(self, until: float) -> None:
        """Waits until everything that was read is durable, at the latest until then."""
        for room in self._loaded():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(room.pipeline.quiet(), max(0.0, until - time.monotonic()))

    async def close(self) -> None:
        self.is_draining = True
        if self._unsubscribe is not None:
            await self._unsubscribe()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for room in self._loaded():
            room.give_up(Close.RESTART, StoreUnavailable("closing"))
            room.close()
        self._rooms.clear()

    # --- rooms -------------------------------------------------------------------------------------------

    async def _open(self, document_id: str) -> Room:
        """One load for all who ask; a failed one is forgotten, so that the next asks again."""
        task = self._rooms.get(document_id)
        if task is None or _is_spent(task):
            task = asyncio.create_task(self._load(document_id), name=f"load {document_id}")
            self._rooms[document_id] = task
        return await asyncio.shield(task)

    async def _document(self, document_id: str) -> Pipeline:
        room = await self._open(document_id)
        room.used_at = time.monotonic()
        return room.pipeline

    async def _load(self, document_id: str) -> Room:
        """From the newest snapshot; where that cannot be read any more, from the oldest and all since."""
        loaded = await self._updates.load(document_id)
        try:
            room = self._made(loaded)
        except Damaged as damage:
            _log.error("document %s cannot be built from its newest snapshot: %s", document_id, damage)
            room = self._made(await self._updates.earliest(document_id))
        self.metrics.rooms.inc()
        return room

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
        room = Room(pipeline, self.limits, self.metrics)
        return room

    def resident(self, document_id: str) -> Room | None:
        """The room, if the document is in memory."""
        task = self._rooms.get(document_id)
        return None if task is None or not task.done() or _is_spent(task) else task.result()

    def _loaded(self) -> Iterator[Room]:
        for task in list(self._rooms.values()):
            if task.done() and not _is_spent(task):
                yield task.result()

    def _connections(self) -> Iterator[Connection]:
        for room in self._loaded():
            yield from room.members

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
        for room in self._loaded():
            waiting += room.pipeline.waiting
            if room.members:
                room.tick(now)
        self.metrics.waiting.set(waiting)

    async def _keep(self) -> None:
        """Snapshots, idle rooms, rights that ended by time."""
        asked = time.monotonic()
        while True:
            await asyncio.sleep(min(1.0, max(0.05, self.limits.idle_seconds / 2)))
            await self._look_after_all()
            if time.monotonic() - asked > self.limits.readmit_seconds:
                asked = time.monotonic()
                await self._readmit(list(self._connections()))

    async def _look_after_all(self) -> None:
        for document_id, task in list(self._rooms.items()):
            if await self._look_after(document_id, task):
                self._freed += 1
                await asyncio.sleep(0)  # a whole day's rooms may become idle at once
        if self._freed and time.monotonic() - self._gave_back_at > GIVE_BACK_SECONDS:
            self._freed, self._gave_back_at = 0, time.monotonic()
            await asyncio.to_thread(give_back)

    async def _look_after(self, document_id: str, task: asyncio.Task[Room]) -> bool:
        """Whether memory was freed."""
        if not task.done():
            return False
        if _is_spent(task):
            self._forget(document_id, task)
            return True
        room = task.result()
        is_idle = not room.members and time.monotonic() - room.used_at > self.limits.idle_seconds
        if is_due(room.pipeline, self.limits, is_idle):
            self.metrics.snapshots.inc(await compact(room.pipeline, self._updates, self.limits))
        if is_idle and not room.pipeline.is_busy and not room.members:
            self._forget(document_id, task)
            return True
        return room.rest(time.monotonic())

    def _forget(self, document_id: str, task: asyncio.Task[Room]) -> None:
        if self._rooms.get(document_id) is task:
            del self._rooms[document_id]
        if not task.cancelled() and task.exception() is None:
            task.result().close()
            self.metrics.rooms.dec()

    # --- rights ------------------------------------------------------------------------------------------

    async def _access_changed(self, payload: bytes) -> None:
        event = json.loads(payload)
        match event:
            case {"kind": "participant_removed", "participant": who}:
                self._cut(lambda c: c.admitted.participant_id == who, Close.FORBIDDEN, "removed")
            case {"kind": "session_ended", "session": session}:
                self._cut(lambda c: c.admitted.session_id == session, Close.NOT_SIGNED_IN, "session_ended")
            case {"kind": "role_changed", "participant": who}:
                await self._readmit([c for c in self._connections() if c.admitted.participant_id == who])

    def _cut(self, is_meant: Callable[[Connection], bool], code: Close, reason: str) -> None:
        for connection in list(self._connections()):
            if is_meant(connection):
                self.metrics.closes.labels(str(int(code))).inc()
                connection.close(code, reason)

    async def _readmit(self, connections: list[Connection]) -> None:
        """Asks access/ again for each; who has no right any more is closed, who has another gets it."""
        for connection in connections:
            try:
                admitted = await connection.readmit()
            except StoreUnavailable:
                continue
            except LeitsternError as error:
                connection.close(_CLOSE_OF.get(error.status, Close.FORBIDDEN), error.code)
                continue
            room = self.resident(admitted.document_id)
            if room is not None and connection in room.members:
                room.readmitted(connection, admitted, {"shape": self._shape})


def _is_spent(task: asyncio.Task[Room]) -> bool:
    """A load that failed, or a room that gave up."""
    if not task.done():
        return False
    return task.cancelled() or task.exception() is not None or task.result().is_gone
