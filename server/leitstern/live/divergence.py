"""Whether a browser's copy still says what the log says: hashes of content, compared while nobody hurries.

A browser tells the hash of what it has (HASH); where it differs it is told ours, behind everything that was
ever sent to it, and may find that it was only late. If it insists, it gets the whole document once more and
is counted. One hash a document and moment serves all who ask. Rules: docs/protocol.md HASH-*. Called by
room.py; core/divergence.ts is the other side.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from struct import Struct
from typing import Any

from leitstern.live import protocol
from leitstern.live.connection import Connection
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.pipeline import Pipeline
from leitstern.live.wire import varuint
from leitstern.live.writer import Frame

_log = logging.getLogger(__name__)

APART_SECONDS = 5.0
"""A document is hashed, and a connection resynchronised, at most this often: both cost its whole size."""
REOPENED_APART_SECONDS = 60.0
MOST_RESYNCS = 3
"""A connection gets the document again at most so often: what that has not mended, it will not mend."""

_NULL, _FALSE, _TRUE, _NUMBER, _STRING, _LIST, _MAP = (bytes([tag]) for tag in range(7))
_FLOAT = Struct(">d")


def content_hash(roots: Mapping[str, Any]) -> bytes:
    """SHA-256 over roots as plain data. Empty ones do not count: a browser may not have opened them."""
    out: list[bytes] = []
    _write(out, {name: value for name, value in roots.items() if value})
    return hashlib.sha256(b"".join(out)).digest()


def _write(out: list[bytes], value: Any) -> None:
    """One spelling for both languages: a tag, then numbers as doubles, strings and counts with lengths."""
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
        out += (_NUMBER, _FLOAT.pack(float(value) + 0.0))  # + 0.0: there is one zero


def _code_units(key: str) -> bytes:
    """JavaScript's order of strings."""
    return key.encode("utf-16-be")


class Divergence:
    """The server's side for one document."""

    def __init__(
        self,
        pipeline: Pipeline,
        limits: Limits,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pipeline = pipeline
        self._limits = limits
        self._metrics = metrics
        self._clock = clock
        self._hashed: tuple[int, bytes] | None = None
        self._hashed_at = 0.0
        self._reopened_at: float | None = None

    def hear(self, connection: Connection, told: protocol.ContentHash) -> None:
        """Compares. Whoever is still being told something is not compared: they ask again. Raises Damaged."""
        if self._pipeline.is_busy or not connection.is_greeted or self._is_behind(connection):
            return
        ours = self._hash()
        if ours is None:
            return
        self._metrics.content_checks.inc()
        if ours[1] == told.digest:
            return
        if not told.insists:
            connection.send(Frame(protocol.content_hash(*ours)))
        elif told.seq == ours[0]:
            self._resynchronise(connection, told)

    def _is_behind(self, connection: Connection) -> bool:
        return connection.behind is not None or connection.writer.buffered() > self._limits.no_updates_above

    def _resynchronise(self, connection: Connection, told: protocol.ContentHash) -> None:
        """The browser had everything up to this seq, and holds something else: the whole document again."""
        now = self._clock()
        if now - connection.resynced_at < APART_SECONDS or connection.resyncs >= MOST_RESYNCS:
            return
        connection.resynced_at = now
        connection.resyncs += 1
        self._metrics.divergences.inc()
        if self._reopened() != told.digest:
            connection.send(Frame(protocol.step2(self._pipeline.replica.encode())))

    def _reopened(self) -> bytes | None:
        """Our hash once the document is read anew from its own state, as whoever opens it reads it.

        Forged neighbours may stand in another order there (docs/decisions/0030-the-gate.md): then the browser
        is right. None when that was looked at just now.
        """
        now = self._clock()
        if self._reopened_at is not None and now - self._reopened_at < REOPENED_APART_SECONDS:
            return None
        self._reopened_at = now
        self._pipeline.reopen()
        before, self._hashed = self._hashed, (self._pipeline.seq, content_hash(self._without_xml()))
        if before is not None and before[1] != self._hashed[1]:
            _log.warning("document %s: its order was forged, and is now as it reads", self._pipeline.info.id)
        return self._hashed[1]

    def _hash(self) -> tuple[int, bytes] | None:
        """Seq and hash of what is durable; None when it changed again too soon after it was last hashed."""
        seq, now = self._pipeline.seq, self._clock()
        if self._hashed is None or self._hashed[0] != seq:
            if self._hashed is not None and now - self._hashed_at < APART_SECONDS:
                return None
            self._hashed = (seq, content_hash(self._without_xml()))
            self._hashed_at = now
        return self._hashed

    def _without_xml(self) -> dict[str, Any]:
        """The libraries spell rich text differently: it does not count."""
        kinds = self._pipeline.roots
        plain = self._pipeline.replica.to_plain()
        return {name: value for name, value in plain.items() if kinds[name] != "xml"}
