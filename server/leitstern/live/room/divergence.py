"""Compares a browser's content with the log's by hash, and tells a browser that differs.

A browser sends the hash of its content (HASH). If ours differs, we answer with ours, after all earlier
messages: a browser that was only late has caught up by then, and any other asks for the whole document.
One hash per document and seq is computed for all. Rules: docs/protocol.md HASH-*. Called by room.py;
core/sync/divergence.ts is the browser's side.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from struct import Struct
from typing import Any

from leitstern.live.document.document import Document
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.room.connection import Connection
from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import varuint
from leitstern.live.wire.frame import Frame

_log = logging.getLogger(__name__)

APART_SECONDS = 5.0
"""Shortest time between two hashes of a document: each reads all of it."""
REOPENED_APART_SECONDS = 60.0
"""Shortest time between two rebuilds of a document from its own state."""

_NULL, _FALSE, _TRUE, _NUMBER, _STRING, _LIST, _MAP = (bytes([tag]) for tag in range(7))
_FLOAT = Struct(">d")


def content_hash(roots: Mapping[str, Any]) -> bytes:
    """SHA-256 of the roots as plain data. Empty roots do not count: a browser may not have opened them."""
    out: list[bytes] = []
    _write(out, {name: value for name, value in roots.items() if value})
    return hashlib.sha256(b"".join(out)).digest()


def _write(out: list[bytes], value: Any) -> None:
    """One encoding for both languages: a tag, then a double, or a length and what it counts."""
    if isinstance(value, str):
        raw = value.encode()
        out += (_STRING, varuint(len(raw)), raw)
    elif isinstance(value, dict):
        out += (_MAP, varuint(len(value)))
        for key in sorted(value, key=_code_units):
            _write(out, key)
            _write(out, value[key])
    elif isinstance(value, list):
        out += (_LIST, varuint(len(value)))
        for member in value:
            _write(out, member)
    elif value is None or isinstance(value, bool):
        out.append(_NULL if value is None else _TRUE if value else _FALSE)
    else:
        out += (_NUMBER, _FLOAT.pack(float(value) + 0.0))  # + 0.0 turns -0.0 into 0.0


def _code_units(key: str) -> bytes:
    """Sort key: JavaScript orders strings by UTF-16 code units."""
    return key.encode("utf-16-be")


class Divergence:
    """The server's side for one document."""

    def __init__(
        self,
        document: Document,
        limits: Limits,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._document = document
        self._limits = limits
        self._metrics = metrics
        self._clock = clock
        self._hashed: tuple[int, bytes] | None = None
        self._hashed_at = 0.0
        self._reopened_at: float | None = None

    def compare(self, connection: Connection, message: protocol.ContentHash) -> None:
        """Compares, unless updates are still on their way; the browser asks again later. Raises Damaged."""
        if self._document.is_busy or not connection.is_greeted or self._is_behind(connection):
            return
        ours = self._hash()
        if ours is None:
            return
        self._metrics.content_checks.inc()
        if ours[1] != message.digest and message.seq == ours[0]:
            ours = self._rebuild(ours)
        if ours[1] != message.digest:
            connection.send(Frame(protocol.content_hash(*ours)))

    def _is_behind(self, connection: Connection) -> bool:
        return connection.behind is not None or connection.writer.buffered() > self._limits.no_updates_above

    def _rebuild(self, ours: tuple[int, bytes]) -> tuple[int, bytes]:
        """A browser has everything up to our seq and differs: rebuilds the document as every newcomer does.

        With forged neighbours the order may differ after that (docs/decisions/0030-the-gate.md): the browser
        was right.
        """
        self._metrics.divergences.inc()
        now = self._clock()
        if self._reopened_at is not None and now - self._reopened_at < REOPENED_APART_SECONDS:
            return ours
        self._reopened_at = now
        self._document.reopen()
        self._hashed = (self._document.seq, content_hash(self._document.replica.to_plain()))
        if self._hashed[1] != ours[1]:
            _log.warning(
                "document %s: its order was forged; it was rebuilt as newcomers read it",
                self._document.info.id,
            )
        return self._hashed

    def _hash(self) -> tuple[int, bytes] | None:
        """Seq and hash of what is durable; None when it was hashed a moment ago and changed since."""
        seq, now = self._document.seq, self._clock()
        if self._hashed is None or self._hashed[0] != seq:
            if self._hashed is not None and now - self._hashed_at < APART_SECONDS:
                return None
            self._hashed = (seq, content_hash(self._document.replica.to_plain()))
            self._hashed_at = now
        return self._hashed
