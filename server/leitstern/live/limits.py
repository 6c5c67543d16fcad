"""Every bound of a connection, a message and a document: bytes, seconds, counts. Values only.

app.py builds one `Limits` from the settings. docs/protocol.md lists the bounds that a client can meet.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`rated=False` switches the rates off for load tests; sizes stay bounded."""

    rated: bool = True
    max_message: int = 1 << 20
    max_document: int = 32 << 20
    messages_per_second: float = 60.0
    """Per connection, sustained. A fast typist sends about 15, dragging about 30."""
    message_burst: float = 600.0
    connections_per_participant: int = 24
    """Per document. Enough for two dozen tabs and devices of one person."""
    pending_bytes: int = 8 << 20
    """Per connection: bytes that were read and are not durable. Above it, close 1013."""
    log_bytes_per_participant: int = 64 << 20
    """A day, over all documents of a plan. A long day of typing takes about 10 MB. More is refused."""
    log_bytes_per_plan: int = 512 << 20
    unfinished_bytes: int = 4 << 20
    """Per participant and document: bytes of messages that are not complete. Above it, close 1013."""
    hello_seconds: float = 10.0
    """From the upgrade to the client's first sync step 1."""
    presence_bytes: int = 4096
    presence_seconds: float = 0.1
    ping_seconds: float = 5.0
    no_presence_above: int = 256 << 10
    """A connection with more bytes in its socket buffer gets no presence."""
    no_updates_above: int = 1 << 20
    """A connection with more bytes gets no updates; later it gets one difference instead."""
    close_above: int = 4 << 20
    """A connection with more bytes is closed. Its last sync reply (a whole document?) does not count."""
    stalled_seconds: float = 30.0
    progress_bytes: int = 128 << 10
    """A slow reader that took less than this within `stalled_seconds` is closed."""
    hibernate_seconds: float = 2.0
    """A document whose Doc was unused for so long keeps its encoded state instead, even while it is open."""
    idle_seconds: float = 60.0
    drain_seconds: float = 8.0
    patience_seconds: float = 30.0
    """How long commits may fail before connections are closed with 4503."""
    expiry_seconds: float = 1.0
    """How often it is asked whether a link or a sign-in has run out."""
    readmit_seconds: float = 300.0
    """How often each live connection is authorised again, in case an event on the bus was lost."""
    max_violations: int = 8
    """Refused messages of one connection before it is closed with 4400."""
    snapshot_updates: int = 1000
    """Number of updates after the newest snapshot that makes the next one due (compaction.py)."""
    large_snapshot_bytes: int = 256 << 10
    """Above this size another process makes the snapshot. It takes 0.3 s to start, but nobody waits for it.
    The server's own process would spend 10 ms on 256 KB, 40 ms on 1 MB, 600 ms on 10 MB."""
    history_days: int = 90
