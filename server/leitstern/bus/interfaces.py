"""Hints between processes, and within one. A lost hint costs latency, never data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

Handler = Callable[[bytes], Awaitable[None]]

ACCESS_TOPIC = "access"
"""JSON {"kind": "participant_removed" | "role_changed", "participant": id}
or {"kind": "session_ended", "session": id}.
Published by access/access_events.py after the commit; live/node/rights.py closes or changes connections."""


class Bus(Protocol):
    async def publish(self, topic: str, payload: bytes) -> None: ...

    async def subscribe(self, topic: str, handler: Handler) -> Callable[[], Awaitable[None]]:
        """Calls `handler` for every later payload of `topic`; the result ends the subscription."""
        ...

    async def close(self) -> None: ...
