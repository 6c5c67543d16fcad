"""The attacked instance: a server process of the tests, or any server by its address.

Sends raw bytes over TCP (TLS for https), because no HTTP library sends these requests. `memory` reads the
local process; of a remote server the tests see only its answers.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.patience import PATIENCE


@dataclass(frozen=True)
class Instance:
    """`group_link` admits guests, `member_link` signs a member in; tests that need a missing link are
    skipped.
    """

    url: str
    group_link: str = ""
    member_link: str = ""
    process_id: int | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        parts = urlsplit(self.url)
        return parts.port or {"http": 80, "https": 443}[parts.scheme]

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        return urlsplit(self.url).netloc

    def connect(self) -> socket.socket:
        peer = socket.create_connection((self.host, self.port), timeout=PATIENCE)
        if self.url.startswith("https://"):
            return ssl.create_default_context().wrap_socket(peer, server_hostname=self.host)
        return peer

    @contextlib.contextmanager
    def connected(self) -> Iterator[socket.socket]:
        with self.connect() as peer:
            yield peer

    def ask(self, request: bytes) -> bytes:
        """The whole answer to a request that closes the connection; empty after a reset."""
        with self.connect() as peer:
            peer.sendall(request)
            return read_all(peer)

    def answer_seconds(self) -> float:
        """Seconds until the simplest page is answered. Fails when it is not."""
        began = time.monotonic()
        answer = self.ask(self.request("GET", "/healthz", "Connection: close"))
        assert answer.startswith(b"HTTP/1.1 200"), answer[:100]
        return time.monotonic() - began

    def request(self, method: str, path: str, *fields: str) -> bytes:
        return "\r\n".join((f"{method} {path} HTTP/1.1", f"Host: {self.authority}", *fields, "", "")).encode()

    def memory(self) -> int | None:
        """Resident memory of the local server process, in bytes."""
        if self.process_id is None:
            return None
        status = Path(f"/proc/{self.process_id}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) << 10


def read_all(peer: socket.socket) -> bytes:
    """Reads until the peer closes or resets the connection."""
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := peer.recv(65536):
            parts.append(part)
    return b"".join(parts)


def pour(peer: socket.socket, data: bytes, most: int, seconds: float) -> int:
    """Sends `data` repeatedly without reading; returns the number of bytes sent.

    Stops after `most` bytes, after `seconds`, when the peer closes, or when it accepts nothing for a second.
    """
    sent, until = 0, time.monotonic() + seconds
    peer.settimeout(1.0)
    with contextlib.suppress(OSError):
        while sent < most and time.monotonic() < until:
            sent += peer.send(data)
    return sent


def is_ended(peer: socket.socket, seconds: float) -> bool:
    """Whether the peer closes the connection within that time; received data is discarded."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        peer.settimeout(left)
        try:
            if not peer.recv(65536):
                return True
        except TimeoutError:
            return False
        except OSError:
            return True
    return False
