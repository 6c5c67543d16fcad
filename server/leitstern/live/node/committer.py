"""Group commit: one transaction for all rooms with pending updates; the next ones gather meanwhile.

There is no timer: a commit starts when the previous one is durable and sent out. Only when sending takes more
than a quarter of the time, the next commit waits, so that a crowded room leaves CPU time to the others.
Started by rooms.py; talks to the rooms and to the update log.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence

from leitstern.errors import Conflict, LeitsternError, NotFound, StoreUnavailable
from leitstern.live.document.batch import Commit
from leitstern.live.document.replica import Damaged
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.node.joint_edit import JointEdit
from leitstern.live.room.room import Room
from leitstern.live.wire.protocol import Close
from leitstern.store.interfaces import DocumentInfo, UpdateLog

_log = logging.getLogger(__name__)

FAN_OUT_SHARE = 4
"""Sending out commits may take at most 1/4 of the time."""
LONGEST_PAUSE = 0.1
"""Longest delay of the next commit, in seconds."""
FIRST_RETRY, LAST_RETRY = 0.1, 2.0
"""Seconds until a failed commit is tried again; doubled each time."""

SHORTEST_SLEEP = 0.0005
"""Seconds. A shorter delay is not worth a timer."""

_CLOSE_OF = {
    NotFound: Close.NOT_FOUND,
    Conflict: Close.STORE_UNAVAILABLE,
    StoreUnavailable: Close.STORE_UNAVAILABLE,
}
_Part = tuple[Room, Commit]
Committed = Callable[[DocumentInfo, int], None]
"""Told of each document that a commit changed, and its seq. Returns at once and never raises."""


class Committer:
    """Its `run` is the only task that appends to the log."""

    def __init__(self, log: UpdateLog, limits: Limits, metrics: Metrics, tell: Committed) -> None:
        self._updates = log
        self._limits = limits
        self._metrics = metrics
        self._tell = tell
        self._marked: dict[Room, None] = {}
        self._learning: dict[Room, asyncio.Task[None]] = {}
        self._joint: list[JointEdit] = []
        self._wake = asyncio.Event()
        self._pause_until = 0.0
        self._failing_since: float | None = None
        self._retry = FIRST_RETRY
        self.is_failing = False
        """Whether updates wait because the last commit failed."""

    def mark(self, room: Room) -> None:
        """The room has pending updates."""
        self._marked[room] = None
        self._wake.set()

    def carry_out(self, edit: JointEdit) -> None:
        """Queues an edit of several documents."""
        self._joint.append(edit)
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self._wake.wait()
                delay = self._pause_until - time.monotonic()
                if delay > SHORTEST_SLEEP:
                    await asyncio.sleep(delay)
                await self._commit(self._take_ready())
                while self._joint:
                    await self._commit_jointly(self._joint.pop(0))
        finally:
            for edit in self._joint:
                edit.fail(StoreUnavailable("closing"))
            for task in self._learning.values():
                task.cancel()

    def _take_ready(self) -> list[Room]:
        """Marked rooms that are ready. A method of its own: variables of `run` would keep the rooms alive."""
        self._wake.clear()
        rooms, self._marked = list(self._marked), {}
        return [room for room in rooms if not room.is_gone and self._is_ready(room)]

    def _is_ready(self, room: Room) -> bool:
        """False while the gate of a large document is made, which takes seconds: other rooms do not wait."""
        if room not in self._learning and room.document.must_learn:
            self._learning[room] = asyncio.create_task(self._learn(room), name="learn")
        return room not in self._learning

    async def _learn(self, room: Room) -> None:
        try:
            await room.document.replica.learn()
        finally:
            del self._learning[room]
            self.mark(room)

    async def _commit(self, rooms: Sequence[Room]) -> None:
        parts = [(room, commit) for room in rooms if (commit := await self._prepare(room)) is not None]
        await self._append(parts)

    async def _append(self, parts: Sequence[_Part]) -> None:
        """Writes one transaction. When one document's part is refused, each document gets its own."""
        appends = [change.append for _, commit in parts for change in commit.changes]
        started = time.monotonic()
        try:
            seqs = await self._updates.append(appends) if appends else []
        except StoreUnavailable as error:
            await self._on_failure(parts, error)
        except (Conflict, NotFound) as error:
            await self._append_singly(parts, error)
        except Exception as error:  # a bug in the store: ends these rooms, the others go on
            for room, _ in parts:
                _end(room, error)
        else:
            self._on_success(started, len(appends))
            self._send_out(parts, seqs, started)

    async def _commit_jointly(self, edit: JointEdit) -> None:
        """Applies all parts, then writes them with the caller's rows. Undoes all when one step fails."""
        begun: list[Room] = []
        try:
            for part in edit.parts:
                await self._until_learned(part.room)
            parts = []
            started = time.monotonic()
            for part in edit.parts:
                begun.append(part.room)
                parts.append((part.room, part.room.document.apply_alone(part.author, part.change)))
            seqs = await edit.write([change.append for _, commit in parts for change in commit.changes])
        except BaseException as error:
            for room in begun:
                await self._discard(room)
            edit.fail(_cause(error) if isinstance(error, Exception) else StoreUnavailable("closing"))
            if not isinstance(error, Exception):
                raise
        else:
            self._send_out(parts, seqs, started)
            edit.succeed()

    async def _until_learned(self, room: Room) -> None:
        """The gate of a large document is made in a thread, as before its first write."""
        if room in self._learning:
            await asyncio.wait([self._learning[room]])
        if room.document.replica.must_learn:
            await room.document.replica.learn()

    async def _discard(self, room: Room) -> None:
        try:
            await room.discard()
        except Exception as error:  # expected or a bug: ends this room, the others go on
            _end(room, error)

    async def _prepare(self, room: Room) -> Commit | None:
        try:
            return await room.prepare()
        except Exception as error:  # expected or a bug: ends this room, the others go on
            _end(room, error)
            return None

    def _on_success(self, started: float, appends: int) -> None:
        if appends or not self._marked:
            self._reset_failures()
        if appends:
            self._metrics.commits.inc()
            self._metrics.updates.inc(appends)
            self._metrics.commit_seconds.observe(time.monotonic() - started)

    def _reset_failures(self) -> None:
        self._failing_since = None
        self._retry = FIRST_RETRY
        self.is_failing = False

    def _send_out(self, parts: Sequence[_Part], seqs: Sequence[int], started: float) -> None:
        shown = time.monotonic()
        at = 0
        for room, commit in parts:
            end = at + len(commit.changes)
            try:
                room.committed(commit, seqs[at:end])
            except Exception as error:  # the commit is durable; the clients reconnect and get it
                _end(room, error)
            if commit.changes:
                self._tell(room.document.info, seqs[end - 1])
            at = end
            self._metrics.wait_seconds.observe(shown - commit.since)
        cost = time.monotonic() - shown
        self._metrics.fanout_seconds.observe(cost)
        self._pause_until = started + min(cost * FAN_OUT_SHARE, LONGEST_PAUSE)

    async def _on_failure(self, parts: Sequence[_Part], error: StoreUnavailable) -> None:
        """Parks the commits for another try. Readers go on with what is durable; no client is told."""
        now = time.monotonic()
        self._metrics.commit_failures.inc()
        if self._failing_since is None:
            self._failing_since = now
            _log.error("commits fail: %s", error)
        is_over = now - self._failing_since > self._limits.patience_seconds
        for room, commit in parts:
            if is_over:
                _end(room, error)
            else:
                await self._rewind(room, commit)
        self.is_failing = bool(self._marked)
        if not self.is_failing:  # all rooms ended: the next failure starts the clock again
            self._reset_failures()
        self._pause_until = time.monotonic() + self._retry * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        self._retry = min(self._retry * 2, LAST_RETRY)

    async def _rewind(self, room: Room, commit: Commit) -> None:
        """Marks the room for another try. Ends it when its document cannot be read."""
        try:
            await room.rewind(commit)
        except Exception as error:  # expected or a bug: ends this room, the others go on
            _end(room, error)
        else:
            self.mark(room)

    async def _append_singly(self, parts: Sequence[_Part], error: LeitsternError) -> None:
        """One document moved on or is gone, so nothing was written: tries each document alone."""
        if len(parts) > 1:
            for part in parts:
                await self._append([part])
        elif isinstance(error, Conflict):
            await self._reload(*parts[0])
        else:
            _end(parts[0][0], error)

    async def _reload(self, room: Room, commit: Commit) -> None:
        """Another process wrote the document: reads its updates, then tries the commit again."""
        self._metrics.conflicts.inc()
        try:
            await room.reload(commit)
        except Exception as error:  # expected or a bug: ends this room, the others go on
            _end(room, error)


def _cause(error: Exception) -> Exception:
    """What an edit itself raised: the replica wraps it."""
    cause = error.__cause__ if isinstance(error, Damaged) else None
    return cause if isinstance(cause, Exception) else error


def _end(room: Room, error: Exception) -> None:
    """Ends one room. Called in an exception handler, so that a bug is logged with its traceback."""
    if isinstance(error, LeitsternError):
        _log.error("document %s is closed: %s", room.document.info.id, error)
        room.give_up(_CLOSE_OF.get(type(error), Close.INTERNAL), error)
    else:
        _log.exception("document %s failed", room.document.info.id)
        room.give_up(Close.INTERNAL, LeitsternError())
