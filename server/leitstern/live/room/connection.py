"""One WebSocket as a room sees it: who it is, what it sent and received. State only; its writer does I/O.

The counters follow docs/protocol.md: n numbers sync messages from 1; an ACK names the highest n up to which
everything is durable or was refused. A connection belongs to exactly one room.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from leitstern.live.document.batch import Sender
from leitstern.live.limits import Limits
from leitstern.live.room.budgets import Budget
from leitstern.live.wire import protocol
from leitstern.live.wire.frame import Frame, Writer
from leitstern.live.wire.protocol import Close


class Admission(Protocol):
    """What access/admission.py returns: who was admitted, and with which rights."""

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
    @property
    def ends_at(self) -> datetime | None:
        """When the right runs out by itself."""
        ...

    @property
    def newcomers_link(self) -> str:
        """Id of the group link by which they came a short while ago; else empty."""
        ...


MESSAGE_BYTES = 128
"""Memory of a waiting message besides its bytes. It bounds empty messages too."""

Readmit = Callable[[], Awaitable[Admission]]


class Connection:
    """Mutable: a room changes it for every frame."""

    __slots__ = (
        "acked",
        "admission",
        "answers",
        "behind",
        "budget",
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
        "readmit",
        "received",
        "sender",
        "stalled_since",
        "step1_sent",
        "untaken",
        "violations",
        "writer",
    )

    def __init__(
        self,
        id: str,
        admission: Admission,
        writer: Writer,
        readmit: Readmit,
        *,
        is_extended: bool,
        limits: Limits,
    ) -> None:
        self.id = id
        self.admit(admission)
        self.writer = writer
        self.readmit = readmit
        self.is_extended = is_extended
        self.is_closed = False
        self.is_greeted = False
        """Whether its first step 1 was answered. Before that it gets no updates and no presence."""
        self.received = 0
        """Number of sync messages so far: the n of the last one."""
        self.acked = 0
        """The n of the last ACK."""
        self.pending = 0
        """Number of its updates that are not durable."""
        self.held_bytes = 0
        """Memory of its messages that are neither durable nor answered."""
        self.step1_sent = 0
        self.answers = 0
        """How many step 1 were sent to it, and how many of its answers were processed."""
        self.gap = 0
        """Acks are held until `answers >= gap`; 0 means no gap."""
        self.violations = 0
        """Number of refused updates and unusable answers."""
        self.behind: bytes | None = None
        """While it is too slow for updates: the state vector of what it has been sent."""
        self.presence_skipped = False
        self.stalled_since = 0.0
        """When it last made progress (time.monotonic, as all times here)."""
        self.untaken = 0
        """Bytes in its socket buffer at that time."""
        self.owed = 0
        """Size of the last sync reply; exempt from the slow-reader limit."""
        self.joined_at = self.pinged_at = time.monotonic()
        self.budget = Budget.alone(limits)
        """The room gives it another, in which participant and document have a part."""

    def admit(self, admission: Admission) -> None:
        """Sets who it is and what it may do."""
        self.admission = admission
        self.sender = Sender(self.id, admission.participant_id)

    def send(self, frame: Frame) -> None:
        if not self.is_closed:
            self.writer.write(frame)

    def ask(self, state_vector: bytes) -> None:
        """Sends sync step 1, which asks for everything that is missing here."""
        self.step1_sent += 1
        self.send(Frame(protocol.step1(state_vector)))

    def acknowledge(self, n: int, seq: int) -> None:
        """Sends ACK(n), unless a gap is open."""
        if n > self.acked and not self.gap:
            self.acked = n
            if self.is_extended:
                self.send(Frame(protocol.ack(n, seq)))

    def hold(self, size: int) -> None:
        """Counts a waiting message."""
        self.held_bytes += size + MESSAGE_BYTES

    def release(self, size: int) -> None:
        """The message no longer waits."""
        self.held_bytes -= size + MESSAGE_BYTES

    def fall_behind(self, state_vector: bytes, buffered: int) -> None:
        """Stops sending updates. When it has caught up, it gets one difference from `state_vector`."""
        self.behind = state_vector
        self.stalled_since, self.untaken = time.monotonic(), buffered

    def is_stuck(self, buffered: int, now: float, limits: Limits) -> bool:
        """Whether a slow reader is to be closed: no progress for too long, or too much in its buffer."""
        if buffered + limits.progress_bytes <= self.untaken:
            self.stalled_since, self.untaken = now, buffered
        is_stalled = now - self.stalled_since > limits.stalled_seconds
        return is_stalled or buffered > limits.close_above + self.owed

    def close(self, code: Close, reason: str) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.writer.close(code, reason)
