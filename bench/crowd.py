"""People of plain asyncio for encoding.py: each writes into its own corner of a document and moves a cursor.

Every person keeps a Doc, so that what arrived is known from the document and not from counting messages: a
server may merge. Speaks the y-websocket protocol; a server that asks nothing (the relay) is fine as well.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from pycrdt import Doc, Map
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from leitstern.client.messages import Asked, Changed, decode
from leitstern.live.gate.update_reader import read_state_vector
from leitstern.live.wire import protocol
from leitstern.live.wire.awareness import encode_states

_EMPTY = b"\x00\x00"


class Person:
    """One connection. `arrived` maps (author's client id, clock) to when it was in this person's Doc."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.doc: Doc[Any] = Doc()
        self.client = self.doc.client_id
        self.sent: list[float] = []
        """When edit number n, which is clock n, was due."""
        self.arrived: dict[tuple[int, int], float] = {}
        self._corner = self.doc.get("plan", type=Map)
        self._known: dict[int, int] = {}
        self._update = b""
        self._moves = 0
        self._subscription = self.doc.observe(self._note)
        self._reading = asyncio.create_task(self._read())

    def _note(self, event: Any) -> None:
        self._update = event.update

    async def _read(self) -> None:
        async for message in self.socket:
            match decode(message) if isinstance(message, bytes) else None:
                case Asked():
                    await self.socket.send(protocol.step2(_EMPTY))
                case Changed(update):
                    self.doc.apply_update(update)
                    self._look()

    def _look(self) -> None:
        now = time.perf_counter()
        for client, clock in read_state_vector(self.doc.get_state()).items():
            before = self._known.get(client, 0)
            if clock > before and client != self.client:
                self.arrived.update(((client, at), now) for at in range(before, clock))
                self._known[client] = clock

    async def edit(self, due: float) -> None:
        self._corner[str(self.client)] = f"edit {len(self.sent)}"
        self.sent.append(due)
        await self.socket.send(protocol.update(self._update))

    async def move(self) -> None:
        self._moves += 1
        state = b'{"at":{"section":"goals"},"caret":%d}' % self._moves
        await self.socket.send(protocol.awareness(encode_states([(self.client, self._moves, state)])))

    async def leave(self) -> None:
        await self.socket.close()
        await self._reading


async def gather_people(url: str, cookies: Sequence[str]) -> list[Person]:
    """One person a cookie, all in the same document."""
    origin = Origin("http" + url.removeprefix("ws").split("/sync/")[0])
    people = []
    for cookie in cookies:
        socket = await connect(
            url,
            origin=origin,
            additional_headers={"Cookie": cookie},
            subprotocols=[Subprotocol(protocol.SUBPROTOCOL)],
            compression=None,
            max_queue=None,
        )
        people.append(Person(socket))
        await socket.send(protocol.step1(b"\x00"))
    return people


async def have_all(people: Sequence[Person], seconds: float) -> bool:
    """Waits until everybody has everything that was sent; false when that took too long."""
    until = time.perf_counter() + seconds
    total = sum(len(person.sent) for person in people)
    while any(len(person.arrived) < total - len(person.sent) for person in people):
        if time.perf_counter() > until:
            return False
        await asyncio.sleep(0.005)
    return True


def latencies(people: Sequence[Person], since: int) -> list[float]:
    """Seconds from when each edit was due to when each other person had it, ascending."""
    due = {(p.client, n): at for p in people for n, at in enumerate(p.sent) if n >= since}
    return sorted(at - due[edit] for p in people for edit, at in p.arrived.items() if edit in due)
