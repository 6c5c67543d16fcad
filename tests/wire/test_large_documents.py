"""Documents larger than a message: clients send them in parts, the server sends them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pycrdt import Text

from leitstern.client import split_update
from leitstern.client.live_document import LiveDocument
from leitstern.errors import LeitsternError
from leitstern.live.limits import Limits
from tests.unit.live.documents import deletions, typed
from tests.wire.browser import blank, browsing, text
from tests.wire.server import ORIGIN, serving

LARGEST = 16 << 10
WORDS = 8_000
PART = 1_000


def part(client: int, first: int) -> bytes:
    """An update without structs that deletes every other letter of a range."""
    return b"\x00" + deletions(client, *((2 * at, 1) for at in range(first, first + PART)))


async def test_any_number_of_deletions_is_sent_in_parts_and_shown_at_once(tmp_path: Path):
    """WIRE-5, WIRE-6, ACK-2: they need more bytes than a message may have."""
    async with (
        serving(tmp_path, Limits(rated=False), ws_max_size=LARGEST) as server,
        browsing(server.url, doc=blank(5)) as anna,
        browsing(server.url, "ben.editor.s2") as ben,
    ):
        for _ in range(4):
            await anna.edit(typed("ab" * (WORDS // 4)))
        await anna.saved()
        clocks = server.room().document.replica.state_vector()
        for first in range(0, WORDS, PART):
            anna.doc.apply_update(part(5, first))
            await anna.send_update(part(5, first))
        await anna.saved()
        assert anna.rejected == [] and anna.closed is None
        assert len(anna.doc.get_update(clocks)) > LARGEST, "too large for one message"
        await ben.wait(lambda: text(ben.doc) == text(anna.doc) == "b" * WORDS)
        async with browsing(server.url, "cleo.viewer.s3") as newcomer:
            assert text(newcomer.doc) == "b" * WORDS
        for first in range(0, WORDS, PART):
            await ben.send_update(part(5, first))
        await ben.saved()
        assert (await server.rooms.read("doc_shared")).data["notes"] == "b" * WORDS


async def test_a_new_client_receives_a_document_larger_than_a_message(tmp_path: Path):
    """WIRE-5, WIRE-6: also after a restart, with concurrent updates."""
    for started in (0, 1):
        async with serving(tmp_path) as server, browsing(server.url) as anna:
            if not started:
                for _ in range(16):
                    await anna.edit(typed("some words " * 20_000))
                    await anna.saved()
            async with browsing(server.url, f"ben.editor.s{started + 2}") as ben:
                assert ben.received_bytes > 3 << 20
                await ben.edit(lambda d: d.get("notes", type=Text).insert(0, "here "))
                await ben.saved()
                await anna.wait(lambda: text(anna.doc) == text(ben.doc))


async def test_a_script_reconnects_to_a_document_of_many_deletions(tmp_path: Path, monkeypatch):
    """WIRE-5, WIRE-10"""
    monkeypatch.setattr(split_update, "LARGEST", 4_000)
    monkeypatch.setattr(split_update, "RANGES", PART)
    async with serving(tmp_path, Limits(rated=False), ws_max_size=LARGEST) as server:
        script = LiveDocument(f"{server.url}/doc_shared", ORIGIN, "leitstern=anna.editor.s1")
        try:
            await script.loaded()
            notes = script.doc.get("notes", type=Text)
            notes.insert(0, "ab" * WORDS)
            await script.saved()
            for first in range(0, WORDS, PART):
                script.doc.apply_update(part(script.doc.client_id, first))
                await script.saved()
            (member,) = server.room().connections
            member.writer.close(1012, "restart")
            notes.insert(0, "back ")
            await script.saved()
            assert (await server.rooms.read("doc_shared")).data["notes"] == "back " + "b" * WORDS
        finally:
            await script.close()


async def test_a_script_gets_an_error_for_a_too_large_write(tmp_path: Path):
    """WIRE-5: the client does not retry for ever."""
    async with serving(tmp_path, Limits(rated=False), ws_max_size=LARGEST) as server:
        script = LiveDocument(f"{server.url}/doc_shared", ORIGIN, "leitstern=anna.editor.s1")
        try:
            await script.loaded()
            script.doc.get("notes", type=Text).insert(0, "ab" * LARGEST)
            with pytest.raises(LeitsternError, match="1009"):
                await script.saved()
        finally:
            await script.close()
