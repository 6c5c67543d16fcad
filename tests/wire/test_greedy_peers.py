"""Who asks for more than they read, or sends what is no message, costs nobody else anything that counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as connect_blocking
from websockets.typing import Origin

from leitstern.live import protocol
from leitstern.live.connection import Connection
from leitstern.live.limits import Limits
from leitstern.live.wire import read_varbytes, varuint
from leitstern.live.writer import Frame
from tests.unit.live.documents import typed
from tests.wire.browser import Browser, blank, browsing, text, until
from tests.wire.server import ORIGIN, Running, serving

UNRATED = Limits(rated=False)
DOCUMENT_BYTES = 600_000


def large(document: Doc[Any]) -> None:
    document.get("meta", type=Map).update({f"k{n}": "x" * 50_000 for n in range(DOCUMENT_BYTES // 50_000)})


def vector(n: int) -> bytes:
    """A state vector that nobody else has: of a client id that nobody uses."""
    return varuint(1) + varuint(1000 + n) + varuint(1)


async def member(server: Running, who: str) -> Connection:
    await until(lambda: any(one.admitted.participant_id == who for one in server.room().members))
    return next(one for one in server.room().members if one.admitted.participant_id == who)


@pytest.mark.parametrize("rest_seconds", [60.0, 0.0], ids=["awake", "at rest"])
async def test_who_asks_again_and_again_and_never_reads_has_a_bounded_backlog(
    tmp_path: Path, rest_seconds: float
):
    """FLOW-2: 200 times the whole document would be 120 MB. Who reads on gets what they lack."""
    limits = Limits(rated=False, rest_seconds=rest_seconds)
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


async def test_who_asks_for_presence_again_and_again_and_never_reads_has_a_bounded_backlog(tmp_path: Path):
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


async def test_who_never_reads_is_let_go_also_when_nobody_writes(tmp_path: Path):
    """FLOW-2: whatever it is that waits for them."""
    limits = Limits(rated=False, stalled_seconds=0.3)
    async with serving(tmp_path, limits) as server, browsing(server.url, doc=blank(5)) as anna:
        await anna.edit(large)
        await anna.edit(lambda d: d.get("meta", type=Map).update({"more": "x" * 50_000}))
        await anna.saved()
        async with browsing(server.url, "greedy.viewer.s7", listen=False, max_queue=1) as greedy:
            for n in range(20):
                await greedy.send_sync(protocol.step1(vector(n)))
            await member(server, "greedy")
            await until(lambda: len(server.room().members) == 1)
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
async def test_frames_that_are_no_messages_are_rated_too(tmp_path: Path, first: bytes, flood: bytes):
    """FLOW-1, WIRE-9: what comes after the end is dropped unread, and told all the same."""
    async with (
        serving(tmp_path, Limits(message_burst=50, messages_per_second=0.01)) as server,
        browsing(server.url, "mallory.editor.s9") as mallory,
        browsing(server.url) as anna,
    ):
        mallory.socket.transport.write(first + flood * 20_000)
        await mallory.wait(lambda: mallory.closed == 1013)
        await anna.edit(typed("fine"))
        await anna.saved()


async def test_without_rates_empty_fragments_and_pings_have_a_bound_all_the_same(tmp_path: Path):
    """FLOW-1: what memory they take."""
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


async def test_empty_messages_that_wait_have_a_bound_all_the_same(tmp_path: Path):
    """FLOW-3: without rates, and while the store takes its time: updates and questions."""
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
        await until(lambda: server.room().pipeline.is_ahead)
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


@pytest.mark.parametrize("size", [3 << 20, 20 << 20])
async def test_who_is_too_large_learns_it_before_the_socket_is_gone(server: Running, size: int):
    """WIRE-5: it is still sending when it is told."""

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


async def test_who_asks_for_presence_before_they_say_hello_is_shown_nobody(server: Running):
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
    """A writer whose peer has not taken what it was sent, until `is_taken`."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.is_taken = True

    def write(self, frame: Frame) -> None:
        self.frames.append(frame)

    def buffered(self) -> int:
        return 0 if self.is_taken else UNRATED.no_updates_above + 1

    def close(self, code: int, reason: str) -> None: ...


async def test_who_falls_behind_between_two_entries_of_one_commit_gets_both(server: Running):
    """FLOW-2, ACK-7: edits of the server's own are entries of their own."""
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
