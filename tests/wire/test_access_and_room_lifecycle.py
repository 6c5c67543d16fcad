"""Changes of rights during a connection; rooms that open, hibernate, compact, drain and are freed."""

from __future__ import annotations

import asyncio
import gc
import json
import weakref
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Text
from websockets.exceptions import InvalidStatus

from leitstern.bus.interfaces import ACCESS_TOPIC
from leitstern.errors import AccessPaused, NotFound, StoreUnavailable
from leitstern.live.document.replica import Replica
from leitstern.live.limits import Limits
from leitstern.live.room.room import Room
from tests.unit.live.documents import typed
from tests.wire.browser import blank, browsing, text, until
from tests.wire.log_wrappers import Wrapped
from tests.wire.server import Admission, Running, serving


async def publish(server: Running, **event: str) -> None:
    await server.bus.publish(ACCESS_TOPIC, json.dumps(event).encode())


async def test_a_removed_person_loses_all_connections_and_nobody_else_does(server: Running):
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


async def test_an_ended_session_closes_only_its_own_connections(server: Running):
    """RIGHT-1"""
    async with browsing(server.url, "anna.editor.s1") as one, browsing(server.url, "anna.editor.s2") as two:
        await publish(server, kind="session_ended", session="s1")
        await one.wait(lambda: one.closed == 4401)
        await two.edit(typed("here"))
        await two.saved()


async def test_a_role_change_applies_to_the_live_connection(server: Running):
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


async def test_an_expired_right_is_noticed(tmp_path: Path):
    """RIGHT-1: nothing is published; the server checks rights periodically."""
    async with serving(tmp_path, Limits(readmit_seconds=0.1)) as server, browsing(server.url) as anna:
        server.door.removed.add("anna")
        await anna.wait(lambda: anna.closed == 4403)


async def test_a_connection_closes_when_its_right_expires_and_returns_after_an_extension(tmp_path: Path):
    """RIGHT-3: what was written late stays with the client, and comes when the link is extended."""
    ends_at = datetime.max.replace(tzinfo=UTC)
    is_extended = False

    async def admit(cookie: str | None, document_id: str) -> Admission:
        admission = await server.door.admit(cookie, document_id)
        if is_extended:
            return admission
        if datetime.now(UTC) >= ends_at:
            raise AccessPaused
        return replace(admission, ends_at=ends_at)

    async with serving(tmp_path, Limits(expiry_seconds=0.1)) as server:
        server.door.admission = admit
        ends_at = datetime.now(UTC) + timedelta(seconds=5)
        async with browsing(server.url, doc=blank(5)) as anna:
            await anna.wait(lambda: anna.closed == 4405)
            late = anna.doc
        late.get("notes", type=Text).insert(0, "late")
        with pytest.raises(InvalidStatus):
            async with browsing(server.url, doc=late):
                pass
        is_extended = True
        async with browsing(server.url, doc=late) as anna:
            await anna.saved()
            assert (await server.rooms.read("doc_shared")).data["notes"] == "late"


async def test_a_replaced_session_reconnects_and_is_not_signed_out(server: Running):
    """RIGHT-1: the browser has another cookie."""
    async with browsing(server.url, "anna.editor.s1") as anna:
        await publish(server, kind="session_replaced", session="s1")
        await anna.wait(lambda: anna.closed == 1012)


async def test_a_stopping_server_commits_acknowledges_and_names_the_retry_time(tmp_path: Path):
    """LIFE-1"""
    async with serving(tmp_path) as server, browsing(server.url) as anna:
        for letter in "abcdef":
            await anna.edit(typed(letter))
        server.server.should_exit = True
        await anna.wait(lambda: anna.closed is not None)
        assert (anna.drained is not None, anna.closed, anna.acked) == (True, 1012, anna.sent)
    async with serving(tmp_path) as server:
        assert (await server.rooms.read("doc_shared")).data["notes"] == "fedcba"


async def test_an_unused_room_is_freed(tmp_path: Path):
    """LIFE-2"""
    async with serving(tmp_path, Limits(idle_seconds=0.2)) as server:
        async with browsing(server.url) as anna:
            await anna.edit(typed("stays"))
            await anna.saved()
            await server.rooms.read("doc_customer")
            await until(lambda: server.rooms.resident("doc_customer") is None)  # As idle as Anna's room.
            assert server.rooms.resident("doc_shared") is not None, "somebody is in it"
        await until(lambda: server.rooms.resident("doc_shared") is None)
        async with browsing(server.url) as anna:
            assert text(anna.doc) == "stays"


async def test_clients_do_not_notice_hibernation(tmp_path: Path):
    """LIFE-5"""
    limits = Limits(idle_seconds=0.2, hibernate_seconds=0.05)
    async with (
        serving(tmp_path, limits) as server,
        browsing(server.url) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
    ):
        replica = server.room().document.replica
        for written in ("x", "xx", "xxx"):
            await anna.edit(typed("x"))
            await ben.wait(partial(_reads, ben.doc, written))
            await until(lambda: replica._doc is None)
        async with browsing(server.url, "carla.editor.s3") as carla:
            assert text(carla.doc) == "xxx"
        assert replica._doc is None, "a newcomer wakes nobody"
        assert (await server.rooms.read("doc_shared")).data["notes"] == "xxx"


async def test_opening_and_closing_leaves_no_objects(tmp_path: Path):
    """LIFE-2: counted in objects, after 60 rounds of connections and edits."""

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
        await until(lambda: alive()[0] <= rooms)  # none of 50 rooms and their documents is left
        await until(lambda: alive()[1] < before + 1000)


async def test_a_documents_memory_is_freed_at_once_without_the_cycle_collector(tmp_path: Path):
    """LIFE-2"""
    async with serving(tmp_path, Limits(idle_seconds=0.1)) as server:
        await server.rooms.edit("doc_shared", "server", lambda d: d.get("notes", type=Text).insert(0, "x"))
        document = weakref.ref(server.room().document.replica.doc)
        gc.disable()
        try:
            await until(lambda: document() is None)
        finally:
            gc.enable()


async def test_many_edits_are_compacted_into_a_readable_snapshot(tmp_path: Path):
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
    return room.document.seq - room.document.tail.updates


async def test_a_snapshot_that_does_not_read_back_is_not_saved(tmp_path: Path, monkeypatch, caplog):
    """LIFE-3"""
    monkeypatch.setattr("leitstern.live.history.snapshot.read_back", lambda *_: None)
    limits = Limits(rated=False, idle_seconds=0.2, snapshot_updates=5)
    async with serving(tmp_path, limits) as server, browsing(server.url) as anna:
        for _ in range(10):
            await anna.edit(typed("x"))
            await anna.saved()
        await until(lambda: "did not read back" in caplog.text)
        assert (await server.store.log.load("doc_shared")).snapshot is None


async def test_concurrent_opens_share_one_load_and_a_failed_load_is_retried(tmp_path: Path):
    """LIFE-4"""
    everybody_waits = asyncio.Event()

    class Counting(Wrapped):
        loads = 0

        async def load(self, document_id: str):
            self.loads += 1
            if self.loads == 1:
                raise StoreUnavailable("once")
            await everybody_waits.wait()
            return await self._log.load(document_id)

    log = Counting()
    async with serving(tmp_path, log=log.around) as server:
        with pytest.raises(StoreUnavailable):
            await server.rooms.read("doc_shared")
        readers = [asyncio.create_task(server.rooms.read("doc_shared")) for _ in range(20)]
        await until(lambda: log.loads == 2)
        everybody_waits.set()
        await asyncio.gather(*readers)
        assert log.loads == 2
        with pytest.raises(NotFound):
            await server.rooms.read("doc_unknown")


async def test_a_changed_epoch_closes_only_its_own_document(server: Running):
    """ACK-5: updates for an old state are not applied to the new one."""
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


async def test_metrics_count_events(server: Running):
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
