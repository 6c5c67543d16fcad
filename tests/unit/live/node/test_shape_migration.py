"""A document of an older shape is migrated when it is loaded: once, by the server, through the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pycrdt import Doc

from leitstern.bus.in_memory import InMemoryBus
from leitstern.errors import StoreUnavailable
from leitstern.live.node.rooms import Rooms
from leitstern.plan.document import canonical_json
from leitstern.plan.generated import ROOTS, SHAPE_VERSION
from leitstern.plan.migrations import migrate
from leitstern.store.interfaces import Append, Author
from leitstern.store.sqlite import SqliteStore, open_sqlite
from tests.patience import PATIENCE
from tests.wire.browser import until
from tests.wire.log_wrappers import Wrapped
from tests.wire.server import seed

DOC = "doc_shared"
EXAMPLES = Path(__file__).parents[4] / "schemas" / "examples"
NONSENSE = (EXAMPLES / "v1" / "nonsense.shared.bin").read_bytes()


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A data folder whose shared document was written in shape 1."""
    made = open_sqlite(tmp_path / "x.db")
    await made.database.write(seed)
    await made.log.append([Append(DOC, 1, 0, NONSENSE, [Author("anna", "c", 1)], {})])
    yield made
    await made.close()


@asynccontextmanager
async def opened(log: Any, change: Any = migrate) -> AsyncIterator[Rooms]:
    rooms = Rooms(log, InMemoryBus(), ROOTS, shape=SHAPE_VERSION, migrate=change)
    await rooms.start()
    try:
        yield rooms
    finally:
        await rooms.close()


async def stands_at(store: SqliteStore) -> tuple[int, int]:
    """The stored shape and seq."""
    info = (await store.log.load(DOC)).info
    return info.shape, info.head_seq


async def migrated(rooms: Rooms) -> dict[str, Any]:
    """The content after the migration."""
    await rooms.read(DOC)
    room = rooms.resident(DOC)
    assert room is not None
    await room.document.quiet()
    return (await rooms.read(DOC)).data


async def until_stands_at(store: SqliteStore, *wanted: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while await stands_at(store) != wanted:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0)


async def test_the_migration_is_one_log_entry_by_the_server(store: SqliteStore):
    async with opened(store.log) as rooms:
        data = await migrated(rooms)
        assert {goal["measure"] for goal in data["goals"].values() if isinstance(goal, dict)} == {""}
        await until_stands_at(store, SHAPE_VERSION, 2)
        (_, entry) = (await store.log.load(DOC)).updates
        assert [author.participant for author in entry.authors] == ["server"]
    async with opened(store.log) as rooms:
        assert canonical_json(await migrated(rooms)) == canonical_json(data)
    assert await stands_at(store) == (SHAPE_VERSION, 2)


async def test_an_immediate_edit_follows_the_migration(store: SqliteStore):
    async with opened(store.log) as rooms:
        seq = await rooms.edit(DOC, "anna", lambda doc: doc["title"].insert(0, "x"))
        assert seq == 3


async def test_after_a_crash_the_repeated_migration_changes_nothing(store: SqliteStore):
    class Crashing(Wrapped):
        async def raise_shape(self, document_id: str, shape: int) -> None:
            raise StoreUnavailable("killed")

    async with opened(Crashing().around(store.log)) as rooms:
        await migrated(rooms)
    assert await stands_at(store) == (1, 2)
    async with opened(store.log) as rooms:
        await migrated(rooms)
        await until_stands_at(store, SHAPE_VERSION, 2)


async def test_a_failed_migration_does_not_prevent_opening(
    store: SqliteStore, caplog: pytest.LogCaptureFixture
):
    def broken(_doc: Doc[Any], _kind: str, _since: int) -> None:
        raise KeyError("a bug")

    async with opened(store.log, broken) as rooms:
        data = await migrated(rooms)
        assert "a plain string" in {
            goal["title"] for goal in data["goals"].values() if isinstance(goal, dict)
        }
        assert await rooms.edit(DOC, "anna", lambda doc: doc["title"].insert(0, "x")) == 2
        await until(lambda: "cannot be migrated" in caplog.text)
    assert await stands_at(store) == (1, 2)


async def test_a_document_of_the_newest_shape_is_not_changed(store: SqliteStore):
    await store.log.raise_shape(DOC, SHAPE_VERSION)
    async with opened(store.log) as rooms:
        await migrated(rooms)
    assert await stands_at(store) == (SHAPE_VERSION, 1)
