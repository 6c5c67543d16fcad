"""Updates are durable, then visible, then acknowledged: killed servers, failing stores, and messages to
people.

tests/faults/test_disk_full.py has a disk that is really full.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pycrdt import Text

from leitstern.errors import StoreUnavailable
from leitstern.live.document.batch import Commit
from leitstern.live.limits import Limits
from leitstern.live.node import committer
from leitstern.live.room.room import Room
from tests.patience import PATIENCE
from tests.unit.live.documents import typed
from tests.wire.browser import Browser, blank, browsing, holds, text, until
from tests.wire.log_wrappers import Held, Wrapped
from tests.wire.server import serving

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def process(data: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A server in a separate process, to be killed."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "tests/wire/server.py",
        data,
        "--unrated",
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'server'}"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert child.stdout is not None
        line = await asyncio.wait_for(child.stdout.readline(), PATIENCE)
        yield child, f"ws://127.0.0.1:{json.loads(line)['port']}/sync"
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def _type_until_gone(browser: Browser, letter: str) -> None:
    """Types a letter every few milliseconds; every third time it deletes the first letter instead."""
    count = 0
    while browser.closed is None:
        count += 1
        if count % 3 == 0:
            await browser.edit(lambda d: d.get("notes", type=Text).__delitem__(slice(0, 1)))
        else:
            await browser.edit(typed(letter))
        await asyncio.sleep(0.002)


async def test_acknowledged_and_visible_updates_survive_a_kill(tmp_path: Path):
    """ACK-6, ACK-3: two runs of one server, killed while two people type."""
    documents = {"anna": blank(5), "ben": blank(6)}
    for _ in range(2):
        async with (
            process(tmp_path) as (child, url),
            browsing(url, "anna.editor.s1", doc=documents["anna"]) as anna,
            browsing(url, "ben.editor.s2", doc=documents["ben"]) as ben,
            browsing(url, "vera.viewer.s3") as vera,
        ):
            typing = [
                asyncio.create_task(_type_until_gone(browser, letter))
                for browser, letter in ((anna, "a"), (ben, "b"))
            ]
            for browser in (anna, ben):
                await browser.wait(lambda b=browser: b.acked > 20)  # type: ignore[misc]
            child.send_signal(signal.SIGKILL)
            await asyncio.gather(*typing, return_exceptions=True)
        async with process(tmp_path) as (_, url), browsing(url, "carla.viewer.s4") as newcomer:
            assert holds(newcomer.doc, vera.doc.get_update()), "what another saw is not taken back"
            for browser in (anna, ben):
                acknowledged = [update for n, update in browser.journal if n <= browser.acked]
                assert all(holds(newcomer.doc, update) for update in acknowledged)


class Failing(Wrapped):
    """A log that fails while told to."""

    is_failing = False
    reads_fail = False
    tries = 0

    async def append(self, batch):
        if self.is_failing:
            self.tries += 1
            raise StoreUnavailable("disk full")
        return await self._log.append(batch)

    async def load(self, document_id: str):
        if self.reads_fail:
            raise StoreUnavailable("cannot read")
        return await self._log.load(document_id)


async def test_failing_commits_acknowledge_and_show_nothing_and_recover(
    tmp_path: Path,
):
    """ACK-5, ACK-3"""
    log = Failing()
    async with (
        serving(tmp_path, log=log.around) as server,
        browsing(server.url) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
    ):
        await anna.edit(typed("safe"))
        await ben.wait(lambda: text(ben.doc) == "safe")
        await anna.saved()
        log.is_failing = True
        n = await anna.edit(typed("not yet "))
        edit = asyncio.ensure_future(
            server.rooms.edit("doc_shared", "server", lambda d: d.get("title", type=Text).insert(0, "T"))
        )
        await until(lambda: log.tries >= 2)
        async with browsing(server.url, "carla.viewer.s4") as carla:
            assert text(carla.doc) == "safe"
            assert (await server.rooms.read("doc_shared")).data["notes"] == "safe"
            assert anna.acked < n and text(ben.doc) == "safe" and not edit.done()
            log.is_failing = False
            await anna.saved()
            await carla.wait(lambda: text(carla.doc) == "not yet safe")
            await ben.wait(lambda: text(ben.doc) == "not yet safe")
            assert await edit <= 3


async def test_failing_commits_rebuild_the_document_once(tmp_path: Path, monkeypatch):
    """ACK-5: a retry costs only the transaction, and later updates stay behind it."""
    monkeypatch.setattr(committer, "LAST_RETRY", 0.1)
    log = Failing()
    async with (
        serving(tmp_path, log=log.around) as server,
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "ben.editor.s2", doc=blank(6)) as ben,
    ):
        await anna.edit(typed("safe"))
        await anna.saved()
        await ben.wait(lambda: text(ben.doc) == "safe")
        log.is_failing = True
        await anna.edit(typed("one "))
        edit = asyncio.ensure_future(
            server.rooms.edit("doc_shared", "server", lambda d: d.get("title", type=Text).insert(0, "T"))
        )
        await until(lambda: log.tries >= 2)
        for word in ("two ", "three "):
            await anna.edit(typed(word))
        await ben.edit(typed(" and Ben", 4))
        await ben.send_update(b"\x01nonsense")
        await until(lambda: log.tries >= 6)
        assert server.rooms.metrics.registry.get_sample_value("leitstern_rebuilds_total") == 1
        assert server.room().document.is_busy and not edit.done()
        assert (await server.rooms.read("doc_shared")).data["notes"] == "safe"
        log.is_failing = False
        await anna.saved()
        await ben.saved()
        assert anna.rejected == [] and [code for _, code in ben.rejected] == ["shape"]
        whole = "three two one safe and Ben"
        await ben.wait(lambda: text(ben.doc) == whole)
        await anna.wait(lambda: text(anna.doc) == whole)
        assert await edit > 0
        state = await server.rooms.read("doc_shared")
        assert (state.data["notes"], state.data["title"]) == (whole, "T")
        assert server.rooms.metrics.registry.get_sample_value("leitstern_rebuilds_total") == 1
    async with serving(tmp_path) as again:
        assert (await again.rooms.read("doc_shared")).data == state.data
        owners = (await again.store.log.load("doc_shared")).clients
        assert (owners[5], owners[6]) == ("anna", "ben")


async def test_long_failing_commits_close_with_4503(tmp_path: Path):
    """ACK-5"""
    log, limits = Failing(), Limits(patience_seconds=0.3)
    async with serving(tmp_path, limits, log=log.around) as server:
        async with browsing(server.url, doc=blank(5)) as anna:
            await anna.saved()
            log.is_failing = True
            await anna.edit(typed("words"))
            edit = asyncio.ensure_future(server.rooms.edit("doc_shared", "server", lambda d: None))
            await anna.wait(lambda: anna.closed == 4503)
            with pytest.raises(StoreUnavailable):
                await edit
        log.is_failing = False
        async with browsing(server.url, doc=anna.doc) as again:
            await again.saved()
            assert (await server.rooms.read("doc_shared")).data["notes"] == "words"


async def test_a_store_that_fails_reads_and_writes_blocks_nobody(tmp_path: Path):
    """ACK-5: the document cannot be rebuilt, so the room closes; a server edit gets an error."""
    log = Failing()
    async with serving(tmp_path, log=log.around) as server:
        async with browsing(server.url, doc=blank(5)) as anna:
            await anna.saved()
            log.is_failing = log.reads_fail = True
            edit = server.rooms.edit(
                "doc_shared", "server", lambda d: d.get("title", type=Text).insert(0, "T")
            )
            with pytest.raises(StoreUnavailable):
                await asyncio.wait_for(edit, PATIENCE)
            await anna.wait(lambda: anna.closed == 4503)
            assert server.rooms.takes_writes, "nothing waits any more: the next one tries"
        log.is_failing = log.reads_fail = False
        assert (await server.rooms.read("doc_shared")).data["title"] == ""


async def test_a_bug_in_one_room_closes_only_that_room(tmp_path: Path, monkeypatch, caplog):
    """ACK-6: its committed updates are durable, and all other rooms continue."""
    real = Room.committed

    def committed(room: Room, commit: Commit, seqs: Sequence[int]) -> None:
        if commit.changes and room.document.info.kind == "shared":
            raise RuntimeError("a bug")
        real(room, commit, seqs)

    async with (
        serving(tmp_path) as server,
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "ben.editor.s2", document="doc_supplier", doc=blank(6)) as ben,
    ):
        await asyncio.gather(anna.saved(), ben.saved())
        monkeypatch.setattr(Room, "committed", committed)
        await asyncio.gather(anna.edit(typed("a")), ben.edit(typed("b")))
        await anna.wait(lambda: anna.closed == 4500)
        await ben.edit(typed("b"))
        await ben.saved()
        monkeypatch.undo()
        assert (await server.rooms.read("doc_shared")).data["notes"] == "a"
        assert "failed" in caplog.text


async def test_nobody_sees_an_update_before_it_is_durable(tmp_path: Path):
    """ACK-3, WIRE-6: not by fan-out, not by step 2, not by a read."""
    log = Held()
    log.may_append.clear()
    async with (
        serving(tmp_path, log=log.around) as server,
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
        browsing(server.url, "carla.viewer.s4", greet=False) as carla,
    ):
        n = await anna.edit(typed("secret"))
        room = server.room()
        await until(lambda: room.document.is_ahead)
        await carla.hello()
        read = asyncio.ensure_future(server.rooms.read("doc_shared"))
        for browser in (anna, ben, carla):
            await (await browser.socket.ping())
        assert (text(ben.doc), carla.synced, read.done()) == ("", False, False)
        assert anna.acked < n
        log.may_append.set()
        await carla.wait(lambda: text(carla.doc) == "secret")
        assert (await read).data["notes"] == "secret"
        await anna.saved()
