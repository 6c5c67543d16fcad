"""WebSockets that break the rules of framing or keep the server waiting end, and nobody else notices."""

from __future__ import annotations

import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator

import pytest

from leitstern.client import Entry
from tests.attacks.guest import frame, join, raw_socket, upgrade_request
from tests.attacks.instance import Instance, is_ended, pour
from tests.attacks.test_front import MEGABYTE, unharmed

__all__ = ["unharmed"]
CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
ENDED_SECONDS = 60.0
"""Longer than any time limit of a connection: 10 s for its first message, 30 s for a message in parts."""


@pytest.fixture
async def guest(instance: Instance) -> Entry:
    if not instance.group_link:
        pytest.skip("needs --group-link")
    return await join(instance)


def close_code(peer: socket.socket, seconds: float) -> int | None:
    """The code of the close frame that the server sends; None when the connection ends without one."""
    peer.settimeout(seconds)
    received, until = b"", time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            part = peer.recv(65536)
            if not part:
                break
            received += part
    except OSError:
        pass
    at = 0
    while at + 2 <= len(received):
        opcode, length = received[at] & 15, received[at + 1] & 127
        at += 2
        if length == 126:
            length, at = int.from_bytes(received[at : at + 2], "big"), at + 2
        elif length == 127:
            length, at = int.from_bytes(received[at : at + 8], "big"), at + 8
        if opcode == CLOSE and length >= 2:
            return int(struct.unpack("!H", received[at : at + 2])[0])
        at += length
    return None


def deflated(payload: bytes) -> bytes:
    squeezed = zlib.compressobj(wbits=-15)
    return squeezed.compress(payload) + squeezed.flush(zlib.Z_SYNC_FLUSH)[:-4]


BROKEN: dict[str, tuple[Callable[[], bytes], set[int | None]]] = {
    "a compressed bomb": (lambda: frame(BINARY, deflated(b"\\0" * 8 * MEGABYTE), flags=0x40), {1002}),
    "reserved bits": (lambda: frame(BINARY, b"x", flags=0x30), {1002}),
    "a reserved opcode": (lambda: frame(5, b"x"), {1002}),
    "a frame without mask": (lambda: b"\x82\x01x", {1002}),
    "a continuation of nothing": (lambda: frame(CONTINUED, b"x"), {1002}),
    "a message within a message": (
        lambda: frame(BINARY, b"x", is_last=False) + frame(BINARY, b"y"),
        {1002},
    ),
    "a long ping": (lambda: frame(PING, b"x" * 126), {1002}),
    "a ping in parts": (lambda: frame(PING, b"x", is_last=False), {1002}),
    "2^63 bytes announced": (lambda: frame(BINARY, b"", size=(1 << 63) - 1), {1009, 1002}),
    "a negative length": (lambda: b"\x82\xff" + b"\xff" * 8 + b"mask", {1009, 1002}),
    "20 MB announced": (lambda: frame(BINARY, b"", size=20 * MEGABYTE), {1009}),
    "a close code of nobody": (lambda: frame(CLOSE, struct.pack("!H", 1005)), {1002}),
    "a close of one byte": (lambda: frame(CLOSE, b"x"), {1002}),
    "a close reason that is no text": (lambda: frame(CLOSE, struct.pack("!H", 1000) + b"\xff"), {1002, 1007}),
}


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_frame_ends_its_connection(instance: Instance, guest: Entry, name: str):
    """WIRE-5, WIRE-9"""
    made, codes = BROKEN[name]
    with raw_socket(instance, guest, "Sec-WebSocket-Extensions: permessage-deflate") as peer:
        peer.sendall(made())
        assert close_code(peer, ENDED_SECONDS) in codes


def pings(_: Entry) -> tuple[bytes, bytes]:
    return b"", frame(PING, b"x" * 100) * 500


def pongs(_: Entry) -> tuple[bytes, bytes]:
    return b"", frame(PONG, b"x" * 100) * 500


def continuations(_: Entry) -> tuple[bytes, bytes]:
    return frame(BINARY, b"x", is_last=False), frame(CONTINUED, b"y" * 1000, is_last=False) * 60


def empty_continuations(_: Entry) -> tuple[bytes, bytes]:
    return frame(BINARY, b"", is_last=False), frame(CONTINUED, b"", is_last=False) * 5000


def texts(_: Entry) -> tuple[bytes, bytes]:
    return b"", frame(TEXT, b"{}") * 2000


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize(
    "flood", [pings, pongs, continuations, empty_continuations, texts], ids=lambda flood: flood.__name__
)
async def test_a_flood_of_frames_is_cut_off(
    instance: Instance, guest: Entry, flood: Callable[[Entry], tuple[bytes, bytes]]
):
    """WIRE-9, FLOW-1, FLOW-4; after the close frame the server drops what arrives, up to 5 s (WIRE-5)."""
    begin, more = flood(guest)
    with raw_socket(instance, guest) as peer:
        peer.sendall(begin)
        began = time.monotonic()
        pour(peer, more, 1 << 40, ENDED_SECONDS)
        assert is_ended(peer, 1.0)
        assert time.monotonic() - began < ENDED_SECONDS


@pytest.mark.usefixtures("unharmed")
async def test_half_sent_messages_are_bounded_for_a_participant(instance: Instance, guest: Entry):
    """FLOW-4: 900 KB of a message on every connection that a participant may have, and no end of any."""
    peers = [raw_socket(instance, guest) for _ in range(20)]
    try:
        for peer in peers:
            peer.settimeout(5.0)
            part = frame(BINARY, b"x" * 900_000, size=1_000_000)
            try:
                peer.sendall(part)
            except OSError:
                continue  # ended already
        ended = [peer for peer in peers if is_ended(peer, 1.0)]
        assert len(ended) >= 15, "4 MiB in all"
        assert all(is_ended(peer, ENDED_SECONDS) for peer in peers)
    finally:
        for peer in peers:
            peer.close()


@pytest.fixture
def quiet_peers(instance: Instance) -> Iterator[list[socket.socket]]:
    peers: list[socket.socket] = []
    yield peers
    for peer in peers:
        peer.close()


@pytest.mark.usefixtures("unharmed")
async def test_connections_that_do_nothing_end_by_themselves(
    instance: Instance, guest: Entry, quiet_peers: list[socket.socket]
):
    """WIRE-8, WIRE-11: before the upgrade, in the middle of it, and after it without a first message."""
    request = upgrade_request(instance, guest)
    for _ in range(60):
        quiet_peers.append(instance.connect())
    for _ in range(20):
        peer = instance.connect()
        peer.sendall(request[: len(request) // 2])
        quiet_peers.append(peer)
    quiet_peers += [raw_socket(instance, guest) for _ in range(20)]
    assert instance.answer_seconds() < 2.0
    until = time.monotonic() + ENDED_SECONDS
    assert all(is_ended(peer, max(0.1, until - time.monotonic())) for peer in quiet_peers)


async def test_many_connections_that_vanish_without_a_close_leave_nothing(instance: Instance, guest: Entry):
    """A reset in place of a close frame: the places are free again for the same participant."""
    for _ in range(3):
        peers = [raw_socket(instance, guest) for _ in range(20)]
        for peer in peers:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.close()
    until = time.monotonic() + ENDED_SECONDS
    while True:
        try:
            raw_socket(instance, guest).close()
            return
        except AssertionError:
            if time.monotonic() > until:
                raise


async def test_an_upgrade_that_is_none_is_answered_plainly(instance: Instance, guest: Entry):
    """WIRE-3"""
    valid = upgrade_request(instance, guest).decode()
    for old, new in {
        "Sec-WebSocket-Version: 13": "Sec-WebSocket-Version: 7",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==": "Sec-WebSocket-Key: short",
        "GET /sync/": "POST /sync/",
        f"Origin: {instance.url}": f"Origin: {instance.url}\r\nOrigin: https://evil.example",
        "HTTP/1.1": "HTTP/1.0",
    }.items():
        answer = instance.ask(
            valid.replace(old, new, 1).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").encode()
        )
        assert not answer.startswith(b"HTTP/1.1 101"), new
        assert b"Traceback" not in answer
