"""Refused connections and messages; other clients notice nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pycrdt import Map, Text
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from leitstern.live.limits import Limits
from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import varuint
from tests.unit.live.documents import corpus, corpus_bytes, typed, update
from tests.wire.browser import blank, browsing, text
from tests.wire.server import ORIGIN, Running, serving


async def status_of(server: Running, path: str = "doc_shared", origin: str = ORIGIN, **options) -> int:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"{server.url}/{path}", origin=Origin(origin) if origin else None, **options):
            pass
    return refused.value.response.status_code


COOKIE = {"Cookie": "leitstern=anna.editor.s1"}


async def test_a_client_without_rights_is_refused_before_the_upgrade(server: Running):
    """WIRE-3"""
    assert await status_of(server) == 401
    assert await status_of(server, "doc_unknown", additional_headers=COOKIE) == 404
    for origin in ("http://evil.example", "null", "https://test.example", "http://test.example:1", ""):
        assert await status_of(server, additional_headers=COOKIE, origin=origin) == 403
    server.door.removed.add("ben")
    assert await status_of(server, additional_headers={"Cookie": "leitstern=ben.editor.s2"}) == 403
    async with connect(f"{server.url}/doc_shared", additional_headers=COOKIE, origin=Origin(ORIGIN)):
        pass


async def test_one_participant_has_a_bounded_number_of_connections(tmp_path: Path):
    """WIRE-3"""
    async with (
        serving(tmp_path, Limits(connections_per_participant=2)) as server,
        browsing(server.url),
        browsing(server.url),
    ):
        assert await status_of(server, additional_headers=COOKIE) == 429
        async with browsing(server.url, "ben.editor.s2"):
            pass


@pytest.mark.parametrize(
    "message", [b"\x09", b"\x00", b"\x00\x07\x00", b"\x00\x02\x05a", b"\x01\x01\x00\x00", b"\xff" * 9]
)
async def test_malformed_messages_are_refused(server: Running, message: bytes):
    """WIRE-4, REJ-1"""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2", extended=False) as stock:
        await anna.saved()
        anna.sent += message[:1] == b"\x00"
        await anna.socket.send(message)
        n = anna.sent if message[:1] == b"\x00" else 0
        await anna.wait(lambda: anna.rejected == [(n, "malformed")])
        await anna.edit(typed("still here"))
        await anna.saved()
        await stock.socket.send(message)
        await stock.wait(lambda: stock.closed == 4400)


async def test_text_frames_are_refused(server: Running):
    """WIRE-4: in one frame or in fragments, valid UTF-8 or not."""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2", extended=False) as stock:
        await anna.socket.send("hello")
        await anna.socket.send(["hel", "lo"])
        await anna.wait(lambda: anna.rejected == [(0, "malformed")] * 2)
        anna.socket.transport.write(b"\x81\x82\x00\x00\x00\x00\xff\xff")
        await anna.wait(lambda: anna.rejected == [(0, "malformed")] * 3)
        await anna.edit(typed("still here"))
        await anna.saved()
        await stock.socket.send("hello")
        await stock.wait(lambda: stock.closed == 4400)


async def test_a_too_large_message_closes_with_1009(server: Running):
    """WIRE-5: in one frame and in fragments."""
    async with browsing(server.url) as anna, browsing(server.url, "ben.editor.s2") as ben:
        await anna.socket.send(protocol.update(b"x" * (1 << 20)))
        await anna.wait(lambda: anna.closed == 1009)
        await ben.socket.send(b"x" * (1 << 18) for _ in range(5))
        await ben.wait(lambda: ben.closed == 1009)


async def test_a_refused_update_changes_nothing_and_notifies_only_its_sender(server: Running):
    """REJ-1, ACK-1: a refused message is settled, later ones are acknowledged."""
    async with (
        browsing(server.url) as anna,
        browsing(server.url, "mallory.editor.s9", doc=blank(9)) as mallory,
    ):
        await anna.edit(typed("a😀b"))
        await mallory.wait(lambda: text(mallory.doc) == "a😀b")
        refused = await mallory.send_update(b"\x00\x01" + varuint(anna.doc.client_id) + b"\x01\x02\x01")
        await mallory.wait(lambda: mallory.rejected == [(refused, "unicode")])
        await mallory.edit(typed("!"))
        await mallory.saved()
        await anna.wait(lambda: text(anna.doc) == "!a😀b")
        assert anna.rejected == []
        assert (await server.rooms.read("doc_shared")).seq == 2


async def test_a_refused_stock_client_is_closed_with_a_final_code(server: Running):
    """REJ-1"""
    async with browsing(server.url, extended=False) as stock:
        await stock.send_update(b"\x01\x02\x03")
        await stock.wait(lambda: stock.closed == 4400)


async def test_repeated_refusals_close_the_connection(server: Running):
    """REJ-3"""
    async with browsing(server.url) as anna:
        for _ in range(9):
            await anna.send_update(b"\x01\x02\x03")
        await anna.wait(lambda: anna.closed == 4400)
        assert len(anna.rejected) == 8


async def test_updates_of_viewers_are_refused_unread(server: Running):
    """REJ-2"""
    async with (
        browsing(server.url, "vera.viewer.s3", doc=blank(5)) as vera,
        browsing(server.url, "otto.viewer.s5", extended=False, doc=blank(6)) as stock,
        browsing(server.url) as anna,
    ):
        empty = await vera.send_update(b"\x00\x00")
        await vera.saved(empty)
        n = await vera.edit(typed("mine"))
        await vera.wait(lambda: vera.rejected == [(n, "read_only")])
        await stock.send_update(b"not even an update")
        await stock.wait(lambda: stock.closed == 4403)
        await anna.edit(typed("ours"))
        await anna.saved()
        assert (await server.rooms.read("doc_shared")).data["notes"] == "ours"


async def test_clients_cannot_write_the_record_document(server: Running):
    """REJ-2"""
    async with browsing(server.url, document="doc_record") as anna:
        n = await anna.edit(lambda d: d.get("participants", type=Map).update({"x": 1}))
        await anna.wait(lambda: anna.rejected == [(n, "read_only")])


async def test_a_foreign_client_id_is_refused_also_after_a_restart(tmp_path: Path):
    """GATE-3"""
    async with serving(tmp_path) as server, browsing(server.url, doc=blank(5)) as anna:
        await anna.edit(typed("mine"))
        await anna.saved()
        document = anna.doc
    document.get("notes", type=Text).insert(0, "forged ")
    forged = document.get_update()
    async with serving(tmp_path) as server, browsing(server.url, "mallory.editor.s9") as mallory:
        n = await mallory.send_update(forged)
        await mallory.wait(lambda: mallory.rejected == [(n, "client_id")])
        async with browsing(server.url, doc=document) as anna:
            await anna.saved()
            assert (await server.rooms.read("doc_shared")).data["notes"] == "forged mine"


async def test_a_full_document_reports_it_and_accepts_deletions(tmp_path: Path):
    """GATE-7"""
    async with serving(tmp_path, Limits(max_document=5000)) as server, browsing(server.url) as anna:
        await anna.edit(typed("x" * 6000))
        await anna.saved()
        n = await anna.edit(typed("y"))
        await anna.wait(lambda: anna.rejected == [(n, "document_full")])
    async with serving(tmp_path, Limits(max_document=5000)) as server, browsing(server.url) as anna:
        await anna.edit(lambda d: d.get("notes", type=Text).__delitem__(slice(0, 10)))
        await anna.saved()
        assert len((await server.rooms.read("doc_shared")).data["notes"]) == 5990


async def test_the_whole_corpus_on_one_server_affects_nobody(tmp_path: Path):
    """GATE-1, WIRE-6, PRES-5: every input at every entry point, while two other clients type."""
    async with (
        serving(tmp_path, Limits(max_violations=10_000)) as server,
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
        browsing(server.url, "mallory.editor.s9", doc=blank(9)) as mallory,
    ):
        for number, hostile in enumerate(corpus()):
            data = corpus_bytes(hostile["file"])
            for wrapped in (protocol.update(data), protocol.step2(data), protocol.step1(data)):
                await mallory.send_sync(wrapped)
            await mallory.socket.send(protocol.awareness(data))
            await mallory.send_sync(b"\x00" + data)
            if number % 5 == 0:
                await anna.edit(typed("a"))
                await anna.saved()
        await mallory.send_update(update(9, 0, [b"\x00\x01"]))
        await anna.edit(typed("!"))
        await anna.saved()
        await ben.wait(lambda: text(ben.doc) == text(anna.doc))
        assert mallory.closed is None and len(mallory.rejected) > len(corpus())
        newcomer = (await server.rooms.read("doc_shared")).data
        assert newcomer["notes"] == text(anna.doc)
