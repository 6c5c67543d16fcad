"""A protocol client for tests: a pycrdt Doc on a raw WebSocket that counts messages as docs/protocol.md
says.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Array, Doc, Map, Text, XmlFragment
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import (
    read_varbytes,
    read_varstring,
    read_varuint,
    varbytes,
    varuint,
)
from tests.patience import PATIENCE
from tests.wire.server import ORIGIN


@dataclass
class Browser:
    """Tests `wait` for events; nothing sleeps for a fixed time."""

    socket: ClientConnection
    doc: Doc[Any]
    is_live: bool = True
    sent: int = 0
    acked: int = 0
    seq: int = 0
    welcomes: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    drained: int | None = None
    hashes: list[tuple[int, bytes]] = field(default_factory=list)
    people: dict[int, Any] = field(default_factory=dict)
    pings: int = 0
    presence_messages: int = 0
    received_bytes: int = 0
    step1s: int = 0
    step2s: int = 0
    synced: bool = False
    closed: int | None = None
    answers: bool = True
    journal: list[tuple[int, bytes]] = field(default_factory=list)
    """Every update sent by `edit`, with its message number."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def send_sync(self, message: bytes) -> int:
        """Sends a sync message; returns its message number."""
        self.sent += 1
        await self.socket.send(message)
        return self.sent

    async def hello(self) -> None:
        await self.send_sync(protocol.step1(self.doc.get_state()))

    async def send_update(self, update: bytes) -> int:
        return await self.send_sync(protocol.update(update))

    async def edit(self, change: Callable[[Doc[Any]], object]) -> int:
        """Changes the local document and sends the emitted updates."""
        updates: list[bytes] = []
        subscription = self.doc.observe(lambda event: updates.append(event.update))
        with self.doc.transaction():
            change(self.doc)
        self.doc.unobserve(subscription)
        n = self.sent
        for update in updates:
            self.journal.append((self.sent + 1, update))
            n = await self.send_update(update)
        return n

    async def present(self, client: int, clock: int, state: object) -> None:
        text = json.dumps(state).encode()
        await self.socket.send(
            protocol.awareness(varuint(1) + varuint(client) + varuint(clock) + varbytes(text))
        )

    async def wait(self, condition: Callable[[], object]) -> None:
        """Waits until the condition holds; fails on timeout."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    async def saved(self, n: int | None = None) -> None:
        await self.wait(lambda: self.acked >= (self.sent if n is None else n))

    async def listen(self) -> None:
        try:
            async for message in self.socket:
                assert isinstance(message, bytes)
                self.received_bytes += len(message)
                await self._handle(message)
                self.changed.set()
        except ConnectionClosed:
            pass
        self.closed = self.socket.close_code
        self.changed.set()

    async def _handle(self, data: bytes) -> None:
        kind, at = read_varuint(data, 0)
        if kind == protocol.MessageType.SYNC:
            await self._sync(data, at)
        elif kind == protocol.MessageType.AWARENESS:
            self._awareness(read_varbytes(data, at)[0])
        elif kind == protocol.MessageType.ACK:
            self.acked, at = read_varuint(data, at)
            self.seq, at = read_varuint(data, at)
        elif kind == protocol.MessageType.REJECTED:
            n, at = read_varuint(data, at)
            self.rejected.append((n, read_varstring(data, at)[0]))
        elif kind == protocol.MessageType.WELCOME:
            self.welcomes.append(json.loads(read_varstring(data, at)[0]))
        elif kind == protocol.MessageType.DRAIN:
            self.drained, at = read_varuint(data, at)
        elif kind == protocol.MessageType.HASH:
            seq, at = read_varuint(data, at)
            self.hashes.append((seq, read_varbytes(data, at)[0]))
        else:
            raise AssertionError(f"message type {kind}")

    async def _sync(self, data: bytes, at: int) -> None:
        step, at = read_varuint(data, at)
        payload, _ = read_varbytes(data, at)
        if step == protocol.SyncType.STEP1:
            self.step1s += 1
            if self.answers:
                await self.send_sync(protocol.step2(self.doc.get_update(payload)))
            return
        self.doc.apply_update(payload)
        self.step2s += step == protocol.SyncType.STEP2
        self.synced = self.step2s > 0

    def _awareness(self, states: bytes) -> None:
        count, at = read_varuint(states, 0)
        self.pings += count == 0
        self.presence_messages += count > 0
        for _ in range(count):
            client, at = read_varuint(states, at)
            _, at = read_varuint(states, at)
            text, at = read_varstring(states, at)
            state = json.loads(text)
            if state is None:
                self.people.pop(client, None)
            else:
                self.people[client] = state


def blank(client_id: int | None = None) -> Doc[Any]:
    """A document with the roots of the test server's shared document."""
    doc: Doc[Any] = Doc(client_id=client_id)
    for name, type in (
        ("title", Text),
        ("notes", Text),
        ("opportunities", Map),
        ("list", Array),
        ("story", XmlFragment),
        ("meta", Map),
        ("participants", Map),
    ):
        doc.get(name, type=type)
    return doc


@asynccontextmanager
async def browsing(
    url: str,
    cookie: str = "anna.editor.s1",
    document: str = "doc_shared",
    *,
    doc: Doc[Any] | None = None,
    extended: bool = True,
    greet: bool = True,
    listen: bool = True,
    **options: Any,
) -> AsyncIterator[Browser]:
    """A connected client; with `greet` it synchronises first."""
    async with connect(
        f"{url}/{document}",
        additional_headers={"Cookie": f"leitstern={cookie}"},
        subprotocols=["leitstern.v1"] if extended else None,  # type: ignore[list-item]
        origin=Origin(ORIGIN),
        compression=None,
        close_timeout=1,
        open_timeout=PATIENCE,
        max_size=None,
        **options,
    ) as socket:
        browser = Browser(socket, doc if doc is not None else blank())
        listening = asyncio.create_task(browser.listen() if listen else asyncio.sleep(0))
        try:
            if greet and listen:
                await browser.hello()
                await browser.wait(lambda: browser.synced)
            yield browser
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def until(condition: Callable[[], object]) -> None:
    """Polls until the condition holds; for server state without an event."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)


def holds(whole: Doc[Any], update: bytes) -> bool:
    """Whether a document contains an update: applying it to a copy changes nothing."""
    copy: Doc[Any] = Doc()
    copy.apply_update(whole.get_update())
    events: list[bytes] = []
    subscription = copy.observe(lambda event: events.append(event.update))
    copy.apply_update(update)
    copy.unobserve(subscription)
    return not events


def text(doc: Doc[Any], root: str = "notes") -> str:
    return str(doc.get(root, type=Text))
