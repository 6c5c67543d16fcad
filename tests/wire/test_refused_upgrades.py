"""Refused upgrades are not logged as warnings, so that anonymous clients cannot fill the log."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from leitstern.app import create_app
from leitstern.live.limits import Limits
from leitstern.live.room.connection import Connection
from leitstern.live.room.room import Room
from leitstern.live.socket.transport import uvicorn_config
from leitstern.settings import Settings
from tests.patience import PATIENCE
from tests.wire.browser import browsing, until
from tests.wire.server import ORIGIN, Quiet, Running, serving

COOKIE = "Cookie: leitstern=anna.editor.s1"
OURS = f"Origin: {ORIGIN}"
UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Asserts that no library logs above INFO during the test."""
    caplog.set_level(logging.INFO)
    yield
    told = [r for when in ("setup", "call") for r in caplog.get_records(when) if r.levelno > logging.INFO]
    assert [(record.name, record.getMessage()) for record in told] == []


def request(path: str, *headers: str) -> bytes:
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: test.example", *headers, "", "")).encode()


async def status_of(port: int, sent: bytes) -> int:
    """The status of the only response, which must be complete; then the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(PATIENCE):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    lines = head.decode().lower().split("\r\n")
    assert f"content-length: {len(body)}" in lines
    return int(lines[0].split()[1])


@asynccontextmanager
async def product(folder: Path) -> AsyncIterator[int]:
    """Runs the whole app; yields its port."""
    server = Quiet(uvicorn_config(create_app(Settings(data=folder)), "127.0.0.1", 0))
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started or task.done())
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


async def test_refused_connections_are_not_logged(tmp_path: Path):
    """WIRE-3: without rights, from a foreign page, on an unknown route, or without a handshake."""
    own, path = "Origin: http://test.example", "/sync/doc_unknown"
    async with product(tmp_path) as port:
        assert await status_of(port, request(path, *UPGRADE)) == 403
        assert await status_of(port, request(path, *UPGRADE, "Origin: http://evil.example")) == 403
        assert await status_of(port, request(path, *UPGRADE, own)) == 401
        assert await status_of(port, request(path, *UPGRADE, own, "Cookie: leitstern=forged")) == 401
        assert await status_of(port, request("/no/such/route", *UPGRADE, own)) == 403
        assert await status_of(port, request(path, *UPGRADE[:2], own)) in (400, 426)
        assert await status_of(port, request(path, *UPGRADE[:3], "Sec-WebSocket-Key: x", own)) == 400


async def test_every_refusal_of_the_endpoint_is_not_logged(server: Running):
    """WIRE-3"""
    path, ours = "/sync/doc_shared", (*UPGRADE, OURS)
    assert await status_of(server.port, request(path, *ours)) == 401
    assert await status_of(server.port, request("/sync/doc_unknown", *ours, COOKIE)) == 404
    server.door.removed.add("anna")
    assert await status_of(server.port, request(path, *ours, COOKIE)) == 403
    server.rooms.is_draining = True
    assert await status_of(server.port, request(path, *ours, COOKIE)) == 503


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request("/sync/doc_shared", *UPGRADE, OURS, *(f"X-{n}: 1" for n in range(300))), b"431"),
        (request("/sync/doc_shared", *UPGRADE, OURS, f"X: {'x' * 9000}"), b"431"),
        (request(f"/sync/{'x' * 9000}", *UPGRADE, OURS), b"414"),
        (request("/sync/doc_shared", *UPGRADE, OURS, "Content-Length: 2") + b"{}", b""),
    ],
    ids=["headers", "header", "path", "body"],
)
async def test_an_invalid_handshake_does_not_hold_a_socket(server: Running, sent: bytes, status: bytes):
    """WIRE-3: the response names the fault where it is known."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(sent)
    answer = await asyncio.wait_for(reader.read(), PATIENCE)
    assert answer[9:12] == status
    assert not answer or b"Content-Security-Policy: default-src 'none'" in answer
    writer.close()


async def test_one_connection_too_many_is_refused_without_a_log_line(tmp_path: Path):
    """WIRE-3"""
    async with serving(tmp_path, Limits(connections_per_participant=1)) as few, browsing(few.url):
        assert await status_of(few.port, request("/sync/doc_shared", *UPGRADE, OURS, COOKIE)) == 429


async def test_a_hang_up_before_the_response_is_not_logged(server: Running):
    """WIRE-3: with a reset, while `admit` still queries the database."""
    asked, go_on = asyncio.Event(), asyncio.Event()
    admit = server.door.admit

    async def slow(cookie: str | None, document_id: str):
        asked.set()
        await go_on.wait()
        return await admit(cookie, document_id)

    for path in ("/sync/doc_shared", "/sync/doc_unknown"):
        asked.clear()
        go_on.clear()
        server.door.admission = slow
        with socket.create_connection(("127.0.0.1", server.port)) as peer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.sendall(request(path, *UPGRADE, OURS, COOKIE))
            await asyncio.wait_for(asked.wait(), PATIENCE)
        await until(lambda: not server.server.server_state.connections)
        go_on.set()
        await until(lambda: not server.server.server_state.tasks)
    server.door.admission = None
    async with browsing(server.url) as anna:
        await anna.saved()


async def test_a_hang_up_after_the_response_leaves_the_room(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WIRE-3: with a reset, while the document is still loading."""
    asked, go_on = asyncio.Event(), asyncio.Event()
    join = server.rooms.join

    async def slow(connection: Connection) -> Room:
        asked.set()
        await go_on.wait()
        return await join(connection)

    monkeypatch.setattr(server.rooms, "join", slow)
    with socket.create_connection(("127.0.0.1", server.port)) as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.sendall(request("/sync/doc_shared", *UPGRADE, OURS, COOKIE))
        await asyncio.wait_for(asked.wait(), PATIENCE)
    await until(lambda: not server.server.server_state.connections)
    go_on.set()
    await until(lambda: not server.server.server_state.tasks)
    await until(lambda: not server.room().connections)
    async with browsing(server.url) as anna:
        await anna.saved()
