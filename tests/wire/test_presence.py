"""Presence: stamped by the server, merged, and removed with the connection."""

from __future__ import annotations

from pathlib import Path

import pytest

from leitstern.live.document.client_reservations import ClientReservations
from leitstern.live.limits import Limits
from leitstern.live.socket.room_socket import PING_SECONDS, PONG_SECONDS
from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import varbytes
from tests.unit.live.documents import corpus_bytes, typed
from tests.wire.browser import blank, browsing
from tests.wire.server import Running, serving

HERE = {"at": {"section": "goals"}, "user": {"name": "The CFO"}}


async def test_the_server_stamps_the_identity(server: Running):
    """PRES-2"""
    async with browsing(server.url) as anna, browsing(server.url, "ben.viewer.s2") as ben:
        await ben.present(6, 1, HERE)
        await anna.wait(lambda: 6 in anna.people)
        who = {"id": "ben", "name": "Anna Berg", "side": "supplier", "role": "viewer"}
        assert anna.people[6] == {"at": {"section": "goals"}, "user": who}


async def test_a_connection_speaks_for_one_client_only(server: Running):
    """PRES-1: not for the client id of a live connection, of an author, or a second one."""
    async with (
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
        browsing(server.url, "mallory.editor.s9") as mallory,
    ):
        await anna.edit(typed("mine"))
        await ben.present(6, 1, HERE)
        await anna.wait(lambda: 6 in anna.people)
        for client in (6, 5, 9, 10):
            await mallory.present(client, 99, {"at": {"section": "forged"}})
        await anna.wait(lambda: 9 in anna.people)
        assert set(anna.people) == {6, 9}
        assert anna.people[6]["at"] == {"section": "goals"}


async def test_a_new_client_sees_everybody_and_a_leaving_one_disappears(server: Running):
    """PRES-3, PRES-4: two tabs of one person are two states of one participant."""
    async with browsing(server.url) as anna:
        async with browsing(server.url, "ben.editor.s2") as ben, browsing(server.url, "ben.editor.s2") as tab:
            await ben.present(6, 1, {"at": {"section": "goals"}})
            await tab.present(7, 1, {"at": {"section": "actions"}})
            await anna.wait(lambda: set(anna.people) == {6, 7})
            assert {state["user"]["id"] for state in anna.people.values()} == {"ben"}
            async with browsing(server.url, "carla.viewer.s4") as carla:
                await carla.wait(lambda: set(carla.people) == {6, 7})
        await anna.wait(lambda: not anna.people)


async def test_changes_are_sent_merged(tmp_path: Path):
    """PRES-3"""
    async with (
        serving(tmp_path, Limits(presence_seconds=0.3)) as server,
        browsing(server.url) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
    ):
        for clock in range(1, 40):
            await ben.present(6, clock, {"at": {"section": "goals", "record": f"g{clock}"}})
        await anna.wait(lambda: anna.people.get(6, {}).get("at", {}).get("record") == "g39")
        assert anna.presence_messages <= 2


async def test_a_browser_may_reconnect_before_its_old_socket_ends(server: Running):
    """PRES-1"""
    async with browsing(server.url, "ben.editor.s2") as ben, browsing(server.url, "ben.editor.s2") as again:
        await ben.present(6, 5, HERE)
        await again.wait(lambda: 6 in again.people)
        await again.present(6, 1, {"at": {"section": "people"}})
        await ben.wait(lambda: ben.people.get(6, {}).get("at") == {"section": "people"})
        await ben.socket.close()
        async with browsing(server.url) as anna:
            await anna.wait(lambda: 6 in anna.people)


@pytest.mark.parametrize(
    "payload",
    [
        corpus_bytes("aw_nan.awareness.bin"),
        corpus_bytes("aw_truncated.awareness.bin"),
        b"\x01\x05\x01\x02[]",
        b"\x01\x05\x01\x0c" + b'"' + b"x" * 10 + b'"',
        b"\x01\x05\x01\xc5\x27" + b'{"x":"' + b"x" * 5052 + b'"}'[:7],
        b"\x01\x05\x01\x90\x4e" + b"[" * 10000,
        b"\x01\x05\x01" + varbytes(b'{"a":' + b"[" * 990 + b"]" * 990 + b"}"),
        b"\x01\x05\x01" + varbytes(b'{"a":1e400}'),
        b"\x01\x05\x01" + varbytes(b'{"a":"\\ud800"}'),
    ],
)
async def test_malformed_presence_is_refused(server: Running, payload: bytes):
    """PRES-5"""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await ben.socket.send(protocol.awareness(payload))
        await ben.wait(lambda: [code for _, code in ben.rejected] == ["malformed"])
        await ben.present(6, 1, HERE)
        await anna.wait(lambda: set(anna.people) == {6})


async def test_echoed_states_of_others_are_no_violation(server: Running):
    """PRES-1, PRES-5: a merged message of a whole room may exceed the size of one state."""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2", extended=False) as stock:
        await stock.present(6, 1, HERE)
        await anna.wait(lambda: 6 in anna.people)
        from leitstern.live.wire.awareness import encode_states

        others = [(1000 + n, 1, b'{"at":"%s"}' % (b"x" * 60)) for n in range(200)]
        await stock.socket.send(protocol.awareness(encode_states(others)))
        await stock.present(6, 2, {"at": {"section": "people"}})
        await anna.wait(lambda: anna.people[6]["at"] == {"section": "people"})
        assert set(anna.people) == {6} and stock.closed is None


async def test_a_query_returns_everybody(server: Running):
    """PRES-3: message 3."""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await ben.present(6, 1, HERE)
        await anna.wait(lambda: 6 in anna.people)
        anna.people.clear()
        await anna.socket.send(b"\x03")
        await anna.wait(lambda: 6 in anna.people)


async def test_a_dead_connection_leaves_the_presence_within_ten_seconds(server: Running):
    """PRES-4: the socket stays open, but the client does not respond."""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2", ping_interval=None) as ben:
        await ben.present(ben.doc.client_id, 1, {"at": {"section": "goals"}})
        await anna.wait(lambda: ben.doc.client_id in anna.people)
        ben.socket.transport.pause_reading()
        await anna.wait(lambda: ben.doc.client_id not in anna.people)
        assert len(server.room().connections) == 1, "who answers stays"
    assert PING_SECONDS + PONG_SECONDS <= 10


async def test_nobody_takes_the_client_id_of_a_lost_connection(server: Running):
    """PRES-1"""
    async with browsing(server.url) as anna:
        async with browsing(server.url, "ben.editor.s2") as ben:
            client = ben.doc.client_id
            await ben.present(client, 1, {"at": {"section": "goals"}})
            await anna.wait(lambda: client in anna.people)
        await anna.wait(lambda: client not in anna.people)
        async with browsing(server.url, "mallory.editor.s9") as mallory:
            await mallory.present(client, 2**50, {"at": {"section": "goals"}})
            await mallory.edit(typed("x"))
            await mallory.saved()
            async with browsing(server.url, "ben.editor.s2") as back:
                await back.present(client, 2, {"at": {"section": "notes"}})
                await anna.wait(lambda: client in anna.people)
                assert anna.people[client]["user"]["id"] == "ben"


async def test_a_client_id_shown_in_presence_cannot_be_used_by_others(server: Running):
    """PRES-6, GATE-3: whoever wrote first with an id that they saw would own it."""
    async with (
        browsing(server.url, "anna.editor.s1", doc=blank(77)) as anna,
        browsing(server.url, "mallory.editor.s9", doc=blank(77)) as mallory,
    ):
        await anna.present(77, 1, {"at": {"section": "goals"}})
        await mallory.wait(lambda: 77 in mallory.people)
        n = await mallory.edit(typed("mine"))
        await mallory.wait(lambda: mallory.rejected == [(n, "client_id")])
        await anna.edit(typed("words"))
        await anna.saved()
        assert anna.rejected == []


async def test_a_reserved_client_id_stays_reserved_after_its_connection_ended(server: Running):
    """PRES-6: for words that were written without a connection."""
    async with browsing(server.url, "mallory.editor.s9", doc=blank(77)) as mallory:
        async with browsing(server.url, "anna.editor.s1", doc=blank(77)) as anna:
            await anna.present(77, 1, {"at": {"section": "goals"}})
            await mallory.wait(lambda: 77 in mallory.people)
        await mallory.wait(lambda: 77 not in mallory.people)
        await mallory.present(77, 9, {"at": {"section": "goals"}})
        n = await mallory.edit(typed("mine"))
        await mallory.wait(lambda: mallory.rejected == [(n, "client_id")])
        assert 77 not in mallory.people
        async with browsing(server.url, "anna.editor.s1", doc=blank(77)) as anna:
            await anna.edit(typed("words"))
            await anna.saved()


def test_reservations_of_one_participant_do_not_replace_those_of_others():
    kept = ClientReservations()
    kept.reserve(1, "anna")
    for client in range(100, 300):
        kept.reserve(client, "mallory")
    assert kept.owner(1) == "anna"
    assert kept.owner(100) is None and kept.owner(299) == "mallory"
