"""`leitstern verify`: a sentence for everything that disagrees; also of a database older than the ledger."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlmodel import select

from leitstern.app import LeitsternApp, create_app, open_rows
from leitstern.cli import main
from leitstern.commands.verify import Report, verify
from leitstern.plan.record import write_entries
from leitstern.settings import Settings
from leitstern.store.migrate import FOLDER
from leitstern.store.tables import Document
from tests.pages.people import ORIGIN, Clock, House
from tests.patience import PATIENCE
from tests.records import shown_participants

pytestmark = pytest.mark.slow


@pytest.fixture
async def lived(tmp_path: Path) -> Path:
    """A folder in which people came, changed rights, were removed and came back."""
    app = create_app(Settings(data=tmp_path), now=Clock())
    async with app.router.lifespan_context(app):
        house = House(app, Clock())
        await house.fill("")
        anna = await house.member()
        await anna.get(house.plan_path)
        await house.guest(name="Claire")
        path = await house.invite("personal", name="Ben")
        await house.guest(path, "Ben")
        ids = {str(one["name"]): id for id, one in (await house.participants()).items()}
        for kind, arguments in (
            ("participant.set_role", {"participant_id": ids["Claire"], "role": "viewer", "link": "keep"}),
            ("participant.remove", {"participant_id": ids["Ben"]}),
            ("plan.archive", {}),
        ):
            body = {"id": kind, "arguments": arguments}
            path = f"{house.plan_path}/commands/{kind}"
            answer = await anna.http.post(path, json=body, headers={"origin": ORIGIN})
            assert answer.status_code == 200
        await house.participants()
    return tmp_path


async def _verified(data: Path) -> Report:
    async with open_rows(Settings(data=data)) as rows:
        return await verify(rows.database, rows.log)


def _change(data: Path, statement: str) -> None:
    with sqlite3.connect(data / "leitstern.db") as thief:
        thief.execute(statement)
    thief.close()


async def test_the_ledger_lists_what_people_did_in_order(lived: Path, capsys: pytest.CaptureFixture[str]):
    assert await asyncio.to_thread(main, ["verify", "--data", str(lived)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("All is well: 1 ledgers, 8 entries") and said.count("\n") == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE participant SET role = 'editor' WHERE name = 'Claire'", "is another in the ledger"),
        ("UPDATE participant SET removed_at = NULL WHERE name = 'Ben'", "is another in the ledger"),
        ("UPDATE invitation SET revoked_at = NULL WHERE name = 'Ben'", "invitation"),
        ("UPDATE plan SET archived_at = NULL", "disagree whether it is archived"),
        ("DELETE FROM participant WHERE name = 'Claire'", "has no row"),
        ("DELETE FROM ledger_entry WHERE seq = 2", "entry 2 is missing"),
        ("DELETE FROM ledger_entry WHERE seq = 8", "disagree whether it is archived"),
        ("UPDATE ledger_entry SET actor = 'x' WHERE seq = 4", "entry 4 was changed"),
    ],
)
async def test_a_difference_is_reported_and_sets_the_exit_status(
    lived: Path, capsys: pytest.CaptureFixture[str], statement: str, said: str
):
    _change(lived, f"PRAGMA foreign_keys = OFF; {statement}".split("; ")[1])
    assert await asyncio.to_thread(main, ["verify", "--data", str(lived)]) == 1
    out = capsys.readouterr().out
    assert said in out and "faults in 1 ledgers" in out


async def test_a_wrong_record_is_reported_and_corrected_when_the_plan_changes(lived: Path):
    app = create_app(Settings(data=lived))
    async with app.router.lifespan_context(app):
        plan_id, record_id = await _record(app)
        await app.services.rooms.edit(record_id, "server", lambda doc: write_entries(doc, "participants", {}))
    report = await _verified(lived)
    assert report.faults == [f"plan {plan_id}: the record shows other participants than the rows"]
    app = create_app(Settings(data=lived))
    async with app.router.lifespan_context(app):
        app.services.commands.projector.mark(plan_id)
        async with asyncio.timeout(PATIENCE):
            while not await shown_participants(app.services, record_id):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    assert (await _verified(lived)).faults == []


async def test_a_record_behind_its_ledger_is_no_fault_and_catches_up_at_the_start(lived: Path):
    _change(lived, "UPDATE record_projection SET ledger_seq = 1")
    report = await _verified(lived)
    assert report.faults == [] and len(report.behind) == 1
    app = create_app(Settings(data=lived))
    async with app.router.lifespan_context(app):
        _, record_id = await _record(app)
        await shown_participants(app.services, record_id)
    report = await _verified(lived)
    assert report.faults == report.behind == []


async def _record(app: LeitsternApp) -> tuple[str, str]:
    """(plan id, id of its record document)"""
    wanted = select(Document.plan_id, Document.id).where(Document.kind == "record")
    return await app.services.database.read(lambda session: session.exec(wanted).one())


OLDER = """
INSERT INTO workspace VALUES ('w', 'Nordlicht', '2026-01-01 09:00:00.000000');
INSERT INTO member (id, workspace_id, email, name, password_hash, role, language, created_at)
  VALUES ('m', 'w', 'a@example.com', 'Anna', '', 'admin', 'en', '2026-01-01 09:00:00.000000');
INSERT INTO account VALUES ('a', 'w', 'Halbmond', '', '', '2026-01-01 09:00:00.000000');
INSERT INTO plan (id, account_id, title, created_by, created_at, archived_at)
  VALUES ('p', 'a', 'Plan', 'm', '2026-01-01 09:00:00.000000', '2026-02-01 09:00:00.500000');
INSERT INTO document (id, plan_id, kind, epoch, head_seq, snapshot_seq) VALUES ('d', 'p', 'record', 1, 0, 0);
INSERT INTO invitation VALUES ('i', 'p', 'personal', 'customer', 'viewer', 'Zoë', 'de', 'h', 'm',
  '2026-01-02 09:00:00.000001', '2026-03-02 09:00:00.000000', NULL, NULL, '2026-01-04 09:00:00.000000');
INSERT INTO participant VALUES
  ('par_m', 'p', 'supplier', 'editor', 'Anna', 'en', 'm', NULL, '2026-01-02 09:00:00.000000', NULL),
  ('par_g', 'p', 'customer', 'viewer', 'Zoë', 'de', NULL, 'i',
   '2026-01-03 09:00:00.000000', '2026-01-04 09:00:00.000000');
"""


async def test_a_plan_older_than_the_ledger_gets_one_and_a_record(tmp_path: Path):
    path = tmp_path / "leitstern.db"
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    engine.dispose()
    with sqlite3.connect(path) as older:
        older.executescript(OLDER)
    older.close()
    report = await _verified(tmp_path)
    assert (report.faults, report.behind, report.entries) == ([], ["p"], 6)
    app = create_app(Settings(data=tmp_path))
    async with app.router.lifespan_context(app):
        shown = await shown_participants(app.services, "d")
    assert {id: (one["name"], one["removed"]) for id, one in shown.items()} == {
        "par_m": ("Anna", False),
        "par_g": ("Zoë", True),
    }
