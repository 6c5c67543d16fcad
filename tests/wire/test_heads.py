"""Strangers at the door: what a request's head may take, in bytes and in time."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from leitstern.live import heads
from tests.patience import PATIENCE
from tests.unit.live.documents import typed
from tests.wire.browser import browsing
from tests.wire.server import Running


async def answered(server: Running, *parts: bytes) -> bytes:
    """All that is answered until the server closes."""
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
async def test_a_head_without_end_is_refused(server: Running, head: bytes):
    """WIRE-11"""
    more = b"X: y\r\n" * 200 if head.endswith(b"\r\n") else b"a" * 1200
    async with browsing(server.url) as anna:
        assert len(await answered(server, head, *[more] * 2000)) < 1000
        await anna.edit(typed("on"))
        await anna.saved()


@pytest.mark.parametrize(
    "begun", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: x\r\n"], ids=["none", "word", "half"]
)
async def test_a_head_that_does_not_come_is_waited_for_a_while(
    server: Running, begun: bytes, monkeypatch: pytest.MonkeyPatch
):
    """WIRE-11"""
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.2)
    assert await answered(server, begun) == b""


async def test_who_is_in_has_all_the_time(server: Running, monkeypatch: pytest.MonkeyPatch):
    """WIRE-11: the head's time is no connection's."""
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.2)
    async with browsing(server.url, user_agent_header="x" * 8000) as anna:
        assert await answered(server) == b""
        await anna.edit(typed("on"))
        await anna.saved()
        assert anna.closed is None
