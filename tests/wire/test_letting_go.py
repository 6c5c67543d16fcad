"""What is done with leaves memory at once, without the interpreter's search for circles."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.websockets import WebSocket
from websockets.server import ServerProtocol

from leitstern.live.bounds import Gate
from leitstern.live.connection import Connection
from leitstern.live.heads import BoundedHttp
from leitstern.live.limits import Limits
from leitstern.live.pipeline import Pipeline
from leitstern.live.presence import Presence
from leitstern.live.replica import Replica
from leitstern.live.room import Room
from leitstern.live.transport import RoomTransport
from tests.unit.live.documents import typed
from tests.wire.browser import blank, browsing, until
from tests.wire.server import serving

KINDS = (Connection, BoundedHttp, RoomTransport, ServerProtocol)


@pytest.fixture(autouse=True)
def no_search_for_circles() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive(kinds: tuple[type, ...] = KINDS) -> Counter[type]:
    """How many objects there are of each kind."""
    return Counter(kind for thing in gc.get_objects() for kind in kinds if type(thing) is kind)


def of_upgrades() -> int:
    """What answers upgrades: the web framework's objects and their tasks."""
    tasks = sum("run_asgi" in repr(task.get_coro()) for task in asyncio.all_tasks())
    return tasks + alive((WebSocket,)).total()


async def test_a_connection_leaves_memory_when_it_ends(tmp_path: Path):
    async with serving(tmp_path) as server:
        before = alive()
        for number in range(5):
            async with browsing(server.url, f"anna{number}.editor.s1"):
                assert alive()[RoomTransport] > before[RoomTransport]
        await until(lambda: alive() <= before)


async def test_what_answered_the_upgrade_leaves_memory_while_the_browser_stays(tmp_path: Path):
    async with serving(tmp_path) as server:
        before = alive()
        async with browsing(server.url, "anna.editor.s1") as anna:
            await anna.edit(typed("words"))
            await anna.saved()
            await until(lambda: of_upgrades() == 0)
            assert alive()[RoomTransport] > before[RoomTransport]


async def test_a_document_leaves_memory_when_nobody_has_it_open(tmp_path: Path):
    kinds = (Room, Pipeline, Replica, Presence, Gate)
    async with serving(tmp_path, Limits(idle_seconds=0.1)) as server:
        before = alive(kinds)
        async with browsing(server.url, doc=blank(5)) as anna:
            await anna.edit(typed("words"))
            await anna.saved()
            assert alive(kinds)[Gate] > before[Gate]
        await until(lambda: alive(kinds) <= before)
