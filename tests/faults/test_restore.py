"""After a restore browsers send newer content back or set it aside; authorship does not change."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pycrdt import Doc, Text

from leitstern.cli import backups
from leitstern.cli.commands import run_command
from leitstern.clock import utc_now
from leitstern.live.history.past_states import changes
from tests.unit.live.documents import typed
from tests.wire.browser import blank, browsing
from tests.wire.server import serving

DOC = "doc_shared"
ANNA, BEN = "anna.editor.s1", "ben.editor.s2"


def notes(doc: Doc) -> str:
    return str(doc.get("notes", type=Text))


async def command(*arguments: str | Path) -> int:
    return await asyncio.to_thread(run_command, [str(argument) for argument in arguments])


async def backed_up(data: Path, backup: Path) -> tuple[Doc, Doc]:
    """Makes a backup with "kept"; then Anna writes "later ", which Ben's browser receives. Returns their
    documents.
    """
    async with (
        serving(data) as server,
        browsing(server.url, ANNA, doc=blank(7)) as anna,
        browsing(server.url, BEN, doc=blank(8)) as ben,
    ):
        await anna.edit(typed("kept "))
        await anna.saved()
        assert await command("backup", backup, "--data", data) == 0
        await anna.edit(typed("later ", at=5))
        await anna.saved()
        await ben.wait(lambda: notes(ben.doc) == "kept later ")
        return anna.doc, ben.doc


async def authors(server) -> list[tuple[str, ...]]:
    return [change.participants for change in await changes(server.store.log, DOC, utc_now())]


@pytest.mark.parametrize("is_lost", [False, True], ids=["beside the old database", "after a lost disk"])
async def test_newer_content_returns_with_its_original_author(data: Path, tmp_path: Path, is_lost: bool):
    """RESTORE-1"""
    backup = tmp_path / "backups" / "b.db"
    anna_doc, ben_doc = await backed_up(data, backup)
    if is_lost:
        backup = backup.rename(tmp_path.parent / f"{tmp_path.name}.db")
        lose_keeping_folder(data)
    assert await command("restore", backup, "--data", data) == 0
    async with serving(data) as server:
        async with browsing(server.url, "cleo.viewer.s3") as reader:
            assert notes(reader.doc) == "kept "
        async with browsing(server.url, BEN, doc=ben_doc) as ben:
            await ben.saved()
            assert ben.rejected == []
            assert "ben" not in {who for entry in await authors(server) for who in entry}
            await ben.edit(typed("ben ", at=0))
            await ben.saved()
        async with browsing(server.url, ANNA, doc=anna_doc) as anna:
            await anna.edit(typed("more ", at=len(notes(anna.doc))))
            await anna.saved()
            assert anna.rejected == []
            assert notes(anna.doc) == "ben kept later more "
        assert (await authors(server))[-2:] == [("ben",), ("anna",)]
        clients = (await server.store.log.load(DOC)).clients
        assert (clients[7], clients[8]) == ("anna", "ben")
    async with serving(data) as server, browsing(server.url, "cleo.viewer.s3") as reader:
        assert notes(reader.doc) == "ben kept later more "


def lose_keeping_folder(data: Path) -> None:
    for path in data.iterdir():
        if path.is_file():
            path.unlink()


async def test_unclaimed_content_belongs_to_the_owner_of_the_client_id(data: Path):
    """RESTORE-1: an update, unlike an answer to step 1, still contains only own structs."""
    backup = data.parent / f"{data.name}-backup.db"
    anna_doc, ben_doc = await backed_up(data, backup)
    lose_keeping_folder(data)
    assert await command("restore", backup, "--data", data) == 0
    async with serving(data) as server:
        async with browsing(server.url, BEN, doc=blank(9)) as ben:
            await ben.send_update(ben_doc.get_update(ben.doc.get_state()))
            await ben.wait(lambda: ben.rejected)
            assert ben.rejected[0][1] == "client_id", "kept is Anna's, by the backup"
        async with browsing(server.url, ANNA, doc=anna_doc, greet=False) as anna:
            await anna.present(7, 1, {})
            await anna.saved(1)
        assert (await server.store.log.load(DOC)).clients[7] == "anna"


async def test_discarding_raises_the_epoch_above_every_known_one(data: Path, monkeypatch: pytest.MonkeyPatch):
    """RESTORE-2: also when the database that last raised it is lost."""
    backup = data.parent / f"{data.name}-backup.db"
    await backed_up(data, backup)
    epochs = []
    for day in range(2):
        monkeypatch.setattr(backups, "utc_now", lambda later=day: utc_now() + timedelta(days=later))
        lose_keeping_folder(data)
        assert await command("restore", backup, "--data", data, "--discard-newer") == 0
        async with serving(data) as server, browsing(server.url, "cleo.viewer.s3") as reader:
            welcome = reader.welcomes[0]
            assert notes(reader.doc) == "kept "
            epochs.append(welcome["epoch"])
    assert 1 < epochs[0] < epochs[1]
    made_at = _stamp(backup)
    assert welcome["restored_to_ms"] == pytest.approx(made_at, abs=1000)


def _stamp(backup: Path) -> float:
    from leitstern.store.sqlite_backup import read_stamp

    return read_stamp(backup).made_at.timestamp() * 1000


async def test_a_plain_copy_of_the_database_can_be_restored(data: Path):
    """RESTORE-3"""
    copy = data.parent / f"{data.name}-copy.db"
    anna_doc, _ = await backed_up(data, data.parent / f"{data.name}-backup.db")
    with closing(sqlite3.connect(data / "leitstern.db")) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    lose_keeping_folder(data)
    assert await command("restore", copy, "--data", data) == 0
    async with serving(data) as server, browsing(server.url, ANNA, doc=anna_doc) as anna:
        assert notes(anna.doc) == "kept later "
