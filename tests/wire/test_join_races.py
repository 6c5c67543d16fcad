"""Races during a join: changes of rights, connection limits, and role changes with pending updates."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from leitstern.bus.interfaces import ACCESS_TOPIC
from leitstern.errors import Forbidden
from leitstern.live.limits import Limits
from leitstern.live.wire import protocol
from tests.unit.live.documents import typed
from tests.wire.browser import blank, browsing, text, until
from tests.wire.log_wrappers import Held
from tests.wire.server import Admission, Running, serving


async def publish(server: Running, **event: str) -> None:
    before = server.rooms.rights.heard
    await server.bus.publish(ACCESS_TOPIC, json.dumps(event).encode())
    await until(lambda: server.rooms.rights.heard > before)


@pytest.mark.parametrize(
    ("event", "code"), [("participant_removed", 4403), ("role_changed", 4403)], ids=["removed", "changed"]
)
async def test_a_right_lost_during_the_load_ends_the_connection(tmp_path: Path, event: str, code: int):
    """RIGHT-1: admitted before the event, in the room after it; the event passes in between."""
    log = Held()
    async with serving(tmp_path, log=log.around) as server:
        log.may_load.clear()
        coming = asyncio.create_task(_come(server, "guest.editor.s2"))
        await until(lambda: log.loads)
        server.door.removed.add("guest")
        await publish(server, kind=event, participant="guest")
        log.may_load.set()
        assert await coming == code


async def _come(server: Running, cookie: str) -> int | None:
    async with browsing(server.url, cookie, greet=False) as guest:
        await guest.wait(lambda: guest.closed is not None)
        return guest.closed


async def test_simultaneous_joins_during_a_load_count_against_the_limit(tmp_path: Path):
    """WIRE-3: all of them wait for one load."""
    log = Held()
    async with serving(tmp_path, Limits(connections_per_participant=3), log=log.around) as server:
        log.may_load.clear()
        async with AsyncExitStack() as stack:
            coming = [
                asyncio.create_task(stack.enter_async_context(browsing(server.url, greet=False)))
                for _ in range(10)
            ]
            await until(lambda: log.loads)
            log.may_load.set()
            came = await asyncio.gather(*coming, return_exceptions=True)
            refused = [one for one in came if isinstance(one, InvalidStatus)]
            assert {one.response.status_code for one in refused} == {429}
            assert len(refused) == 7 and len(server.room().connections) == 3


async def test_the_newer_of_two_admissions_wins(tmp_path: Path):
    """RIGHT-2: the first admission query is answered last."""
    async with serving(tmp_path) as server, browsing(server.url, doc=blank(5)) as anna:
        asked: list[asyncio.Event] = []

        async def admission(cookie: str | None, document_id: str) -> Admission:
            admitted = await server.door.admit(cookie, document_id)
            asked.append(asyncio.Event())
            await asked[-1].wait()
            return admitted

        server.door.admission = admission
        await publish(server, kind="role_changed", participant="anna")
        await until(lambda: len(asked) == 1)
        server.door.roles["anna"] = "viewer"
        (member,) = server.room().connections
        again = asyncio.create_task(server.rooms.rights.ask_again(server.room(), member))
        await asyncio.sleep(0)
        for number in (1, 0):
            if len(asked) > number:
                asked[number].set()
        await until(lambda: len(asked) == 2)
        asked[1].set()
        await again
        assert not member.admission.may_write
        await anna.wait(lambda: [w["role"] for w in anna.welcomes] == ["editor", "viewer"])


async def test_a_demoted_viewer_gets_no_ack_before_earlier_updates_are_durable(tmp_path: Path):
    """ACK-1, RIGHT-2: updates written as an editor; as a viewer the person writes nothing new."""
    log = Held()
    async with (
        serving(tmp_path, log=log.around) as server,
        browsing(server.url, "guest.editor.s2", doc=blank(6)) as guest,
    ):
        await guest.saved()
        known = guest.acked
        log.may_append.clear()
        await guest.edit(typed("words"))
        await until(lambda: server.room().document.is_ahead)
        server.door.roles["guest"] = "viewer"
        await publish(server, kind="role_changed", participant="guest")
        await guest.wait(lambda: len(guest.welcomes) == 2)
        n = await guest.send_update(b"\x00\x00")
        await guest.socket.send(b"\x09")
        await guest.wait(lambda: guest.rejected)
        assert guest.acked == known
        log.may_append.set()
        await guest.wait(lambda: guest.acked == n)


async def test_a_join_during_shutdown_is_refused(tmp_path: Path):
    """LIFE-1: a connection admitted just before the stop is told to reconnect and delays nothing."""
    log = Held()
    async with serving(tmp_path, log=log.around) as server:
        log.may_load.clear()
        coming = asyncio.create_task(_come(server, "guest.editor.s2"))
        await until(lambda: log.loads)
        await server.rooms.drain(0.1)
        log.may_load.set()
        assert await coming == 4503


async def test_reopened_rooms_are_counted_once(tmp_path: Path):
    """LIFE-4: also before room maintenance runs."""
    async with serving(tmp_path) as server:
        for _ in range(3):
            await server.rooms.read("doc_shared")
            server.room().give_up(protocol.Close.INTERNAL, Forbidden())
        await server.rooms.read("doc_shared")
        assert server.rooms.metrics.registry.get_sample_value("leitstern_rooms") == 1


async def test_an_overlong_message_type_is_malformed(tmp_path: Path):
    """WIRE-4: it would be processed as a sync message without being counted."""
    async with serving(tmp_path) as server, browsing(server.url, doc=blank(5)) as anna:
        await anna.saved()
        await anna.socket.send(b"\x80\x00" + protocol.update(b"\x00\x00")[1:])
        await anna.wait(lambda: anna.rejected == [(0, "malformed")])


async def test_a_crashed_background_task_restarts(tmp_path: Path, monkeypatch, caplog):
    """LIFE-2: presence continues, and the operator is told."""
    async with (
        serving(tmp_path) as server,
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
    ):
        failed = asyncio.Event()

        def tick(now: float) -> None:
            failed.set()
            raise RuntimeError("a bug")

        monkeypatch.setattr(server.room(), "tick", tick)
        await failed.wait()
        monkeypatch.undo()
        await anna.present(5, 1, {"at": {"section": "goals"}})
        await ben.wait(lambda: 5 in ben.people)
        assert "the ticker failed" in caplog.text
        assert text(ben.doc) == ""
