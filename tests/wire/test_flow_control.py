"""Clients that are too fast, too slow or silent: limits that protect everybody else."""

from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from leitstern.live.document.replica import HIBERNATES_BELOW
from leitstern.live.gate.gate import Gate
from leitstern.live.limits import Limits
from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import varuint
from leitstern.store.interfaces import Append, Author
from tests.unit.live.documents import emitted, item, string, typed, update
from tests.wire.browser import blank, browsing, text, until
from tests.wire.server import Running, serving


async def test_a_client_that_sends_too_fast_is_closed_with_1013(tmp_path: Path):
    """FLOW-1"""
    async with (
        serving(tmp_path, Limits(message_burst=20, messages_per_second=1)) as server,
        browsing(server.url) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
    ):
        for _ in range(40):
            await anna.socket.send(b"\x03")
        await anna.wait(lambda: anna.closed == 1013)
        await ben.edit(typed("fine"))
        await ben.saved()


async def test_a_participants_rate_covers_all_connections_and_reconnections(tmp_path: Path):
    """FLOW-1"""
    async with serving(tmp_path, Limits(message_burst=20, messages_per_second=0.01)) as server:
        for _ in range(5):
            async with browsing(server.url) as anna:
                for _ in range(16):
                    await anna.socket.send(b"\x03")
                if anna.closed is None:
                    await anna.hello()
        async with browsing(server.url, greet=False) as anna:
            await anna.socket.send(b"\x03")
            await anna.wait(lambda: anna.closed == 1013)
        async with browsing(server.url, "ben.editor.s2") as ben:
            await ben.edit(typed("fine"))
            await ben.saved()


async def test_bytes_and_computing_count_towards_the_rate(tmp_path: Path):
    """FLOW-1"""
    async with serving(tmp_path, Limits(message_burst=40, messages_per_second=0.01)) as server:
        async with browsing(server.url) as anna:
            await anna.send_update(b"\x01" * 700_000)
            await anna.wait(lambda: anna.rejected)
            await anna.socket.send(b"\x03")
            await anna.wait(lambda: anna.closed == 1013)
        async with browsing(server.url, "ben.editor.s2") as ben:
            await ben.edit(lambda d: [d["opportunities"].update({str(n): n}) for n in range(20_000)])
            await ben.saved()
            await ben.socket.send(b"\x03")
            await ben.wait(lambda: ben.closed == 1013)


@pytest.mark.parametrize("structs", [20_000, 60_000], ids=["here", "in a thread"])
async def test_preparing_the_gate_is_charged_to_nobody(tmp_path: Path, structs: int):
    """FLOW-1: the first writer of a large document is not charged for the gate's preparation."""
    words = [string("a", root="notes")]
    for n in range(structs):
        words.append(string("a", left=(7, n)) if n % 2 else item(1, varuint(1), left=(7, n)))
    author = [Author("anna", "c", 1)]
    async with serving(tmp_path, Limits(message_burst=20, messages_per_second=0.01)) as server:
        await server.store.log.append([Append("doc_shared", 1, 0, update(7, 0, words), author, {7: "anna"})])
        async with browsing(server.url, "ben.editor.s2") as ben:
            for word in ("one ", "two "):
                await ben.edit(typed(word))
                await ben.saved()
            assert ben.closed is None and len(text(ben.doc)) == structs // 2 + 9


async def test_preparing_the_gate_of_one_document_delays_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """LIFE-7: the first write into a large document prepares the gate without blocking others."""
    recall, may_go_on = Gate.recall, threading.Event()

    def slow(gate: Gate, state: bytes) -> None:
        assert len(state) < HIBERNATES_BELOW or may_go_on.wait(60)
        recall(gate, state)

    monkeypatch.setattr(Gate, "recall", slow)
    (large,) = emitted(blank(7), typed("a" * (HIBERNATES_BELOW + 1)))
    async with serving(tmp_path) as server:
        await server.store.log.append(
            [Append("doc_shared", 1, 0, large, [Author("anna", "c", 1)], {7: "anna"})]
        )
        async with (
            browsing(server.url, doc=blank(5)) as anna,
            browsing(server.url, document="doc_supplier", doc=blank(6)) as other,
        ):
            await anna.saved()
            known = anna.acked
            await anna.edit(typed("late "))
            await other.edit(typed("early "))
            await other.saved()
            assert anna.acked == known and anna.closed is None
            may_go_on.set()
            await anna.saved()


async def test_without_rate_limits_no_client_is_closed(tmp_path: Path):
    """FLOW-1"""
    limits = Limits(rated=False, message_burst=20, messages_per_second=1)
    async with serving(tmp_path, limits) as server, browsing(server.url) as anna:
        for _ in range(40):
            await anna.socket.send(b"\x03")
        await anna.edit(typed("fine"))
        await anna.saved()


async def test_pending_updates_are_bounded(tmp_path: Path):
    """FLOW-3"""
    async with serving(tmp_path, Limits(pending_bytes=50_000)) as server, browsing(server.url) as anna:
        for _ in range(8):
            await anna.send_update(b"\x00" * 20_000)
        await anna.wait(lambda: anna.closed == 1013)


def large(key: str) -> Callable[[Doc[Any]], object]:
    """200 KB under a key, in values of the maximum size."""
    return lambda document: document.get("meta", type=Map).update(
        {key: "x", **{f"{key}.{part}": "x" * 50_000 for part in range(4)}}
    )


@pytest.mark.parametrize("ws", [None, "websockets-sansio"], ids=["raw", "asgi"])
async def test_a_slow_reader_delays_nobody_and_later_gets_one_difference(tmp_path: Path, ws: str | None):
    """FLOW-2: the client stops reading while 20 MB are sent, more than the kernel buffers, and then
    continues.
    """
    options: dict[str, Any] = {"ws": ws} if ws else {}
    limits = Limits(rated=False, close_above=64 << 20)
    async with (
        serving(tmp_path, limits, **options) as server,
        browsing(server.url) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
        browsing(server.url, "slow.viewer.s7", listen=False, max_queue=1) as slow,
    ):
        await slow.hello()
        room = server.room()
        await until(lambda: all(member.is_greeted for member in room.connections))
        for n in range(100):
            await anna.edit(large(f"k{n % 10}"))
            await anna.saved()
            await ben.wait(lambda k=f"k{n % 10}": k in ben.doc.get("meta", type=Map))  # type: ignore[misc]
        behind = [member for member in room.connections if member.behind is not None]
        assert [member.admission.participant_id for member in behind] == ["slow"]
        assert behind[0].writer.buffered() < 2 << 20, "memory is bounded, whatever passes by"
        reading = asyncio.create_task(slow.listen())
        await slow.wait(lambda: slow.doc.get_state() == anna.doc.get_state())
        assert slow.doc.get("meta", type=Map).to_py() == anna.doc.get("meta", type=Map).to_py()
        assert slow.received_bytes < 16 << 20, "one difference, not every update"
        reading.cancel()


async def test_a_client_that_never_reads_is_disconnected(tmp_path: Path):
    """FLOW-2"""
    limits = Limits(rated=False, stalled_seconds=0.3)
    async with (
        serving(tmp_path, limits) as server,
        browsing(server.url) as anna,
        browsing(server.url, "slow.viewer.s7", listen=False, max_queue=1) as slow,
    ):
        await slow.hello()
        room = server.room()
        await until(lambda: all(member.is_greeted for member in room.connections))
        for n in range(100):
            await anna.edit(large(f"k{n % 10}"))
            await anna.saved()
        await until(lambda: len(room.connections) == 1)
        await anna.edit(typed("on"))
        await anna.saved()


async def test_a_client_that_still_receives_a_large_document_is_not_disconnected(tmp_path: Path):
    """FLOW-2, WIRE-5: others continue to write, and only the sync answer exceeds every limit."""
    limits = Limits(rated=False, close_above=1 << 20, no_updates_above=1 << 20)
    async with serving(tmp_path, limits) as server, browsing(server.url) as anna:
        for n in range(60):
            await anna.edit(large(f"k{n}"))
            await anna.saved()
        async with browsing(server.url, "slow.editor.s7", listen=False, max_queue=1) as slow:
            await slow.hello()
            room = server.room()
            await until(lambda: all(member.is_greeted for member in room.connections))
            (member,) = (one for one in room.connections if one.admission.participant_id == "slow")
            await anna.edit(typed("meanwhile"))
            await until(lambda: member.behind is not None)
            assert member.writer.buffered() > 3 << 20
            for n in range(3):
                await anna.present(5, n + 1, {"at": {"section": "goals", "id": str(n)}})
                await anna.wait(lambda n=n: anna.people and str(n) in str(anna.people))  # type: ignore[misc]
            assert member in room.connections, "three ticks later"
            reading = asyncio.create_task(slow.listen())
            await slow.wait(lambda: slow.doc.get_state() == anna.doc.get_state())
            await slow.edit(typed("and I "))
            await slow.saved()
            reading.cancel()


async def test_a_client_without_a_hello_is_closed_and_receives_nothing(server: Running):
    """WIRE-8"""
    async with browsing(server.url) as anna, browsing(server.url, "mute.viewer.s7", greet=False) as mute:
        await anna.edit(typed("hello"))
        await anna.present(5, 1, {"at": {"section": "goals"}})
        await anna.saved()
        (silent,) = (member for member in server.room().connections if not member.is_greeted)
        silent.joined_at -= server.rooms.limits.hello_seconds
        await mute.wait(lambda: mute.closed == 4508)
        assert (text(mute.doc), mute.people) == ("", {})
        assert anna.closed is None


async def test_idle_clients_receive_a_periodic_message(tmp_path: Path):
    """WIRE-7"""
    async with serving(tmp_path, Limits(ping_seconds=0.2)) as server, browsing(server.url) as anna:
        await anna.wait(lambda: anna.pings >= 2)


async def test_a_vanished_peer_affects_nobody(server: Running):
    """FLOW-2: a connection reset in the middle of a frame."""
    async with browsing(server.url, doc=blank(5)) as anna, browsing(server.url, "ben.editor.s2") as ben:
        raw = anna.socket.transport.get_extra_info("socket")
        anna.socket.transport.write(struct.pack("!BBH4s", 0x82, 0x80 | 126, 5000, b"mask") + b"x" * 10)
        raw.setsockopt(1, 13, struct.pack("ii", 1, 0))
        anna.socket.transport.abort()
        for _ in range(5):
            await ben.edit(lambda d: d.get("notes", type=Text).insert(0, "x"))
        await ben.saved()
        room = server.room()
        await until(lambda: len(room.connections) == 1)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x82\x05hello",
        b"\xc2\x85mask" + b"hello",
        b"\x82\xff" + b"\xff" * 8 + b"mask",
        b"\x83\x80mask",
        b"\x80\x80mask",
        b"\x89\xfe\x01\x00mask" + b"x" * 256,
        b"GET / HTTP/1.1\r\n\r\n" * 9,
        bytes(range(256)) * 20,
    ],
    ids=["unmasked", "reserved", "endless", "opcode", "stray", "long ping", "http", "noise"],
)
async def test_garbage_instead_of_frames_closes_only_that_connection(server: Running, garbage: bytes):
    """WIRE-9: frames outside the fast path go to the library, which refuses them."""
    async with browsing(server.url, "mallory.editor.s9") as mallory, browsing(server.url) as anna:
        mallory.socket.transport.write(garbage)
        await until(lambda: len(server.room().connections) == 1)
        await anna.edit(typed("fine"))
        await anna.saved()


async def test_frames_are_parsed_byte_by_byte_or_all_at_once(server: Running):
    """WIRE-9"""
    async with browsing(server.url, doc=blank(5)) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await anna.saved()
        frames = b"".join(_masked(protocol.update(sent)) for sent in emitted(anna.doc, *[typed("abc")] * 20))
        for at in range(0, 200):
            anna.socket.transport.write(frames[at : at + 1])
            await asyncio.sleep(0)
        anna.socket.transport.write(frames[200:])
        anna.sent += 20
        await ben.wait(lambda: text(ben.doc) == "abc" * 20)
        await anna.saved()


def _masked(message: bytes) -> bytes:
    """A client's frame, built by hand."""
    mask = b"\x01\x02\x03\x04"
    assert len(message) < 126
    return bytes((0x82, 0x80 | len(message))) + mask + bytes(b ^ mask[n % 4] for n, b in enumerate(message))
