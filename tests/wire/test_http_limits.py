"""Anonymous HTTP clients: limits in bytes and time of requests, bodies and responses.

tests/attacks does the same from outside, with floods; here the timeouts are short.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from leitstern.live.socket import http_limits
from leitstern.live.socket.transport import uvicorn_config
from tests.patience import PATIENCE
from tests.unit.live.documents import typed
from tests.wire.browser import browsing, until
from tests.wire.server import Quiet, Running


async def answered(server: Running, *parts: bytes) -> bytes:
    """All response bytes until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        with contextlib.suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
        with contextlib.suppress(ConnectionError):
            return await asyncio.wait_for(reader.read(), PATIENCE)
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    "head",
    [b"GET /sync/doc_shared HTTP/1.1\r\nX: ", b"GET /sync/doc_shared HTTP/1.1\r\n", b"GET /"],
    ids=["value", "many", "path"],
)
async def test_an_endless_head_is_refused(server: Running, head: bytes):
    """WIRE-11"""
    more = b"X: y\r\n" * 200 if head.endswith(b"\r\n") else b"a" * 1200
    async with browsing(server.url) as anna:
        assert len(await answered(server, head, *[more] * 2000)) < 1000
        await anna.edit(typed("on"))
        await anna.saved()


@pytest.mark.parametrize(
    "begun", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: x\r\n"], ids=["none", "word", "half"]
)
async def test_a_missing_head_times_out(server: Running, begun: bytes, monkeypatch: pytest.MonkeyPatch):
    """WIRE-11"""
    monkeypatch.setattr(http_limits, "HEAD_SECONDS", 0.2)
    assert await answered(server, begun) == b""


async def test_an_accepted_connection_has_no_header_timeout(server: Running, monkeypatch: pytest.MonkeyPatch):
    """WIRE-11: the header timeout does not apply to an open connection."""
    monkeypatch.setattr(http_limits, "HEAD_SECONDS", 0.2)
    async with browsing(server.url, user_agent_header="x" * 8000) as anna:
        assert await answered(server) == b""
        await anna.edit(typed("on"))
        await anna.saved()
        assert anna.closed is None


FORM = b"POST /sync/doc_shared HTTP/1.1\r\nHost: x\r\n"
CHUNKED = FORM + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "begun",
    [
        FORM + b"Content-Length: 9\r\n\r\nx",
        CHUNKED,
        CHUNKED + b"3\r\nx",
        CHUNKED + b"0\r\n",
        CHUNKED + b"0\r\nX: y",
    ],
    ids=["body", "chunk", "half a chunk", "trailers", "half a trailer"],
)
async def test_a_missing_body_times_out(server: Running, begun: bytes, monkeypatch: pytest.MonkeyPatch):
    """WIRE-13"""
    monkeypatch.setattr(http_limits, "BODY_SECONDS", 0.2)
    answer = await answered(server, begun)
    assert answer == b"" or answer[9:12] in (b"404", b"408")


async def test_a_body_at_the_minimum_rate_does_not_time_out(server: Running, monkeypatch: pytest.MonkeyPatch):
    """WIRE-13: 40 bytes at 50 a second; then the next request."""
    monkeypatch.setattr(http_limits, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(http_limits, "BODY_RATE", 1)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(FORM + b"Content-Length: 40\r\n\r\n")
    for _ in range(40):
        writer.write(b"x")
        await asyncio.sleep(0.02)
    writer.write(FORM + b"Connection: close\r\n\r\n")
    assert (await asyncio.wait_for(reader.read(), PATIENCE)).count(b"HTTP/1.1 404") == 2
    writer.close()


async def test_blank_lines_between_requests_do_not_keep_a_connection_open(
    server: Running, monkeypatch: pytest.MonkeyPatch
):
    """WIRE-14"""
    monkeypatch.setattr(http_limits, "IDLE_SECONDS", 0.3)
    request = FORM + b"Content-Length: 0\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request)
    answers = bytearray()

    async def read() -> None:
        with contextlib.suppress(ConnectionError):  # a line that crosses the end is answered by a reset
            while part := await reader.read(1 << 16):
                answers.extend(part)

    reading = asyncio.create_task(read())
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(PATIENCE):
            while not reading.done():
                writer.write(b"\r\n")
                await asyncio.sleep(0.05)
    await reading
    assert 1 <= answers.count(b"HTTP/1.1") <= 2
    writer.close()


async def test_a_trailer_is_never_treated_as_a_header():
    """WIRE-13"""
    seen: list[list[tuple[bytes, bytes]]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        seen.append(scope["headers"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async with alone(app) as server:
        reader, writer = await asyncio.open_connection(*address(server))
        head = CHUNKED.replace(b"chunked", b"chunked\r\nConnection: close")
        writer.write(head + b"1\r\nx\r\n0\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n")
        await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
    assert [name for name, _ in seen[0]] == [b"host", b"transfer-encoding", b"connection"]


async def test_an_unread_response_does_not_hold_a_socket(monkeypatch: pytest.MonkeyPatch):
    """WIRE-14: 64 MB, more than all buffers; the peer reads nothing."""
    monkeypatch.setattr(http_limits, "UNREAD_SECONDS", 0.3)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(64):
            await send({"type": "http.response.body", "body": b"x" * (1 << 20), "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async with alone(app) as server:
        with socket.create_connection(address(server)) as peer:
            peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await until(lambda: server.server_state.tasks)
            await until(lambda: not server.server_state.connections)


async def test_some_pipelined_requests_are_answered_in_turn(server: Running):
    """WIRE-12"""
    request = b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert (await answered(server, request * 7 + last)).count(b"HTTP/1.1 404") == 8


async def test_an_upgrade_after_an_unanswered_request_closes_the_connection(server: Running):
    """WIRE-12: otherwise two tasks would write to one socket."""
    upgrade = (
        b"GET /sync/doc_shared HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    answer = await answered(server, b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n" + upgrade)
    assert b" 101 " not in answer


@asynccontextmanager
async def alone(app: Any) -> AsyncIterator[uvicorn.Server]:
    """A server with only this app."""
    server = Quiet(uvicorn_config(app, "127.0.0.1", 0, lifespan="off"))
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield server
    server.should_exit = True
    await task


def address(server: uvicorn.Server) -> tuple[str, int]:
    host, port = server.servers[0].sockets[0].getsockname()
    return host, port
