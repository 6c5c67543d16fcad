"""Every number that bounds a connection, a message or a room, with who set it. Values only.

app.py builds one from the settings; live/ is handed it. docs/protocol.md lists what a client may meet.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, seconds and counts. `rated` off lifts the rates alone (load tests), never a size."""

    rated: bool = True
    max_message: int = 1 << 20
    max_document: int = 32 << 20
    messages_per_second: float = 60.0
    """Per connection, sustained; a fast typist sends about 15, a drag about 30."""
    message_burst: float = 600.0
    connections_per_participant: int = 24
    """Per document: two dozen tabs and devices of one person."""
    pending_bytes: int = 8 << 20
    """Per connection: read, but not yet durable. More is closed 1013."""
    hello_seconds: float = 10.0
    """From the upgrade to the first sync step 1."""
    presence_bytes: int = 4096
    presence_seconds: float = 0.1
    ping_seconds: float = 20.0
    no_presence_above: int = 256 << 10
    """Bytes waiting in a connection's socket buffer above which it gets no presence."""
    no_updates_above: int = 1 << 20
    """... above which it gets nothing, and later one difference."""
    close_above: int = 4 << 20
    """... besides the answer that it still takes: a whole document may be larger."""
    stalled_seconds: float = 30.0
    progress_bytes: int = 128 << 10
    """Who is behind and took less than this for so long is let go."""
    rest_seconds: float = 2.0
    """After the last use of its Doc a document is kept as bytes alone, also while people have it open."""
    idle_seconds: float = 60.0
    drain_seconds: float = 8.0
    patience_seconds: float = 30.0
    """How long commits may fail before connections are closed 4503."""
    readmit_seconds: float = 300.0
    """How often every live connection's right is asked again, besides what the bus tells."""
    max_strikes: int = 8
    """Refused or unanswerable messages of one connection before it is closed 4400."""
    snapshot_updates: int = 1000
    """Updates after the newest snapshot from which on the next one is due (compaction.py)."""
    history_days: int = 90
