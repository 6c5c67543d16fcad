"""A document with a root that the schema no longer has: everything works, and the root's content stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pycrdt import Array, Doc, Map, Text

from leitstern.bus.in_memory import InMemoryBus
from leitstern.errors import UpdateRefused
from leitstern.live.document.replica import Damaged, Incoming, Replica
from leitstern.live.history.compaction import compact
from leitstern.live.history.past_states import at_moment, changes_of
from leitstern.live.limits import Limits
from leitstern.live.node.rooms import Rooms
from leitstern.store.interfaces import Append, Author
from leitstern.store.sqlite import SqliteStore, open_sqlite
from tests.unit.live.documents import TYPES, emitted, replica, typed
from tests.wire.server import ROOTS as SERVED
from tests.wire.server import seed

DOC = "doc_shared"
NOW = {"notes": "text", "opportunities": "map"}
ONCE = NOW | {"retired_map": "map", "retired_text": "text", "retired_list": "array"}
HELD = {
    "retired_map": {"a": {"title": "T", "list": [1.0, {"deep": "x"}]}, "b": 2.0},
    "retired_text": "Größe 😀",
    "retired_list": [1.0, "two"],
}


def opened(state: bytes, client: int = 9) -> Doc[Any]:
    """The document in an older program that knows all roots."""
    document: Doc[Any] = Doc(client_id=client)
    document.apply_update(state)
    for name, kind in ONCE.items():
        document.get(name, type=TYPES[kind])
    return document


def held(state: bytes) -> dict[str, Any]:
    document = opened(state)
    return {
        "retired_map": document.get("retired_map", type=Map).to_py(),
        "retired_text": str(document.get("retired_text", type=Text)),
        "retired_list": document.get("retired_list", type=Array).to_py(),
    }


def fill(document: Doc[Any]) -> None:
    inner = Map({"title": Text("T"), "list": Array([1.0, Map({"deep": "x"})])})
    document.get("retired_map", type=Map).update({"a": inner, "b": 2.0})
    document.get("retired_text", type=Text).insert(0, "Größe 😀")
    document.get("retired_list", type=Array).extend([1.0, "two"])
    document.get("notes", type=Text).insert(0, "kept ")


def once() -> Doc[Any]:
    document = opened(b"\x00\x00", 7)
    with document.transaction():
        fill(document)
    return document


def today(document: Doc[Any]) -> Replica:
    return replica(NOW, document.get_update(), {7: "anna"})


WRITES = [
    lambda d: d.get("retired_map", type=Map).__setitem__("c", 1),
    lambda d: d.get("retired_map", type=Map)["a"].__setitem__("title", Text("new")),
    lambda d: d.get("retired_map", type=Map)["a"]["title"].insert(1, "x"),
    lambda d: d.get("retired_map", type=Map)["a"]["list"][1].__setitem__("deep", "y"),
    lambda d: d.get("retired_text", type=Text).insert(2, "x"),
    lambda d: d.get("retired_list", type=Array).append("three"),
]


@pytest.mark.parametrize("write", WRITES)
def test_new_content_in_a_retired_root_is_refused(write: Any):
    """GATE-5: neither in the root nor in anything inside it."""
    document = today(once())
    (refused,) = emitted(opened(document.encode()), write)
    (verdict,) = document.apply([Incoming(refused, "ben")]).verdicts
    assert isinstance(verdict, UpdateRefused) and verdict.code == "root"
    with pytest.raises(Damaged):
        today(once()).edit(write)
    (taken,) = emitted(opened(document.encode(), 10), typed("words "))
    assert document.apply([Incoming(taken, "ben")]).verdicts == [None]
    assert held(document.encode()) == HELD


def test_a_browser_may_resend_known_content_of_a_retired_root():
    """ACK-2: the answer to step 1 from an old local copy."""
    document = today(once())
    assert document.apply([Incoming(once().get_update(), "anna")]).verdicts == [None]
    assert document.to_plain() == {"notes": "kept ", "opportunities": {}}


def test_a_root_without_content_is_not_a_retired_root():
    """GATE-5"""
    document = today(once())
    (stranger,) = emitted(opened(document.encode()), lambda d: d.get("other", type=Map).update({"a": 1}))
    (verdict,) = document.apply([Incoming(stranger, "ben")]).verdicts
    assert isinstance(verdict, UpdateRefused) and verdict.code == "root"


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A log in two parts, written while the schema had these roots."""
    made = open_sqlite(tmp_path / "x.db")
    await made.database.write(seed)
    first, second = emitted(opened(b"\x00\x00", 7), fill, typed("then "))
    await made.log.append([Append(DOC, 1, 0, first, [Author("anna", "c", 1)], {7: "anna"})])
    await made.log.append([Append(DOC, 1, 1, second, [Author("anna", "c", 2)], {})])
    yield made
    await made.close()


async def test_edits_compaction_history_and_reload_work(store: SqliteStore):
    """LIFE-3, ACK-6"""
    log, limits = store.log, Limits(history_days=30)
    for round, wanted in enumerate(("0 then kept ", "1 0 then kept ")):
        rooms = Rooms(log, InMemoryBus(), SERVED, limits)
        await rooms.start()
        try:
            await rooms.edit(DOC, "anna", typed(f"{round} "))
            state = await rooms.read(DOC)
            assert state.data["notes"] == wanted and not set(HELD) & set(state.data)
            room = rooms.resident(DOC)
            assert room is not None
            assert await compact(room.document, log, limits)
            assert held(await rooms.encode(DOC)) == HELD
        finally:
            await rooms.close()
        stored = await log.load(DOC)
        assert stored.updates == [] and held(stored.snapshot or b"") == HELD
    now = datetime.now(UTC) + timedelta(minutes=1)
    assert (await at_moment(log, DOC, now, SERVED["shared"])).data["notes"] == "1 0 then kept "
    told = await changes_of(log, DOC, now, SERVED["shared"], ("notes",))
    assert [change.value for change in told][-2:] == ["0 then kept ", "1 0 then kept "]
