"""`leitstern summaries` rebuilds all plan summaries from the documents."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlmodel import select

from leitstern.bus.in_memory import InMemoryBus
from leitstern.cli import main
from leitstern.live.node.rooms import Rooms
from leitstern.plan import edits
from leitstern.plan.generated import ROOTS
from leitstern.store.sqlite import open_sqlite
from leitstern.store.tables import PlanSummaryRow
from tests.wire.server import seed


async def _write_a_plan(data: Path) -> None:
    store = open_sqlite(data / "leitstern.db")
    await store.database.write(seed)
    rooms = Rooms(store.log, InMemoryBus(), ROOTS)
    await rooms.start()
    await rooms.edit("doc_shared", "prt_1", lambda doc: edits.set_root_text(doc, "title", "Wachsen"))
    await rooms.close()
    await store.close()


async def _spoil(data: Path) -> None:
    await _with_row(data, lambda row: setattr(row, "title", "Something else"))


async def _with_row(data: Path, change=lambda row: None) -> PlanSummaryRow:
    store = open_sqlite(data / "leitstern.db")

    def work(session) -> PlanSummaryRow:
        row = session.exec(select(PlanSummaryRow)).one()
        change(row)
        session.add(row)
        return row

    row = await store.database.write(work)
    await store.close()
    return row


def test_every_summary_is_rebuilt(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    asyncio.run(_write_a_plan(tmp_path))
    for _ in range(2):
        assert main(["summaries", "--data", str(tmp_path)]) == 0
        assert capsys.readouterr().out == "1 plans summarised\n"
        row = asyncio.run(_with_row(tmp_path))
        assert (row.title, row.seq, row.changed_by) == ("Wachsen", 1, "prt_1")
        asyncio.run(_spoil(tmp_path))


def test_a_folder_without_a_database_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["summaries", "--data", str(tmp_path / "none")]) == 1
    assert "no database in" in capsys.readouterr().err
