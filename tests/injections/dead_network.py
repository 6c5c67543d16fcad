"""A network with faults: a relay between browsers and the server that drops, swallows or passes data.

`cut` is an unplugged cable: connections break, new ones are refused. `freeze` is a silent failure:
connections stay open and nothing passes. Works for every browser and client that takes an address.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

_CHUNK = 1 << 16


class DeadNetwork:
    """Created by `between`. Safe to use from the test's thread while connections run."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._may_pass = threading.Event()
        self._may_pass.set()
        self._is_cut = False
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def reached(self, url: str) -> str:
        """The same address, through this network."""
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=f"127.0.0.1:{self.port}"))

    def cut(self) -> None:
        self._is_cut = True
        for one in list(self._sockets):
            _end(one)

    def freeze(self) -> None:
        self._may_pass.clear()

    def mend(self) -> None:
        self._is_cut = False
        self._may_pass.set()

    def close(self) -> None:
        self.cut()
        self._may_pass.set()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                threading.Thread(target=self._relay, args=(browser,), daemon=True).start()

    def _relay(self, browser: socket.socket) -> None:
        with browser, contextlib.suppress(OSError):
            self._may_pass.wait()
            if self._is_cut:
                return
            with socket.create_connection(self._target) as server:
                self._sockets |= {browser, server}
                back = threading.Thread(target=self._pass_on, args=(server, browser), daemon=True)
                back.start()
                self._pass_on(browser, server)
                back.join()
                self._sockets -= {browser, server}

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                self._may_pass.wait()
                target.sendall(data)
        _end(source)
        _end(target)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def between(url: str) -> Iterator[DeadNetwork]:
    """A network in front of the server at `url`."""
    parts = urlsplit(url)
    assert parts.hostname and parts.port
    network = DeadNetwork((parts.hostname, parts.port))
    try:
        yield network
    finally:
        network.close()
