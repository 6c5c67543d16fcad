"""Rights that change while people are in; rooms that open, rest, are compacted, drain and leave memory."""

from __future__ import annotations

import asyncio
import gc
import json
import weakref
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Text

from leitstern.bus.interfaces import ACCESS_TOPIC
from leitstern.errors import NotFound, StoreUnavailable
from leitstern.live.limits import Limits
from leitstern.live.replica import Replica
from leitstern.live.room import Room
from tests.unit.live.documents import typed
from tests.wire.browser import blank, browsing, text, until
from tests.wire.logs import Wrapped
from tests.wire.server import Running, serving


async def publish(server: Running, **event: str) -> None:
    await server.bus.publish(ACCESS_TOPIC, json.dumps(event).encode())


async def test_who_is_removed_is_out_everywhere_and_nobody_else(server: Running):
    """RIGHT-1"""
    async with (
        browsing(server.url, "guest.editor.s2") as guest,
        browsing(server.url, "guest.editor.s2", document="doc_record") as second,
        browsing(server.url) as anna,
    ):
        server.door.removed.add("guest")
        await publish(server, kind="participant_removed", participant="guest")
        await guest.wait(lambda: guest.closed == 4403)
        await second.wait(lambda: second.closed == 4403)
        await anna.edit(typed("on"))
        await anna.saved()


async def test_an_ended_session_is_out_and_the_same_person_elsewhere_stays(server: Running):
    """RIGHT-1"""
    async with browsing(server.url, "anna.editor.s1") as one, browsing(server.url, "anna.editor.s2") as two:
        await publish(server, kind="session_ended", session="s1")
        await one.wait(lambda: one.closed == 4401)
        await two.edit(typed("here"))
        await two.saved()


async def test_a_changed_role_holds_on_the_live_connection(server: Running):
    """RIGHT-2, WIRE-2"""
    async with browsing(server.url, "guest.editor.s2", doc=blank(6)) as guest, browsing(server.url) as anna:
        await guest.present(6, 1, {"at": {"section": "goals"}})
        server.door.roles["guest"] = "viewer"
        await publish(server, kind="role_changed", participant="guest")
        await guest.wait(lambda: [w["role"] for w in guest.welcomes] == ["editor", "viewer"])
        await anna.wait(lambda: anna.people.get(6, {}).get("user", {}).get("role") == "viewer")
        n = await guest.edit(typed("no"))
        await guest.wait(lambda: guest.rejected == [(n, "read_only")])
        server.door.roles["guest"] = "editor"
        await publish(server, kind="role_changed", participant="guest")
        await anna.wait(lambda: text(anna.doc) == "no")


async def test_a_right_that_ended_by_itself_is_noticed(tmp_path: Path):
    """RIGHT-1: nothing was published; the server asks again now and then."""
    async with serving(tmp_path, Limits(readmit_seconds=0.1)) as server, browsing(server.url) as anna:
        server.door.removed.add("anna")
        await anna.wait(lambda: anna.closed == 4403)


async def test_a_server_that_stops_commits_acknowledges_and_says_when_to_come_back(tmp_path: Path):
    """LIFE-1"""
    async with serving(tmp_path) as server, browsing(server.url) as anna:
        for letter in "abcdef":
            await anna.edit(typed(letter))
        server.server.should_exit = True
        await anna.wait(lambda: anna.closed is not None)
        assert (anna.drained is not None, anna.closed, anna.acked) == (True, 1012, anna.sent)
    async with serving(tmp_path) as server:
        assert (await server.rooms.read("doc_shared")).data["notes"] == "fedcba"


async def test_a_room_that_nobody_has_open_leaves_memory(tmp_path: Path):
    """LIFE-2"""
    async with serving(tmp_path, Limits(idle_seconds=0.2)) as server:
        async with browsing(server.url) as anna:
            await anna.edit(typed("stays"))
            await anna.saved()
            await asyncio.sleep(0.5)
            assert server.rooms.resident("doc_shared") is not None, "somebody is in it"
        await until(lambda: server.rooms.resident("doc_shared") is None)
        async with browsing(server.url) as anna:
            assert text(anna.doc) == "stays"


async def test_a_document_that_rests_goes_on_unnoticed(tmp_path: Path):
    """LIFE-5"""
    limits = Limits(idle_seconds=0.2, rest_seconds=0.05)
    async with (
        serving(tmp_path, limits) as server,
        browsing(server.url) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
    ):
        replica = server.room().pipeline.replica
        for written in ("x", "xx", "xxx"):
            await anna.edit(typed("x"))
            await ben.wait(partial(_reads, ben.doc, written))
            await until(lambda: replica._doc is None)
        async with browsing(server.url, "carla.editor.s3") as carla:
            assert text(carla.doc) == "xxx"
        assert replica._doc is None, "a newcomer wakes nobody"
        assert (await server.rooms.read("doc_shared")).data["notes"] == "xxx"


async def test_opening_and_closing_leaves_nothing_behind(tmp_path: Path):
    """LIFE-2: counted in objects, after 60 rounds of people and edits."""

    def alive() -> tuple[int, int]:
        gc.collect()
        kinds = [type(thing) for thing in gc.get_objects()]
        return sum(kind in (Room, Replica) for kind in kinds), len(kinds)

    async def visit(server: Running) -> None:
        async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2") as ben:
            await anna.edit(typed("x"))
            await ben.present(ben.doc.client_id, 1, {"at": {"section": "goals"}})
            await anna.saved()
        await until(lambda: server.rooms.resident("doc_shared") is None)

    async with serving(tmp_path, Limits(idle_seconds=0.02, rated=False)) as server:
        for _ in range(10):
            await visit(server)
        rooms, before = alive()
        for _ in range(50):
            await visit(server)
        await until(lambda: alive()[0] <= rooms)  # of 50 rooms and their documents none is left
        await until(lambda: alive()[1] < before + 1000)


async def test_a_documents_memory_is_freed_at_once_without_the_cycle_collector(tmp_path: Path):
    """LIFE-2"""
    async with serving(tmp_path, Limits(idle_seconds=0.1)) as server:
        await server.rooms.edit("doc_shared", "server", lambda d: d.get("notes", type=Text).insert(0, "x"))
        document = weakref.ref(server.room().pipeline.replica.doc)
        gc.disable()
        try:
            await until(lambda: document() is None)
        finally:
            gc.enable()


async def test_many_edits_become_a_snapshot_that_reads_back(tmp_path: Path):
    """LIFE-3"""
    limits = Limits(rated=False, idle_seconds=0.2, snapshot_updates=40)
    async with serving(tmp_path, limits) as server:
        async with browsing(server.url) as anna:
            for n in range(45):
                await anna.edit(typed("😀" if n % 2 else "ä"))
                await anna.saved()
            await until(lambda: _snapshot_seq(server) >= 40)
        wanted = text(anna.doc)
    async with serving(tmp_path, limits) as server:
        loaded = await server.store.log.load("doc_shared")
        assert loaded.snapshot is not None and len(loaded.updates) <= 5
        assert (await server.rooms.read("doc_shared")).data["notes"] == wanted


def _snapshot_seq(server: Running) -> int:
    room = server.room()
    return room.pipeline.seq - room.pipeline.tail.updates


async def test_a_snapshot_that_does_not_read_back_is_not_written(tmp_path: Path, monkeypatch, caplog):
    """LIFE-3"""
    monkeypatch.setattr("leitstern.live.snapshot.read_back", lambda *_: None)
    limits = Limits(rated=False, idle_seconds=0.2, snapshot_updates=5)
    async with serving(tmp_path, limits) as server, browsing(server.url) as anna:
        for _ in range(10):
            await anna.edit(typed("x"))
            await anna.saved()
        await until(lambda: "did not read back" in caplog.text)
        assert (await server.store.log.load("doc_shared")).snapshot is None


async def test_many_who_open_at_once_load_once_and_a_failed_load_is_tried_anew(tmp_path: Path):
    """LIFE-4"""

    class Counting(Wrapped):
        loads = 0

        async def load(self, document_id: str):
            self.loads += 1
            await asyncio.sleep(0.05)
            if self.loads == 1:
                raise StoreUnavailable("once")
            return await self._log.load(document_id)

    log = Counting()
    async with serving(tmp_path, log=log.around) as server:
        with pytest.raises(StoreUnavailable):
            await server.rooms.read("doc_shared")
        await asyncio.gather(*(server.rooms.read("doc_shared") for _ in range(20)))
        assert log.loads == 2
        with pytest.raises(NotFound):
            await server.rooms.read("doc_unknown")


async def test_a_document_whose_epoch_moved_on_lets_go_and_others_are_not_harmed(server: Running):
    """ACK-5: what was written for an old state is not written into the new one."""
    async with (
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "ben.editor.s2", document="doc_supplier", doc=blank(6)) as ben,
    ):
        await anna.saved()
        from leitstern.store.tables import Document

        def move(session) -> None:
            session.get_one(Document, "doc_shared").epoch += 1

        await server.store.database.write(move)
        await asyncio.gather(
            anna.edit(typed("old")), ben.edit(lambda d: d.get("notes", type=Text).insert(0, "b"))
        )
        await anna.wait(lambda: anna.closed == 4503)
        await ben.saved()
    async with browsing(server.url) as anna:
        assert (text(anna.doc), anna.welcomes[0]["epoch"]) == ("", 2)


async def test_metrics_count_what_happened(server: Running):
    async with browsing(server.url) as anna:
        await anna.edit(typed("x"))
        await anna.saved()
        await anna.send_update(b"\x01")
        await anna.wait(lambda: anna.rejected)

        def value(name: str, **labels: str) -> float | None:
            return server.rooms.metrics.registry.get_sample_value(f"leitstern_{name}", labels)

        assert value("connections") == value("rooms") == 1
        assert value("updates_total") == 1
        assert (value("received_bytes_total") or 0) > 10
        assert value("refusals_total", code="shape") == 1
        assert value("commit_seconds_count") == 1


def _reads(doc: Doc[Any], written: str) -> bool:
    return text(doc) == written
