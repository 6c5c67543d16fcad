"""One document over one WebSocket: a pycrdt Doc that is synchronised with the server and knows what is saved.

Edit `doc` on the event loop; each transaction is sent automatically. A change is saved when the server
acknowledged its sync message on the current connection. After a lost connection it reconnects with
full-jitter backoff, and its answer to the server's sync step 1 contains the changes made meanwhile.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from pycrdt import Doc, Subscription, TransactionEvent, merge_updates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from leitstern.client.messages import Acknowledged, Asked, Changed, Drained, Refused, Welcomed, decode
from leitstern.client.split_update import parts_of
from leitstern.errors import (
    Conflict,
    Forbidden,
    LeitsternError,
    NotFound,
    NotSignedIn,
    TooMany,
    UpdateRefused,
)
from leitstern.live.wire.protocol import PING, SUBPROTOCOL, Close, step1, step2, update

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
PING_SECONDS = 20.0
BREATH = 0.02
"""Seconds between two messages of edits: below the server's rate of 60 a second."""
MERGED = 100
"""Edits merged into one message; the time to merge grows with the square."""
_NOTHING = b"\x00\x00"

_BY_CODE: Mapping[int, type[LeitsternError]] = {
    number: error
    for error in (NotSignedIn, Forbidden, NotFound, Conflict, TooMany)
    for number in (error.status, error.close_code)
}


class LiveDocument:
    """An open document, made by `LivePlan`. Close it, or use the plan as a context manager."""

    def __init__(self, url: str, origin: str, cookie: str) -> None:
        self.doc: Doc[Any] = Doc()
        self.welcome: Mapping[str, Any] = {}
        self.seq = 0
        self.remote_changes = 0
        self._address = (url, origin, cookie)
        self._subscription: Subscription | None = self.doc.observe(self._on_transaction)
        self._is_applying = False
        self._written = 0  # local changes so far
        self._durable = 0  # local changes that the server has acknowledged
        self._sent: deque[tuple[int, int]] = (
            deque()
        )  # (n, number of local changes up to it), of this connection
        self._count = 0
        self._answers: deque[tuple[bytes, int]] = (
            deque()
        )  # frames, each with the number of local changes up to it
        self._updates: deque[bytes] = deque()  # local changes that wait to be sent
        self._is_answered = False  # whether the server's step 1 on this connection was answered
        self._is_loaded = False
        self._pause = 0.0
        self._failure: LeitsternError | None = None
        self._news = asyncio.Condition()
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(self._on_end)

    @property
    def waiting(self) -> int:
        """The number of local changes that are not durable yet."""
        return self._written - self._durable

    async def loaded(self, timeout: float = 30.0) -> None:
        """Returns when the document is loaded. Raises the refusal, or TimeoutError."""
        await self._until(lambda: self._is_loaded, timeout)

    async def saved(self, timeout: float = 30.0) -> None:
        """Returns when every change made so far is durable on the server.

        Raises UpdateRefused when the server refused one, and Forbidden for a viewer; `doc` then differs from
        the server, and later changes are not sent. Raises TimeoutError without a connection.
        """
        wanted = self._written
        await self._until(lambda: self._durable >= wanted, timeout)

    async def changed(self, timeout: float = 30.0) -> None:
        """Returns after the next change by somebody else."""
        before = self.remote_changes
        await self._until(lambda: self.remote_changes > before, timeout)

    async def close(self) -> None:
        """Ends the connection; again does nothing. What is not saved is lost: `await saved()` first."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            self.doc.unobserve(subscription)

    async def _until(self, is_so: Callable[[], bool], timeout: float) -> None:
        async with asyncio.timeout(timeout), self._news:
            await self._news.wait_for(lambda: self._failure is not None or is_so())
        if self._failure is not None and not is_so():
            raise self._failure

    def _on_end(self, task: asyncio.Task[None]) -> None:
        """After a bug or a malformed message, raises the error in all waiting calls."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._failure = LeitsternError(f"{type(fault).__name__}: {fault}")
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _on_transaction(self, event: TransactionEvent) -> None:
        if self._is_applying or event.update == _NOTHING:
            return
        self._written += 1
        self._check_role()
        # Not sent before the answer to the server's step 1, because that answer contains the change.
        if self._is_answered:
            self._updates.append(event.update)
            self._wake.set()

    def _check_role(self) -> None:
        """Fails a viewer's change, which would never be sent: viewers get no step 1 from the server."""
        if self.waiting and self.welcome.get("role") == "viewer":
            self._failure = self._failure or Forbidden("this document is for reading only")

    async def _run(self) -> None:
        failures = 0
        while self._failure is None:
            code = await self._connect()
            failures = 0 if self._is_answered else failures + 1
            self._is_answered = False
            self._refuse(code)
            await self._tell()
            if self._failure is None:
                await asyncio.sleep(self._take_pause(failures))

    def _take_pause(self, failures: int) -> float:
        """The pause that DRAIN asked for plus full jitter, so that clients do not reconnect all at once."""
        asked, self._pause = self._pause, 0.0
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures, 8))
        return asked + random.uniform(0, longest)  # noqa: S311  # no secret

    def _refuse(self, code: int) -> None:
        """Stops after final codes: HTTP refusals of the upgrade, 4400 to 4499, 1009 (docs/protocol.md)."""
        if self._failure is None and (code in _BY_CODE or 4400 <= code <= 4499 or code == Close.TOO_BIG):
            self._failure = _BY_CODE.get(code, LeitsternError)(f"closed with {code}")

    async def _connect(self) -> int:
        """Runs one connection. Returns its close code; 0 if there is none."""
        url, origin, cookie = self._address
        socket: ClientConnection | None = None
        try:
            async with connect(
                url,
                origin=Origin(origin),
                additional_headers={"Cookie": cookie},
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                compression=None,
                max_size=None,
            ) as socket:
                await self._converse(socket)
        except asyncio.CancelledError:
            if (
                socket is not None
            ):  # when its closing handshake is cancelled, the library leaves the socket open
                socket.transport.abort()
            raise
        except InvalidStatus as refusal:
            return refusal.response.status_code
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 0
        except (OSError, InvalidHandshake, TimeoutError):
            return 0
        return 0

    async def _converse(self, socket: ClientConnection) -> None:
        """Starts n at zero, sends sync step 1, then receives until the connection ends."""
        self._sent.clear()
        self._updates.clear()
        self._answers.clear()
        self._count, self._is_answered = 0, False
        self._queue(step1(self.doc.get_state()), 0)
        tasks = [asyncio.create_task(self._send(socket)), asyncio.create_task(self._ping(socket))]
        try:
            while self._failure is None:
                data = await socket.recv(decode=False)
                self._hear(data)
                await self._tell()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _queue(self, frame: bytes, last_change: int) -> None:
        self._answers.append((frame, last_change))
        self._wake.set()

    async def _send(self, socket: ClientConnection) -> None:
        """Merges and sends pending edits, with pauses, so that a thousand edits of a script become a few
        messages.
        """
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._answers:
                await self._send_sync(socket, *self._answers.popleft())
            if self._updates:
                batch = [self._updates.popleft() for _ in range(min(len(self._updates), MERGED))]
                merged = batch[0] if len(batch) == 1 else merge_updates(*batch)
                await self._send_sync(socket, update(merged), self._written - len(self._updates))
                await asyncio.sleep(BREATH)
            if self._updates:
                self._wake.set()

    async def _send_sync(self, socket: ClientConnection, frame: bytes, last_change: int) -> None:
        self._count += 1
        self._sent.append((self._count, last_change))
        await socket.send(frame)

    async def _ping(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            await socket.send(PING)

    def _hear(self, data: bytes) -> None:
        match decode(data):
            case Asked(state_vector):
                *first, last = parts_of(self.doc.get_update(state_vector))
                for part in first:
                    self._queue(update(part), 0)
                self._queue(step2(last), self._written)
                self._updates.clear()
                self._is_answered = True
            case Changed(changes, is_answer):
                self._apply(changes)
                self._is_loaded = self._is_loaded or is_answer
            case Acknowledged(n, seq):
                self._acknowledge(n, seq)
            case Refused(_, code, detail):
                self._failure = UpdateRefused(code, detail)
            case Welcomed(values):
                self.welcome = values
                self._check_role()
            case Drained(milliseconds):
                self._pause = milliseconds / 1000
            case None:
                pass

    def _apply(self, changes: bytes) -> None:
        self._is_applying = True
        try:
            self.doc.apply_update(changes)
        finally:
            self._is_applying = False
        self.remote_changes += 1

    def _acknowledge(self, n: int, seq: int) -> None:
        self.seq = max(self.seq, seq)
        while self._sent and self._sent[0][0] <= n:
            self._durable = max(self._durable, self._sent.popleft()[1])
