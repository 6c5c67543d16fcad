"""Hints between nodes, and between rooms of one node's house. Losing one costs latency, never data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

Handler = Callable[[bytes], Awaitable[None]]

ACCESS_TOPIC = "access"
"""JSON {"kind": "participant_removed" | "role_changed", "participant": id}
or {"kind": "session_ended", "session": id}.
Published by pages/announcing.py after the commit, heard by live/, which cuts or changes live connections."""


class Bus(Protocol):
    async def publish(self, topic: str, payload: bytes) -> None: ...

    async def subscribe(self, topic: str, handler: Handler) -> Callable[[], Awaitable[None]]:
        """Calls `handler` for every later payload of `topic`; returns what ends the subscription."""
        ...

    async def close(self) -> None: ...
