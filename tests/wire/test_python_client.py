"""The Python client's cleanup when it is closed."""

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
from leitstern.live.wire import protocol
from tests.wire.browser import until


async def test_closing_while_the_connection_closes_leaves_no_socket(unused_tcp_port: int):
    """A refusal closes the connection, and the server delays the closing handshake."""
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
        # `isinstance` raises ReferenceError at a dead weak proxy of another test.
        every = [thing for thing in gc.get_objects() if type(thing) is ClientConnection]
        # Another test's connection may not be collected yet.
        own = [one for one in every if one.transport.get_extra_info("peername")[1] == unused_tcp_port]
        return [one for one in own if not one.transport.is_closing()]

    async with serve(refuse_and_hang, "127.0.0.1", unused_tcp_port):
        document = LiveDocument(f"ws://127.0.0.1:{unused_tcp_port}/", "http://127.0.0.1", "leitstern=x")
        try:
            document.doc.get("notes", type=Text).insert(0, "x")
            with pytest.raises(UpdateRefused):
                await document.saved()
            await until(lambda: [one.state for one in left()] == [State.CLOSING])
            await document.close()
            assert left() == []
        finally:
            hung.set()  # also after a failure, because leaving `serve` waits for its handlers
            await document.close()
