"""Two thousand times somebody opens and closes a document: nothing is left of it, counted in objects.

Below the sockets, which test_rights_and_life.py opens and closes sixty times: two thousand handshakes would
take a minute and show nothing more of the rooms.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from pathlib import Path
from typing import Any

from pycrdt import Doc

from leitstern.live import protocol
from leitstern.live.connection import Connection
from leitstern.live.limits import Limits
from leitstern.live.replica import Replica
from leitstern.live.room import Room
from leitstern.live.wire import varbytes, varuint
from leitstern.live.writer import Frame
from tests.unit.live.documents import emitted, typed
from tests.wire.browser import blank, until
from tests.wire.server import Admitted, Running, serving

TOGETHER = 40
ROUNDS = 50


class Nowhere:
    """A writer whose peer takes everything."""

    def write(self, frame: Frame) -> None: ...

    def buffered(self) -> int:
        return 0

    def close(self, code: int, reason: str) -> None: ...


async def visit(server: Running, document: Doc[Any]) -> None:
    """Comes, asks, is present, writes a letter, and goes when it is durable."""
    client = document.client_id
    admitted = Admitted("doc_shared", "shared", f"person{client}", f"s{client}", "editor")

    async def again() -> Admitted:
        return admitted

    limits = server.rooms.limits
    connection = Connection(f"c{client}", admitted, Nowhere(), again, is_extended=True, limits=limits)
    room = await server.rooms.join(connection)
    state = varuint(1) + varuint(client) + varuint(1) + varbytes(b'{"at":{"section":"goals"}}')
    for message in (
        protocol.step1(b"\x00"),
        protocol.awareness(state),
        *map(protocol.update, letters(document)),
    ):
        room.receive(connection, message)
    await room.pipeline.quiet()
    assert connection.strikes == 0 and connection.acked == 2
    server.rooms.leave(room, connection)


def letters(document: Doc[Any]) -> list[bytes]:
    return emitted(document, typed("x"))


async def rounds(server: Running, documents: list[Doc[Any]], count: int) -> None:
    for _ in range(count):
        await asyncio.gather(*(visit(server, document) for document in documents))
        await until(lambda: server.rooms.resident("doc_shared") is None)


def alive() -> Counter[type]:
    gc.collect()
    return Counter(type(thing) for thing in gc.get_objects())


async def test_two_thousand_openings_leave_nothing(tmp_path: Path):
    """LIFE-2, FLOW-1"""
    documents = [blank(100 + number) for number in range(TOGETHER)]
    async with serving(tmp_path, Limits(idle_seconds=0.02)) as server:
        await rounds(server, documents, 10)
        before = alive()
        await rounds(server, documents, ROUNDS - 10)
        await until(lambda: alive()[Room] <= before[Room])  # the keeper may still hold the last one
        after = alive()
        for kind in (Room, Replica, Connection, asyncio.Task):
            assert after[kind] <= before[kind], kind
        growth = after - before
        assert growth.total() < 500, growth.most_common(8)
        value = server.rooms.metrics.registry.get_sample_value
        assert value("leitstern_connections") == value("leitstern_rooms") == 0
