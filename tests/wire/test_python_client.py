"""The Python client's own ends: what it leaves behind when it is closed."""

from __future__ import annotations

import asyncio
import gc

import pytest
from pycrdt import Text
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection, serve
from websockets.protocol import State

from leitstern.client.live_document import LiveDocument
from leitstern.errors import UpdateRefused
from leitstern.live import protocol
from tests.wire.browser import until


async def test_closing_while_the_connection_closes_leaves_no_socket(unused_tcp_port: int):
    """A refusal ends the connection; the server takes its time with the closing handshake."""
    hung = asyncio.Event()

    async def refuse_and_hang(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send(protocol.step1(b"\x00"))
        await connection.recv()
        await connection.send(protocol.rejected(2, "content", ""))
        connection.transport.pause_reading()
        await hung.wait()
        connection.transport.abort()

    def left() -> list[ClientConnection]:
        kinds = (thing for thing in gc.get_objects() if isinstance(thing, ClientConnection))
        return [one for one in kinds if not one.transport.is_closing()]

    async with serve(refuse_and_hang, "127.0.0.1", unused_tcp_port):
        document = LiveDocument(f"ws://127.0.0.1:{unused_tcp_port}/", "http://127.0.0.1", "leitstern=x")
        document.doc.get("notes", type=Text).insert(0, "x")
        with pytest.raises(UpdateRefused):
            await document.saved()
        await until(lambda: all(one.state is State.CLOSING for one in left()))
        assert left()
        try:
            await document.close()
            assert left() == []
        finally:
            hung.set()
