"""Two thousand openings and closings of a document leave no objects behind.

Works below the sockets; test_access_and_room_lifecycle.py opens and closes sixty real connections. Two
thousand handshakes would take a minute and show nothing more about rooms.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from pathlib import Path
from typing import Any

from pycrdt import Doc

from leitstern.live.document.replica import Replica
from leitstern.live.limits import Limits
from leitstern.live.room.connection import Connection
from leitstern.live.room.room import Room
from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import varbytes, varuint
from leitstern.live.wire.frame import Frame
from tests.unit.live.documents import emitted, typed
from tests.wire.browser import blank, until
from tests.wire.server import Admission, Running, serving

TOGETHER = 40
ROUNDS = 50


class Nowhere:
    """A writer whose peer accepts everything."""

    def write(self, frame: Frame) -> None: ...

    def buffered(self) -> int:
        return 0

    def close(self, code: int, reason: str) -> None: ...


async def visit(server: Running, document: Doc[Any]) -> None:
    """Joins, synchronises, sends presence, writes a letter, and leaves when it is durable."""
    client = document.client_id
    admitted = Admission("doc_shared", "shared", f"person{client}", f"s{client}", "editor")

    async def again() -> Admission:
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
    await room.document.quiet()
    assert connection.violations == 0 and connection.acked == 2
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


async def test_two_thousand_openings_leave_no_objects(tmp_path: Path):
    """LIFE-2, FLOW-1"""
    documents = [blank(100 + number) for number in range(TOGETHER)]
    async with serving(tmp_path, Limits(idle_seconds=0.02)) as server:
        await rounds(server, documents, 10)
        before = alive()
        await rounds(server, documents, ROUNDS - 10)
        await until(lambda: alive()[Room] <= before[Room])  # room maintenance may still hold the last room
        after = alive()
        for kind in (Room, Replica, Connection, asyncio.Task):
            assert after[kind] <= before[kind], kind
        growth = after - before
        assert growth.total() < 500, growth.most_common(8)
        value = server.rooms.metrics.registry.get_sample_value
        assert value("leitstern_connections") == value("leitstern_rooms") == 0
