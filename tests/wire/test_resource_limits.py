"""Clients that request more than they read, or send malformed messages, cost nobody else noticeable
resources.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as connect_blocking
from websockets.typing import Origin

from leitstern.live.limits import Limits
from leitstern.live.room.connection import Connection
from leitstern.live.socket import room_socket
from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import read_varbytes, varuint
from leitstern.live.wire.frame import Frame
from tests.unit.live.documents import typed
from tests.wire.browser import Browser, blank, browsing, text, until
from tests.wire.server import ORIGIN, Running, serving

UNRATED = Limits(rated=False)
DOCUMENT_BYTES = 600_000


def large(document: Doc[Any]) -> None:
    document.get("meta", type=Map).update({f"k{n}": "x" * 50_000 for n in range(DOCUMENT_BYTES // 50_000)})


def vector(n: int) -> bytes:
    """A unique state vector: of an unused client id."""
    return varuint(1) + varuint(1000 + n) + varuint(1)


async def member(server: Running, who: str) -> Connection:
    await until(lambda: any(one.admission.participant_id == who for one in server.room().connections))
    return next(one for one in server.room().connections if one.admission.participant_id == who)


@pytest.mark.parametrize("hibernate_seconds", [60.0, 0.0], ids=["awake", "at rest"])
async def test_repeated_questions_without_reading_have_a_bounded_backlog(
    tmp_path: Path, hibernate_seconds: float
):
    """FLOW-2: 200 times the whole document would be 120 MB. A client that continues to read gets what it
    lacks.
    """
    limits = Limits(rated=False, hibernate_seconds=hibernate_seconds)
    async with serving(tmp_path, limits) as server, browsing(server.url, doc=blank(5)) as anna:
        await anna.edit(large)
        await anna.saved()
        async with browsing(server.url, "greedy.viewer.s7", listen=False, max_queue=1) as greedy:
            for n in range(200):
                await greedy.send_sync(protocol.step1(vector(n)))
            one = await member(server, "greedy")
            await until(lambda: one.received == 200)
            assert one.writer.buffered() < limits.no_updates_above + 2 * DOCUMENT_BYTES
            assert one.held_bytes == 0
            reading = asyncio.create_task(greedy.listen())
            await greedy.wait(lambda: greedy.doc.get_state() == anna.doc.get_state())
            await anna.edit(typed("on "))
            await greedy.wait(lambda: text(greedy.doc) == "on ")
            reading.cancel()


async def test_repeated_presence_queries_without_reading_have_a_bounded_backlog(tmp_path: Path):
    """FLOW-2"""
    async with (
        serving(tmp_path, UNRATED) as server,
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "greedy.viewer.s7", listen=False, max_queue=1) as greedy,
    ):
        await anna.present(5, 1, {"at": "x" * 4000})
        await greedy.hello()
        one = await member(server, "greedy")
        for _ in range(4000):
            await greedy.socket.send(b"\x03")
        await greedy.send_sync(protocol.step1(b"\x00"))
        await until(lambda: one.received == 2)
        assert one.writer.buffered() < UNRATED.no_presence_above + 20_000
        reading = asyncio.create_task(greedy.listen())
        await greedy.wait(lambda: 5 in greedy.people)
        reading.cancel()


async def test_a_client_that_never_reads_is_disconnected_even_without_writers(tmp_path: Path):
    """FLOW-2: for any kind of pending data."""
    limits = Limits(rated=False, stalled_seconds=0.3)
    async with serving(tmp_path, limits) as server, browsing(server.url, doc=blank(5)) as anna:
        await anna.edit(large)
        await anna.edit(lambda d: d.get("meta", type=Map).update({"more": "x" * 50_000}))
        await anna.saved()
        async with browsing(server.url, "greedy.viewer.s7", listen=False, max_queue=1) as greedy:
            for n in range(20):
                await greedy.send_sync(protocol.step1(vector(n)))
            await member(server, "greedy")
            await until(lambda: len(server.room().connections) == 1)
            assert anna.closed is None


def frame(first: int, payload: bytes = b"") -> bytes:
    return bytes((first, 0x80 | len(payload))) + b"\x00" * 4 + payload


@pytest.mark.parametrize(
    ("first", "flood"),
    [
        (b"", frame(0x89)),
        (b"", frame(0x89, b"x" * 100)),
        (b"", frame(0x8A)),
        (frame(0x02), frame(0x00)),
        (frame(0x01), frame(0x00, b"x")),
    ],
    ids=["ping", "long ping", "pong", "empty fragment", "text fragment"],
)
async def test_frames_that_are_no_messages_count_towards_the_rate(tmp_path: Path, first: bytes, flood: bytes):
    """FLOW-1, WIRE-9: data after the close is dropped unread but still counted."""
    async with (
        serving(tmp_path, Limits(message_burst=50, messages_per_second=0.01)) as server,
        browsing(server.url, "mallory.editor.s9") as mallory,
        browsing(server.url) as anna,
    ):
        mallory.socket.transport.write(first + flood * 20_000)
        await mallory.wait(lambda: mallory.closed == 1013)
        await anna.edit(typed("fine"))
        await anna.saved()


async def test_empty_fragments_and_pings_are_bounded_without_rate_limits(tmp_path: Path):
    """FLOW-1: bounds the memory that they take."""
    async with (
        serving(tmp_path, UNRATED) as server,
        browsing(server.url, "mallory.editor.s9", listen=False, max_queue=1) as mallory,
        browsing(server.url, "ben.editor.s2") as ben,
    ):
        await mallory.hello()
        one = await member(server, "mallory")
        mallory.socket.transport.write(frame(0x89, b"x" * 125) * 20_000)
        mallory.socket.transport.write(frame(0x82, protocol.step1(b"\x00")))
        await until(lambda: one.received >= 2)
        assert one.writer.buffered() < 1 << 20
        ben.socket.transport.write(frame(0x02) + frame(0x00) * 20_000)
        await ben.wait(lambda: ben.closed == 1009)


async def test_pending_empty_messages_are_bounded(tmp_path: Path):
    """FLOW-3: without rate limits and with a slow store: updates and questions."""
    may_go_on = asyncio.Event()
    limits = Limits(rated=False, pending_bytes=100_000)

    def slow(log: Any) -> Any:
        real: Callable[..., Any] = log.append

        async def append(batch: Any) -> Any:
            await may_go_on.wait()
            return await real(batch)

        log.append = append
        return log

    async with (
        serving(tmp_path, limits, log=slow) as server,
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "updating.editor.s2", doc=blank(6)) as updating,
        browsing(server.url, "asking.viewer.s3") as asking,
    ):
        await anna.edit(typed("slow"))
        await until(lambda: server.room().document.is_ahead)
        for _ in range(1000):
            await _sent(updating, protocol.update(b"\x00\x00"))
            await _sent(asking, protocol.step1(b"\x00"))
        await updating.wait(lambda: updating.closed == 1013)
        await asking.wait(lambda: asking.closed == 1013)
        may_go_on.set()
        await anna.saved()


async def _sent(browser: Browser, message: bytes) -> None:
    if browser.closed is None:
        browser.socket.transport.write(frame(0x82, message))


def half_sent(size: int, missing: int = 1) -> bytes:
    """A message of which so many bytes are sent, header included."""
    payload = size - 14
    return b"\x82\xff" + (payload + missing).to_bytes(8, "big") + b"\x00" * 4 + b"\x00" * payload


async def test_half_sent_messages_are_bounded_per_participant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """FLOW-4: 72 of 1 MiB once stayed open. Unfinished messages of one participant affect nobody else."""
    monkeypatch.setattr(room_socket, "PING_SECONDS", 3600)  # a pong would complete the message
    limits = Limits(unfinished_bytes=1_000_000)
    async with serving(tmp_path, limits) as server, browsing(server.url) as anna:
        async with AsyncExitStack() as stack:
            tabs = [
                await stack.enter_async_context(browsing(server.url, f"mallory.editor.s{n}"))
                for n in range(5)
            ]
            for tab in tabs:
                tab.socket.transport.write(half_sent(300_000))
            await until(lambda: sum(tab.closed == 1013 for tab in tabs) == 2)
            stays = next(tab for tab in tabs if tab.closed is None)
            stays.socket.transport.write(b"\x00")
            await stays.wait(lambda: stays.rejected)
            another = await stack.enter_async_context(browsing(server.url, "mallory.editor.s9"))
            another.socket.transport.write(half_sent(300_000))
            await until(lambda: unfinished(server, "mallory") == 900_000)
            anna.socket.transport.write(half_sent(900_000))
            await until(lambda: unfinished(server, "anna") == 900_000)
        anna.socket.transport.write(b"\x00")
        await anna.wait(lambda: anna.rejected)
        async with browsing(server.url, "mallory.editor.s9") as later:
            later.socket.transport.write(half_sent(900_000))
            await until(lambda: unfinished(server, "mallory") == 900_000)
            assert later.closed is None


def unfinished(server: Running, participant: str) -> int:
    connections = server.room().connections
    return sum(one.budget.unfinished for one in connections if one.admission.participant_id == participant)


@pytest.mark.parametrize("begun", [frame(0x02, b"x"), half_sent(20, 2000)], ids=["fragments", "one frame"])
async def test_a_stalled_message_closes_its_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes
):
    """FLOW-4"""
    monkeypatch.setattr(room_socket, "MESSAGE_SECONDS", 0.2)
    monkeypatch.setattr(room_socket, "PING_SECONDS", 0.1)
    async with (
        serving(tmp_path) as server,
        browsing(server.url, "mallory.editor.s9") as mallory,
        browsing(server.url) as anna,
    ):
        mallory.socket.transport.write(begun)
        await mallory.wait(lambda: mallory.closed == 1013)
        await anna.edit(typed("fine"))
        await anna.saved()


@pytest.mark.parametrize("size", [3 << 20, 20 << 20])
async def test_a_too_large_message_gets_its_close_code(server: Running, size: int):
    """WIRE-5: the client is still sending when it gets the error."""

    def overdo() -> int | None:
        headers = {"Cookie": "leitstern=anna.editor.s1"}
        with connect_blocking(
            f"{server.url}/doc_shared", additional_headers=headers, origin=Origin(ORIGIN), compression=None
        ) as socket:
            try:
                socket.send(b"\x00" * size)
                while True:
                    socket.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else None

    assert await asyncio.to_thread(overdo) == 1009


async def test_a_presence_query_before_the_hello_returns_nobody(server: Running):
    """WIRE-8"""
    async with (
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "mute.viewer.s7", greet=False) as mute,
    ):
        await anna.present(5, 1, {"at": {"section": "goals"}})
        await until(lambda: server.room().presence.everyone() is not None)
        await mute.socket.send(b"\x03")
        await mute.socket.send(b"\x09")
        await mute.wait(lambda: mute.rejected)
        assert mute.people == {}
        await mute.hello()
        await mute.wait(lambda: 5 in mute.people)


class Narrow:
    """A writer whose peer has not received the data until `is_taken`."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.is_taken = True

    def write(self, frame: Frame) -> None:
        self.frames.append(frame)

    def buffered(self) -> int:
        return 0 if self.is_taken else UNRATED.no_updates_above + 1

    def close(self, code: int, reason: str) -> None: ...


async def test_a_client_that_falls_behind_inside_a_commit_gets_all_its_entries(server: Running):
    """FLOW-2, ACK-7: server edits are separate entries."""
    admitted = await server.door.admit("slow.viewer.s7", "doc_shared")
    writer = Narrow()
    slow = Connection(
        "c", admitted, writer, lambda: server.door.admit("", ""), is_extended=True, limits=server.rooms.limits
    )
    room = await server.rooms.join(slow)
    room.receive(slow, protocol.step1(b"\x00"))
    await until(lambda: slow.is_greeted)
    writer.is_taken = False
    edits = [server.rooms.edit("doc_shared", "server", typed(word)) for word in ("one ", "two ")]
    assert len(set(await asyncio.gather(*edits))) == 2
    assert slow.behind is not None
    writer.is_taken = True
    await until(lambda: slow.behind is None)
    copy = blank()
    for frame in writer.frames:
        if frame.message[:2] in (b"\x00\x01", b"\x00\x02"):
            copy.apply_update(read_varbytes(frame.message, 2)[0])
    assert text(copy) == (await server.rooms.read("doc_shared")).data["notes"]
    server.rooms.leave(room, slow)
