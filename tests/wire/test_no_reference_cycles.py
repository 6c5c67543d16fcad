"""Finished objects are freed at once, without the cycle collector."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.websockets import WebSocket
from websockets.protocol import Protocol

from leitstern.live.document.document import Document
from leitstern.live.document.replica import Replica
from leitstern.live.gate.gate import Gate
from leitstern.live.limits import Limits
from leitstern.live.room.connection import Connection
from leitstern.live.room.presence import Presence
from leitstern.live.room.room import Room
from leitstern.live.socket.handshake import Handshake, _Upgrade
from leitstern.live.socket.http_limits import BoundedHttp
from leitstern.live.socket.room_socket import RoomSocket
from tests.unit.live.documents import typed
from tests.wire.browser import blank, browsing, until
from tests.wire.server import serving

KINDS = (Connection, BoundedHttp, Handshake, _Upgrade, RoomSocket, Protocol)


@pytest.fixture(autouse=True)
def no_search_for_circles() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive(kinds: tuple[type, ...] = KINDS) -> Counter[type]:
    """The number of objects of each kind."""
    return Counter(kind for thing in gc.get_objects() for kind in kinds if type(thing) is kind)


def of_upgrades() -> int:
    """Objects that handle upgrades: those of the web framework and their tasks."""
    tasks = sum("run_asgi" in repr(task.get_coro()) for task in asyncio.all_tasks())
    return tasks + alive((WebSocket,)).total()


async def test_a_closed_connection_is_freed(tmp_path: Path):
    async with serving(tmp_path) as server:
        before = alive()
        for number in range(5):
            async with browsing(server.url, f"anna{number}.editor.s1"):
                assert alive()[RoomSocket] > before[RoomSocket]
        await until(lambda: alive() <= before)


async def test_upgrade_objects_are_freed_while_the_connection_stays_open(tmp_path: Path):
    async with serving(tmp_path) as server:
        before = alive()
        async with browsing(server.url, "anna.editor.s1") as anna:
            await anna.edit(typed("words"))
            await anna.saved()
            await until(lambda: of_upgrades() == 0)
            assert alive((BoundedHttp, Handshake, _Upgrade)) == Counter()
            assert alive()[RoomSocket] > before[RoomSocket]


async def test_an_unused_document_is_freed(tmp_path: Path):
    kinds = (Room, Document, Replica, Presence, Gate)
    async with serving(tmp_path, Limits(idle_seconds=0.1)) as server:
        before = alive(kinds)
        async with browsing(server.url, doc=blank(5)) as anna:
            await anna.edit(typed("words"))
            await anna.saved()
            assert alive(kinds)[Gate] > before[Gate]
        await until(lambda: alive(kinds) <= before)
