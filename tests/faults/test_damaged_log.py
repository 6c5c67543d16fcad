"""A damaged log entry loses only its own content; browsers that still hold it restore it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pycrdt import Doc, Text

from leitstern.live.limits import Limits
from tests.injections.damaged_rows import DAMAGE, Damage, snapshots, unreadable_authors
from tests.unit.live.documents import typed
from tests.wire.browser import browsing, until
from tests.wire.server import serving

DOC = "doc_shared"
WORDS = ("one ", "two ", "three ")


def notes(doc: Doc) -> str:
    return str(doc.get("notes", type=Text))


async def written(data: Path) -> Doc:
    """Writes three entries as Anna; returns her document."""
    async with serving(data) as server, browsing(server.url) as anna:
        for word in WORDS:
            await anna.edit(typed(word, at=len(notes(anna.doc))))
            await anna.saved()
        return anna.doc


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
async def test_a_document_opens_without_its_damaged_entries_which_are_logged(
    data: Path, damage: Damage, caplog: pytest.LogCaptureFixture
):
    """DAMAGE-1"""
    await written(data)
    damage(data / "leitstern.db", DOC, 2)
    async with serving(data) as server, browsing(server.url, "ben.editor.s2") as newcomer:
        assert notes(newcomer.doc) == "one "
        assert server.rooms.damaged_documents == 1
        assert server.rooms.metrics.registry.get_sample_value("leitstern_damaged_documents") == 1
        assert f"document {DOC}: entry 2 is damaged" in caplog.text
        await newcomer.edit(typed("new ", at=0))
        await newcomer.saved()
    async with serving(data) as server, browsing(server.url, "ben.editor.s2") as again:
        assert notes(again.doc) == "new one "


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
async def test_any_browser_with_the_lost_part_restores_it_under_its_authors_name(data: Path, damage: Damage):
    """DAMAGE-2"""
    anna = await written(data)
    held: Doc = Doc()
    held.apply_update(anna.get_update())
    damage(data / "leitstern.db", DOC, 2)
    async with serving(data) as server, browsing(server.url, "cleo.viewer.s3") as reader:
        assert notes(reader.doc) == "one "
        async with browsing(server.url, "ben.editor.s2", doc=held) as ben:
            await ben.saved()
            assert ben.rejected == []
            await reader.wait(lambda: notes(reader.doc) == "one two three ")
        async with browsing(server.url, "anna.editor.s1", doc=anna) as owner:
            await owner.edit(typed("four ", at=len(notes(owner.doc))))
            await owner.saved()
            assert owner.rejected == []
        log = await server.store.log.load(DOC)
        assert [author.participant for entry in log.updates[-2:] for author in entry.authors] == [
            "anna",
            "anna",
        ]
        assert set(log.clients.values()) == {"anna"}
    async with serving(data) as server, browsing(server.url, "ben.editor.s2") as newcomer:
        assert notes(newcomer.doc) == "one two three four "


async def test_recovered_pending_structs_follow_the_same_rules(data: Path):
    """DAMAGE-2: entry 3 is recovered from the log when somebody sends entry 2 alone."""
    anna = await written(data)
    DAMAGE["garbage"](data / "leitstern.db", DOC, 2)
    async with serving(data) as server:
        partly: Doc = Doc()
        partly.apply_update((await server.store.log.load(DOC)).updates[0].update)
        vector = partly.get_state()
        whole = anna.get_update(vector)
        assert b"three" in whole
        async with browsing(server.url, "anna.editor.s1", doc=anna) as owner:
            await owner.edit(typed("four ", at=len(notes(owner.doc))))
            await owner.saved()
            assert owner.rejected == [] and notes(owner.doc) == "one two three four "
            await until(lambda: not server.room().document.replica.held_back)


async def test_a_damaged_log_is_never_compacted(data: Path):
    """DAMAGE-3: pending structs that depend on the lost entry exist only in the log."""
    limits = Limits(snapshot_updates=2, idle_seconds=0.05)
    await written(data)
    DAMAGE["gone"](data / "leitstern.db", DOC, 2)
    async with serving(data, limits) as server:
        async with browsing(server.url) as anna:
            assert notes(anna.doc) == "one "
        await until(lambda: server.rooms.resident(DOC) is None)
        loaded = await server.store.log.load(DOC)
        assert loaded.snapshot is None and len(loaded.updates) == 2


async def test_a_document_opens_without_its_snapshots(data: Path):
    """DAMAGE-1: the log keeps everything until retention prunes it."""
    limits = Limits(snapshot_updates=2, idle_seconds=0.05)
    async with serving(data, limits) as server:
        async with browsing(server.url) as anna:
            for word in WORDS:
                await anna.edit(typed(word, at=len(notes(anna.doc))))
                await anna.saved()
        await until(lambda: server.rooms.resident(DOC) is None)
        assert (await server.store.log.load(DOC)).snapshot is not None
    snapshots(data / "leitstern.db", DOC)
    async with serving(data) as server, browsing(server.url) as newcomer:
        assert notes(newcomer.doc) == "one two three "
        assert server.rooms.damaged_documents == 1


async def test_unreadable_authors_lose_no_content(data: Path):
    """DAMAGE-1"""
    await written(data)
    unreadable_authors(data / "leitstern.db", DOC, 2)
    async with serving(data) as server, browsing(server.url) as newcomer:
        assert notes(newcomer.doc) == "one two three "
        assert server.rooms.damaged_documents == 0


async def test_in_an_undamaged_document_nobody_sends_others_structs(data: Path):
    """GATE-3"""
    anna = await written(data)
    held: Doc = Doc()
    held.apply_update(anna.get_update())
    with anna.transaction():
        anna.get("notes", type=Text).insert(0, "unsent ")
    held.apply_update(anna.get_update())
    async with (
        serving(data) as server,
        browsing(server.url, "ben.editor.s2", doc=held, greet=False) as ben,
    ):
        await ben.wait(lambda: ben.rejected)
        assert ben.rejected[0][1] == "client_id"
