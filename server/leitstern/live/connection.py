"""One WebSocket, as a room sees it: who it is, what it sent, what it was told. No I/O but its writer.

The counters are the bookkeeping of docs/protocol.md: n counts sync messages from 1, an ACK tells the highest
n up to which everything is durable or was refused. Owned by exactly one room.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from leitstern.live import protocol
from leitstern.live.limits import Limits
from leitstern.live.protocol import Close
from leitstern.live.rates import Bucket
from leitstern.live.writer import Frame, Writer


class Admitted(Protocol):
    """What access/admission.py says of whom it let in (access.admission.Admission)."""

    @property
    def document_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def participant_id(self) -> str: ...
    @property
    def session_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def may_write(self) -> bool: ...


MESSAGE_BYTES = 128
"""What a waiting message takes besides its bytes: without rates even empty ones must have a bound."""

Readmit = Callable[[], Awaitable[Admitted]]


class Connection:
    """Mutable on purpose: a room changes it for every frame."""

    __slots__ = (
        "acked",
        "admitted",
        "answers",
        "behind",
        "gap",
        "held_bytes",
        "id",
        "is_closed",
        "is_extended",
        "is_greeted",
        "joined_at",
        "owed",
        "pending",
        "pinged_at",
        "presence_skipped",
        "purse",
        "readmit",
        "received",
        "resynced_at",
        "resyncs",
        "share",
        "stalled_since",
        "step1_sent",
        "strikes",
        "untaken",
        "writer",
    )

    def __init__(
        self,
        id: str,
        admitted: Admitted,
        writer: Writer,
        readmit: Readmit,
        *,
        is_extended: bool,
        limits: Limits,
    ) -> None:
        self.id = id
        self.admitted = admitted
        self.writer = writer
        self.readmit = readmit
        self.is_extended = is_extended
        self.is_closed = False
        self.is_greeted = False
        """Whether its first step 1 was answered: before, it is shown nothing."""
        self.received = 0
        """Sync messages so far: the n of the last one."""
        self.acked = 0
        """The last n that it was told to be durable."""
        self.pending = 0
        """Updates that are not durable."""
        self.held_bytes = 0
        """What was read and is neither durable nor answered takes so much memory."""
        self.step1_sent = 0
        self.answers = 0
        """How often it was asked, and how many answers were dealt with."""
        self.gap = 0
        """Number of answers to step 1 from which on the last gap is closed; 0 when there is none."""
        self.strikes = 0
        """Refusals and unusable answers."""
        self.resyncs = 0
        """How often it was sent the whole document because it held something else (divergence.py)."""
        self.behind: bytes | None = None
        """State vector of what it was sent, while it is too slow for updates."""
        self.presence_skipped = False
        self.resynced_at = 0.0
        self.stalled_since = 0.0
        """When it last took enough (time.monotonic, as all times here)."""
        self.untaken = 0
        """Bytes that waited for it then."""
        self.owed = 0
        """Bytes of the last answer to step 1: a whole document, perhaps."""
        self.joined_at = self.pinged_at = time.monotonic()
        self.purse = Bucket(limits)
        self.share = self.purse
        """The participant's bucket, once a room gave it."""

    def send(self, frame: Frame) -> None:
        if not self.is_closed:
            self.writer.write(frame)

    def ask(self, state_vector: bytes) -> None:
        """Sync step 1: asks for everything that we lack."""
        self.step1_sent += 1
        self.send(Frame(protocol.step1(state_vector)))

    def acknowledge(self, n: int, seq: int) -> None:
        """Tells that everything up to n is durable, unless a gap is still open before it."""
        if n > self.acked and not self.gap:
            self.acked = n
            if self.is_extended:
                self.send(Frame(protocol.ack(n, seq)))

    def hold(self, size: int) -> None:
        """A message with so many bytes waits."""
        self.held_bytes += size + MESSAGE_BYTES

    def release(self, size: int) -> None:
        """It waits no more."""
        self.held_bytes -= size + MESSAGE_BYTES

    def fall_behind(self, state_vector: bytes, buffered: int) -> None:
        """It takes too little: from now on nothing, and later one difference from this state."""
        self.behind = state_vector
        self.stalled_since, self.untaken = time.monotonic(), buffered

    def is_stuck(self, buffered: int, now: float, limits: Limits) -> bool:
        """Whether it has taken next to nothing for long, or owes that to more than a large document."""
        if buffered + limits.progress_bytes <= self.untaken:
            self.stalled_since, self.untaken = now, buffered
        is_stalled = now - self.stalled_since > limits.stalled_seconds
        return is_stalled or buffered > limits.close_above + self.owed

    def close(self, code: Close, reason: str) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.writer.close(code, reason)

    def may_spend(self, limits: Limits, size: int) -> bool:
        """Takes one message of this size from the connection's bucket and the participant's."""
        if not limits.rated:
            return True
        now = time.monotonic()
        return self.purse.spend(size, now) and (self.share is self.purse or self.share.spend(size, now))

    def charge(self, seconds: float) -> None:
        """What computing for this connection took: seconds of this thread's time."""
        self.purse.charge(seconds)
        if self.share is not self.purse:
            self.share.charge(seconds)
