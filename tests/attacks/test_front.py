"""An unauthenticated client at the HTTP front: nothing that it sends or leaves unread costs much memory or
time.

Each attack once exposed a real fault. The limits are WIRE-11 to WIRE-14 of docs/protocol.md.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests.attacks.instance import Instance, is_ended, pour

MEGABYTE = 1 << 20
FLOOD = 48 * MEGABYTE
FLOOD_SECONDS = 8.0
MEMORY_GROWTH = 48 * MEGABYTE
"""Allowed memory growth in a flood: buffers and allocator slack. The faults took hundreds of megabytes."""
ANSWER_SECONDS = 2.0
LONGEST_WAIT = 45.0
"""Longer than any time limit: 10 s plus a second per 4 KB for a body, 30 s for an unread answer."""


@pytest.fixture
def unharmed(instance: Instance) -> Iterator[None]:
    """Asserts that memory stays flat and that other clients are answered quickly."""
    instance.answer_seconds()
    before = instance.memory()
    yield
    assert instance.answer_seconds() < ANSWER_SECONDS
    after = instance.memory()
    if before is not None and after is not None:
        assert after - before < MEMORY_GROWTH


def trailers(instance: Instance) -> tuple[bytes, bytes]:
    head = instance.request("POST", "/login", "Transfer-Encoding: chunked", f"Origin: {instance.url}")
    return head + b"1\r\na\r\n0\r\n", b"X-Trailer: " + b"y" * 60_000 + b"\r\n"


def one_trailer(instance: Instance) -> tuple[bytes, bytes]:
    return instance.request("GET", "/login", "Transfer-Encoding: chunked") + b"0\r\nX: ", b"y" * 65536


def many_trailers(instance: Instance) -> tuple[bytes, bytes]:
    return instance.request("GET", "/login", "Transfer-Encoding: chunked") + b"0\r\n", b"X: y\r\n" * 10_000


def chunk_extension(instance: Instance) -> tuple[bytes, bytes]:
    return instance.request("POST", "/login", "Transfer-Encoding: chunked") + b"1;x=", b"y" * 65536


def tiny_chunks(instance: Instance) -> tuple[bytes, bytes]:
    return instance.request("GET", "/healthz", "Transfer-Encoding: chunked"), b"1\r\nx\r\n" * 10_000


def long_body(instance: Instance) -> tuple[bytes, bytes]:
    return instance.request("GET", "/healthz", "Content-Length: 999999999"), b"x" * 65536


def pipelined(instance: Instance) -> tuple[bytes, bytes]:
    return b"", instance.request("GET", "/login") * 1000


def pipelined_forms(instance: Instance) -> tuple[bytes, bytes]:
    form = instance.request("POST", "/login", "Content-Length: 1", f"Origin: {instance.url}") + b"x"
    return b"", form * 1000


def one_field(instance: Instance) -> tuple[bytes, bytes]:
    return b"GET / HTTP/1.1\r\nX: ", b"y" * 65536


def many_fields(instance: Instance) -> tuple[bytes, bytes]:
    return b"GET / HTTP/1.1\r\n", b"X: y\r\n" * 10_000


def one_path(instance: Instance) -> tuple[bytes, bytes]:
    return b"GET /", b"y" * 65536


FLOODS = [
    trailers, one_trailer, many_trailers, chunk_extension, tiny_chunks, long_body,
    pipelined, pipelined_forms, one_field, many_fields, one_path,
]  # fmt: skip


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("flood", FLOODS, ids=lambda flood: flood.__name__)
def test_a_flood_is_cut_off(instance: Instance, flood: Callable[[Instance], tuple[bytes, bytes]]):
    """WIRE-11, WIRE-12, WIRE-13"""
    begin, more = flood(instance)
    with instance.connected() as peer:
        peer.sendall(begin)
        assert pour(peer, more, FLOOD, FLOOD_SECONDS) < 16 * MEGABYTE
        assert is_ended(peer, LONGEST_WAIT)


@pytest.mark.usefixtures("unharmed")
def test_slow_clients_are_disconnected(instance: Instance):
    """WIRE-11, WIRE-13, WIRE-14: a head, a body or a next request that never arrives or arrives byte by byte,
    and an answer that is never read.
    """
    half = instance.request("GET", "/login").removesuffix(b"\r\n")
    body = instance.request("POST", "/login", "Content-Length: 50", f"Origin: {instance.url}")
    opened = {
        "nothing": (b"", b""),
        "half a head": (half, b""),
        "a head by drops": (half, b"X: y\r\n"),
        "no body": (body, b""),
        "a body by drops": (body, b"x"),
        "blank lines between requests": (instance.request("GET", "/healthz"), b"\r\n"),
        "answers unread": (instance.request("GET", "/login") * 9, b""),
    }
    peers = {name: (instance.connect(), drop) for name, (_, drop) in opened.items()}
    for name, (peer, _) in peers.items():
        peer.sendall(opened[name][0])
    until, ended = time.monotonic() + LONGEST_WAIT, set[str]()
    while len(ended) < len(peers) and time.monotonic() < until:
        for name, (peer, drop) in peers.items():
            if name not in ended and _has_ended(peer, drop):
                ended.add(name)
        time.sleep(0.5)
    for peer, _ in peers.values():
        peer.close()
    assert ended == set(peers)


def _has_ended(peer: socket.socket, drop: bytes) -> bool:
    """Sends a few bytes; reads only when there is nothing to send."""
    peer.settimeout(0.0)
    try:
        if drop:
            peer.send(drop)
            return False
        return not peer.recv(65536)
    except BlockingIOError:
        return False
    except OSError:
        return True


ANSWERED = {
    "a bad request": (b"NONSENSE\r\n\r\n", 400),
    "a head too large": (b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", 431),
    "too many fields": (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1000 + b"\r\n", 431),
    "no such page": (b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
    "no handshake": (
        b"GET /sync/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        None,
    ),
    "a foreign page": (
        b"GET /sync/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"Origin: https://evil.example\r\n\r\n",
        403,
    ),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_every_answer_forbids_script_execution(instance: Instance, name: str):
    request, status = ANSWERED[name]
    answer = instance.ask(request)
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    assert status is None or head.startswith(f"http/1.1 {status} "), head
    assert "content-security-policy: default-src 'none'" in head, head
    assert "x-content-type-options: nosniff" in head
    assert "\r\nserver:" not in head or instance.process_id is None
