"""All documents open in this process: how the rest of the server reads and edits them.

`read`, `edit` and `encode` serve pages and commands, `join` and `leave` the endpoint; `on_committed` tells
those who derive something from documents. Makes the parts of live/ and runs the background tasks: committer,
ticker, room maintenance, rights, retention job.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pycrdt import Doc

from leitstern.bus.interfaces import ACCESS_TOPIC, Bus
from leitstern.clock import utc_now
from leitstern.errors import StoreUnavailable
from leitstern.live.document.document import Document
from leitstern.live.document.log_budget import DAY, ENTRY_BYTES, LogBudget
from leitstern.live.document.replica import SERVER, Damaged, Roots, warm_up
from leitstern.live.document.salvage import without_snapshot
from leitstern.live.history.retention_job import RetentionJob
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.node.committer import Committed, Committer
from leitstern.live.node.joint_edit import JointEdit, Overtaken, Part, Write
from leitstern.live.node.rights import Rights
from leitstern.live.node.room_maintenance import RoomMaintenance
from leitstern.live.node.room_registry import Registry
from leitstern.live.node.shape_migration import Migrate, ShapeMigration, no_migration
from leitstern.live.room.connection import Connection
from leitstern.live.room.room import Room
from leitstern.live.wire import protocol
from leitstern.live.wire.frame import Frame
from leitstern.live.wire.protocol import Close
from leitstern.store.interfaces import DocumentInfo, LoadedDocument, UpdateLog

_log = logging.getLogger(__name__)

DRAIN_SPREAD_MS = 3000
"""Clients spread their reconnects over this time after a restart."""
JOINT_ATTEMPTS = 3
"""How often an edit of several documents is tried when another process appends at the same time."""
RESTART_SECONDS = 1.0
"""Delay before a background task that failed starts again."""


@dataclass(frozen=True, slots=True)
class DocumentState:
    """The durable content: root name -> plain Python. Shared by all readers: do not change it."""

    seq: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentEdit:
    """One document's part of an edit of several documents."""

    document_id: str
    author: str
    change: Callable[[Doc[Any]], None]


class Rooms:
    """`start` before use; at the end `drain`, then `close`."""

    def __init__(
        self,
        log: UpdateLog,
        bus: Bus,
        roots: Mapping[str, Roots],
        limits: Limits | None = None,
        metrics: Metrics | None = None,
        shape: int = 1,
        migrate: Migrate = no_migration,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.limits = limits or Limits()
        self.metrics = metrics or Metrics()
        self.is_draining = False
        self._updates = log
        self._bus = bus
        self._roots = roots
        self._shape = shape
        self._migration = ShapeMigration(log, shape, migrate)
        self._listeners: list[Committed] = []
        self._registry = Registry(self._load, self.metrics)
        self._now = now
        self.rights = Rights(self._registry, self.limits, now)
        self._damaged: set[str] = set()
        self._log_budgets: dict[str, LogBudget] = {}
        self._committer = Committer(log, self.limits, self.metrics, self._tell_committed)
        self._tasks: list[asyncio.Task[None]] = []
        self._unsubscribe: Callable[[], Awaitable[None]] | None = None

    @property
    def damaged_documents(self) -> int:
        """Number of open documents with a part of their log missing because it could not be read."""
        return len(self._damaged)

    @property
    def takes_writes(self) -> bool:
        """False while updates wait because the store failed (for /readyz)."""
        return not self._committer.is_failing

    # --- for pages and commands --------------------------------------------------------------------------

    async def read(self, document_id: str) -> DocumentState:
        """Raises NotFound, StoreUnavailable."""
        seq, data = await (await self._open(document_id)).read()
        return DocumentState(seq, data)

    async def edit(self, document_id: str, author: str, change: Callable[[Doc[Any]], None]) -> int:
        """Runs `change` on the document in one transaction. Returns its seq when it is durable.

        Raises what `change` raises; nothing is changed then. Raises NotFound, StoreUnavailable.
        """
        return await (await self._open(document_id)).edit(author, change)

    async def edit_together(self, edits: Sequence[DocumentEdit], write: Write) -> None:
        """Runs each change on its document, then `write`, which makes all of them durable in one transaction.

        Nothing is changed when one of them raises; it raises the same. A second process that wrote meanwhile
        makes it try again. Raises NotFound, StoreUnavailable.
        """
        for attempt in range(JOINT_ATTEMPTS):
            parts = [Part(await self._room(edit.document_id), edit.author, edit.change) for edit in edits]
            joint = JointEdit(parts, write, asyncio.get_running_loop().create_future())
            self._committer.carry_out(joint)
            try:
                return await joint.done
            except Overtaken as error:
                _log.info("an edit of several documents is tried again: %s", error)
                if attempt + 1 == JOINT_ATTEMPTS:
                    raise StoreUnavailable("overtaken") from error

    def participants_in(self, document_id: str, side: str) -> list[str]:
        """Ids of the participants of a side who have the document open now."""
        room = self.resident(document_id)
        people = (connection.admission for connection in (room.connections if room else ()))
        return sorted({who.participant_id for who in people if who.side == side})

    async def encode(self, document_id: str) -> bytes:
        """The whole durable state as one Yjs update. Raises NotFound, StoreUnavailable."""
        _, state, _ = await (await self._open(document_id)).encode()
        return state

    def on_committed(self, listener: Committed) -> None:
        """Calls `listener` after each commit with every changed document and its new seq.

        The committer waits for it, so it must return at once; longer work goes into a task.
        """
        self._listeners.append(listener)

    def _tell_committed(self, document: DocumentInfo, seq: int) -> None:
        for listener in self._listeners:
            try:
                listener(document, seq)
            except Exception:  # what is derived can be derived again; commits go on
                _log.exception("a listener failed for document %s", document.id)

    # --- for the endpoint --------------------------------------------------------------------------------

    async def warm(self, document_id: str) -> None:
        """Loads the document before a connection is accepted. Raises NotFound, StoreUnavailable."""
        await self._registry.open(document_id)

    async def join(self, connection: Connection) -> Room:
        """Raises NotFound, StoreUnavailable (also while the server stops)."""
        if self.is_draining:
            raise StoreUnavailable("draining")
        room = await self._registry.open(connection.admission.document_id)
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
        return sum(member.admission.participant_id == participant for member in room.connections)

    # --- life --------------------------------------------------------------------------------------------

    async def start(self) -> None:
        warm_up()
        self._unsubscribe = await self._bus.subscribe(ACCESS_TOPIC, self.rights.hear)
        for name, work in (
            ("committer", self._committer.run),
            ("ticker", self._tick),
            (
                "room maintenance",
                RoomMaintenance(self._registry, self._updates, self.limits, self.metrics).run,
            ),
            ("rights", self.rights.run),
            ("ends of rights", self.rights.watch_ends),
            ("retention job", RetentionJob(self._updates, self._roots, self.limits).run),
        ):
            self._tasks.append(asyncio.create_task(_restarting(work, name), name=f"rooms {name}"))

    def begin_drain(self) -> None:
        """Starts `drain` as a task; called by each connection when the server stops."""
        if not self.is_draining:
            work = self.drain(self.limits.drain_seconds)
            self._tasks.append(asyncio.create_task(work, name="rooms drain"))

    async def drain(self, seconds: float) -> None:
        """Sends DRAIN, waits until all is durable, then closes all connections. Safe to call twice."""
        first = not self.is_draining
        self.is_draining = True
        if first:
            frame = Frame(protocol.drain(DRAIN_SPREAD_MS))
            for _, connection in self._connections():
                if connection.is_extended:
                    connection.send(frame)
        await self._quiet(time.monotonic() + seconds)
        for room, connection in list(self._connections()):
            room.end(connection, Close.RESTART, "restart")

    async def _quiet(self, until: float) -> None:
        """Waits until everything that was read is durable; `until` (time.monotonic) at the latest."""
        for room in self._registry.rooms():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(room.document.quiet(), max(0.0, until - time.monotonic()))

    async def close(self) -> None:
        self.is_draining = True
        if self._unsubscribe is not None:
            await self._unsubscribe()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._migration.close()
        for room in self._registry.rooms():
            room.give_up(Close.RESTART, StoreUnavailable("closing"))
        self._registry.clear()

    # --- rooms -------------------------------------------------------------------------------------------

    def resident(self, document_id: str) -> Room | None:
        """The room, if the document is in memory."""
        return self._registry.resident(document_id)

    async def _open(self, document_id: str) -> Document:
        return (await self._room(document_id)).document

    async def _room(self, document_id: str) -> Room:
        room = await self._registry.open(document_id)
        room.used_at = time.monotonic()
        return room

    async def _load(self, document_id: str) -> Room:
        """From the newest snapshot that reads, else from the oldest, else from the log alone."""
        room = await self._build_from_log(document_id)
        self._damaged.discard(document_id)
        if room.document.damaged:
            self._damaged.add(document_id)
        self.metrics.damaged_documents.set(len(self._damaged))
        self._migration.begin(room.document)
        return room

    async def _build_from_log(self, document_id: str) -> Room:
        loaded = await self._updates.load(document_id)
        await self._recall_log_budget(loaded.info.plan_id)
        try:
            return self._build_room(loaded)
        except Damaged as damage:
            _log.error("document %s cannot be built from its newest snapshot: %s", document_id, damage)
        earliest = await self._updates.earliest(document_id)
        try:
            return self._build_room(earliest)
        except Damaged as damage:
            _log.error("document %s cannot be built from any snapshot: %s", document_id, damage)
        return self._build_room(without_snapshot(earliest))

    async def _recall_log_budget(self, plan_id: str) -> None:
        """Makes the budget of all documents of the plan, and charges what its log grew by in the last day."""
        if not self.limits.rated or plan_id in self._log_budgets:
            return
        limits, now, today = self.limits, time.monotonic(), self._now()
        budget = LogBudget(
            plan_id, limits.log_bytes_per_plan, limits.log_bytes_per_participant, now - 2 * DAY
        )
        since = today - timedelta(seconds=DAY)
        for written in await self._updates.written_since(plan_id, since, ENTRY_BYTES, SERVER):
            age = max(0.0, (today - written.at).total_seconds())
            budget.charge_share(written.participant, written.size, now - age)
        self._log_budgets.setdefault(plan_id, budget)

    def _build_room(self, loaded: LoadedDocument) -> Room:
        document_id = loaded.info.id  # the closure below must not keep `loaded` in memory
        document = Document(
            loaded,
            self._roots.get(loaded.info.kind, {}),
            self.limits,
            self.metrics,
            reload=lambda: self._updates.load(document_id),
            has_work=lambda: self._committer.mark(room),
            log_budget=self._log_budgets.get(loaded.info.plan_id),
        )
        room = Room(document, self.limits, self.metrics, self._shape)
        return room

    def _connections(self) -> Iterator[tuple[Room, Connection]]:
        for room in self._registry.rooms():
            for connection in room.connections:
                yield room, connection

    async def _tick(self) -> None:
        while True:
            due = time.monotonic() + self.limits.presence_seconds
            await asyncio.sleep(self.limits.presence_seconds)
            now = time.monotonic()
            self.metrics.loop_lag_seconds.observe(max(0.0, now - due))
            self._tick_rooms(now)

    def _tick_rooms(self, now: float) -> None:
        """A method of its own: a variable of the sleeping task would keep the last room alive."""
        waiting = 0
        for room in self._registry.rooms():
            waiting += room.document.waiting
            if room.connections:
                room.tick(now)
        self.metrics.waiting.set(waiting)


async def _restarting(work: Callable[[], Awaitable[None]], name: str) -> None:
    """Runs until cancelled. A bug in one room must not end what serves all rooms."""
    while True:
        try:
            await work()
        except Exception:  # logged with its traceback; without this task nothing becomes durable
            _log.exception("rooms: the %s failed and starts again", name)
        await asyncio.sleep(RESTART_SECONDS)
