"""The server is killed at every step of an edit: acknowledged and visible updates survive, in this order.

For each point a server dies there, restarts on the same data, and is asked for its content. Three kinds of
edit go through each point: words, a deletion alone (which no state vector shows), and words that somebody
wrote and deleted offline.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Text
from websockets.exceptions import ConnectionClosed

from tests.faults.crash_server import Dying, Point
from tests.unit.live.documents import emitted, typed
from tests.wire.browser import Browser, blank, browsing, holds, text, until

LOG = "leitstern.store.sqlite_log:SqliteLog"
ROOM = "leitstern.live.room.room:Room"
DOCUMENT = "leitstern.live.document.document:Document"

NOT_DURABLE = [
    Point("before", f"{ROOM}.receive"),
    Point("after", f"{DOCUMENT}.enqueue"),
    Point("after", "leitstern.live.gate.gate:Gate.examine"),
    Point("after", "leitstern.live.document.replica:Replica.apply"),
    Point("after", f"{ROOM}.prepare"),
    Point("before", f"{LOG}._append", "BEGIN"),
    Point("before", f"{LOG}._append", "UPDATE document"),
    Point("before", f"{LOG}._append", "INSERT INTO document_update"),
    Point("before", f"{LOG}._append", "INSERT INTO client_binding"),
    Point("before", f"{LOG}._append", "COMMIT"),
]
NOT_SHOWN = [
    Point("after", f"{LOG}._append", "COMMIT"),
    Point("before", f"{ROOM}.committed"),
    Point("after", f"{DOCUMENT}.settle"),
]
NOT_ACKNOWLEDGED = [
    Point("after", "leitstern.live.room.broadcast:Broadcast.show"),
    Point("before", "leitstern.live.room.connection:Connection.acknowledge"),
]
TOLD = [Point("after", f"{ROOM}.committed")]
EDIT = NOT_DURABLE + NOT_SHOWN + NOT_ACKNOWLEDGED + TOLD

SNAPSHOT = [
    Point("before", f"{LOG}.save_snapshot"),
    *(
        Point("before", f"{LOG}._save_snapshot", statement)
        for statement in ("BEGIN", "INSERT OR REPLACE", "UPDATE document", "COMMIT")
    ),
    Point("after", f"{LOG}._save_snapshot", "COMMIT"),
    *(
        Point("before", f"{LOG}._prune", statement)
        for statement in ("BEGIN", "DELETE FROM document_snapshot", "DELETE FROM document_update", "COMMIT")
    ),
    Point("after", f"{LOG}._prune", "COMMIT"),
]

KINDS = ("words", "deletion", "away")
KINDS_OF = {
    Point("before", f"{LOG}._append", "INSERT INTO client_binding"): ("away",),
    Point("before", "leitstern.live.room.connection:Connection.acknowledge"): ("words", "deletion"),
}
"""Only a person without earlier edits binds a client id; here that is the offline one, whose first
message, a question, is acknowledged before any edit.
"""

Change = Callable[[Doc[Any]], object]


@contextlib.contextmanager
def dying(data: Path, point: Point | None = None) -> Iterator[Dying]:
    server = Dying(data, point)
    try:
        yield server
    finally:
        server.end()


def erased(at: int) -> Change:
    return lambda document: document.get("notes", type=Text).__delitem__(slice(at, at + 2))


class People:
    """The people in the plan: two writers, one who was offline, one reader."""

    def __init__(self) -> None:
        self.documents = {name: blank(client) for client, name in enumerate(("anna", "ben", "carla"), 5)}
        self.acknowledged: list[bytes] = []

    @asynccontextmanager
    async def inside(self, url: str, name: str, greet: bool = True) -> AsyncIterator[Browser]:
        cookie = f"{name}.editor.s-{name}"
        async with browsing(url, cookie, doc=self.documents[name], greet=greet) as browser:
            yield browser

    async def write_before(self, url: str) -> None:
        """Makes an acknowledged edit with a deletion; the person who then goes offline has it too."""
        async with self.inside(url, "anna") as anna, self.inside(url, "ben") as ben:
            await anna.edit(typed("äöü 😀 before "))
            await anna.edit(erased(0))
            await ben.edit(lambda document: document.get("title", type=Text).insert(0, "Plan"))
            await asyncio.gather(anna.saved(), ben.saved())
            async with self.inside(url, "carla") as carla:
                await carla.saved()
            self.acknowledged += [update for _, update in anna.journal + ben.journal]

    async def edit(self, stack: AsyncExitStack, url: str, kind: str, arm: Callable[[], None]) -> Browser:
        """Sends one edit of this kind to the armed server; returns its sender."""
        if kind == "away":
            updates = emitted(self.documents["carla"], typed("from away "), erased(0), erased(20))
            browser = await stack.enter_async_context(self.inside(url, "carla", greet=False))
            browser.journal += [(2, update) for update in updates]
            arm()
            await browser.hello()
            return browser
        browser = await stack.enter_async_context(self.inside(url, "anna"))
        await browser.saved()
        arm()
        await browser.edit(typed("now ") if kind == "words" else erased(12))
        return browser


async def check_afterwards(data: Path, people: People, seen: Doc[Any]) -> Doc[Any]:
    """Checks what must hold after every kill. Returns what a new client receives before anybody
    reconnects.
    """
    check_database(data)
    with dying(data) as server:
        async with browsing(server.url, "vera.viewer.s9") as newcomer:
            first = blank()
            first.apply_update(newcomer.doc.get_update())
            assert all(holds(first, update) for update in people.acknowledged), "acknowledged, but gone"
            assert holds(first, seen.get_update()), "seen by another, but gone"
            for name in people.documents:
                async with people.inside(server.url, name) as back:
                    await back.saved()
                    assert back.rejected == []
            async with browsing(server.url, "dora.viewer.s10") as last:
                for document in people.documents.values():
                    assert holds(last.doc, document.get_update()), "brought back, but not taken"
                await newcomer.wait(lambda: text(newcomer.doc) == text(last.doc))
    check_database(data)
    return first


def check_database(data: Path) -> None:
    database = sqlite3.connect(data / "leitstern.db")
    try:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        ((head, covered),) = database.execute(
            "SELECT head_seq, snapshot_seq FROM document WHERE id = 'doc_shared'"
        ).fetchall()
        seqs = [
            seq
            for (seq,) in database.execute(
                "SELECT seq FROM document_update WHERE document_id = 'doc_shared' ORDER BY seq"
            )
        ]
        assert seqs == list(range(seqs[0], head + 1)) and seqs[0] <= covered + 1
    finally:
        database.close()


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        pytest.param(point, kind, id=f"{kind}-{point}")
        for point in EDIT
        for kind in KINDS
        if kind in KINDS_OF.get(point, KINDS)
    ],
)
async def test_an_edit_is_durable_then_visible_then_acknowledged(data: Path, point: Point, kind: str):
    """ACK-6, ACK-3, ACK-1"""
    people = People()
    with dying(data, point) as server:
        await people.write_before(server.url)
        async with AsyncExitStack() as stack:
            vera = await stack.enter_async_context(browsing(server.url, "vera.viewer.s9"))
            sender = await people.edit(stack, server.url, kind, server.arm)
            assert await server.died() == -9
            for browser in (sender, vera):
                await browser.wait(lambda b=browser: b.closed is not None)  # type: ignore[misc]
            journal = list(sender.journal)
            was_seen = all(holds(vera.doc, update) for _, update in journal)
            was_acknowledged = sender.acked >= journal[-1][0]
    assert not was_seen or point not in NOT_DURABLE + NOT_SHOWN, "shown too early"
    assert not was_acknowledged or point in TOLD, "acknowledged too early"
    if was_acknowledged:
        people.acknowledged += [update for _, update in journal]
    first = await check_afterwards(data, people, vera.doc)
    is_there = all(holds(first, update) for _, update in journal)
    assert is_there == (point not in NOT_DURABLE), "durable is what was committed"


@pytest.mark.parametrize("point", SNAPSHOT, ids=str)
async def test_a_snapshot_is_complete_or_absent(data: Path, point: Point):
    """LIFE-3, ACK-6: dies in the second compaction, so that there is something to prune."""
    people = People()
    with dying(data, point) as server:
        await people.write_before(server.url)
        async with (
            people.inside(server.url, "anna") as anna,
            browsing(server.url, "vera.viewer.s9") as vera,
        ):
            await write_much(anna, 8, people)
            await until_compacted(data)
            server.arm()
            with contextlib.suppress(ConnectionClosed):
                await write_much(anna, 8, people)
            assert await server.died() == -9
            await vera.wait(lambda: vera.closed is not None)
    await check_afterwards(data, people, vera.doc)


async def write_much(browser: Browser, count: int, people: People) -> None:
    """Sends words and deletions in turn until the server is gone."""
    for n in range(count):
        await browser.edit(erased(0) if n % 3 == 2 else typed(f"{n} 😀 "))
        await browser.wait(lambda: browser.acked >= browser.sent or browser.closed is not None)
        if browser.acked >= browser.sent:
            people.acknowledged.append(browser.journal[-1][1])


async def until_compacted(data: Path) -> None:
    """Waits for the first snapshot."""
    database = sqlite3.connect(data / "leitstern.db")

    def is_there() -> bool:
        return bool(database.execute("SELECT count(*) FROM document_snapshot").fetchone()[0])

    try:
        await until(is_there)
    finally:
        database.close()
