"""`leitstern history`: its output for a plan with a history, and its errors."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from leitstern.bus.in_memory import InMemoryBus
from leitstern.cli import main
from leitstern.commands import ledger
from leitstern.commands.command import Event
from leitstern.commands.ledger import Draft
from leitstern.live.node.rooms import Rooms
from leitstern.plan import edits
from leitstern.plan.generated import ROOTS
from leitstern.store.sqlite import open_sqlite
from leitstern.store.tables import Participant
from tests.wire.server import seed

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with a plan that Anna edits at nine and Ben at ten; the id of the opportunity."""
    data = tmp_path_factory.mktemp("past")
    return data, asyncio.run(_make(data))


async def _make(data: Path) -> str:
    now = START
    store = open_sqlite(data / "leitstern.db", lambda: now)

    def rows(session: Session) -> None:
        seed(session)
        for id, name, side in (("prt_1", "Anna Berg", "supplier"), ("prt_2", "Benno", "customer")):
            session.add(Participant(id=id, plan_id="p", side=side, role="editor", name=name, joined_at=START))
        for hours, kind, name in ((0, "joined", "Ben Kaya"), (2, "renamed", "Benno")):
            event = Event(f"participant.{kind}", {"participant": "prt_2", "name": name})
            ledger.append(session, "p", Draft(f"cmd_{kind}", kind, "prt_2"), [event], START + hours * HOUR)

    await store.database.write(rows)
    rooms = Rooms(store.log, InMemoryBus(), ROOTS)
    await rooms.start()
    made: list[str] = []

    def add(doc: Any) -> None:
        made.append(edits.add_record(doc, "opportunities", {"title": "Größe"}))

    await rooms.edit("doc_shared", "prt_1", add)
    now = START + HOUR
    await rooms.edit("doc_shared", "prt_2", lambda d: edits.set_root_text(d, "title", "Plan"))
    await rooms.edit(
        "doc_shared", "prt_2", lambda d: edits.set_field(d, "opportunities", made[0], "title", "Later")
    )
    await rooms.close()
    await store.close()
    return made[0]


def printed(capsys: pytest.CaptureFixture[str], data: Path, *arguments: str) -> list[str]:
    assert main(["history", "--data", str(data), "--plan", "p", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_it_prints_a_past_state(past: tuple[Path, str], capsys: pytest.CaptureFixture[str]):
    data, id = past

    def title(*arguments: str) -> str:
        (line,) = printed(capsys, data, *arguments)
        return str(json.loads(line)["opportunities"].get(id, {}).get("title"))

    assert title() == "Later"
    assert title("--at", "2026-05-04T09:30") == "Größe"
    assert title("--at", "2026-05-04T11:30+02:00") == "Größe", "the same moment in Berlin"
    assert title("--at", "2026-05-04") == "None"
    assert json.loads(printed(capsys, data, "--document", "record")[0])["participants"] == {}


def test_it_prints_who_changed_what_when(past: tuple[Path, str], capsys: pytest.CaptureFixture[str]):
    data, id = past
    assert printed(capsys, data, "--authors") == [
        "1\t2026-05-04T09:00:00.000+00:00\tAnna Berg (supplier)",
        "2\t2026-05-04T10:00:00.000+00:00\tBen Kaya (customer)",
        "3\t2026-05-04T10:00:00.000+00:00\tBen Kaya (customer)",
    ], "a later name does not rewrite the past"
    assert len(printed(capsys, data, "--authors", "--at", "2026-05-04T09:00")) == 1
    assert printed(capsys, data, "--of", f"opportunities/{id}/title") == [
        '1\t2026-05-04T09:00:00.000+00:00\tAnna Berg (supplier)\t"Größe"',
        '3\t2026-05-04T10:00:00.000+00:00\tBen Kaya (customer)\t"Later"',
    ]
    assert printed(capsys, data, "--of", "opportunities/nothing/there") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plan", "pln_nobody"), "no plan has the id pln_nobody"),
        (("--data", "/no/such/folder"), "no database in /no/such/folder"),
    ],
)
def test_an_error_is_one_line(
    past: tuple[Path, str], capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
):
    assert main(["history", "--data", str(past[0]), "--plan", "p", *arguments]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"leitstern: {said}\n")


def test_an_invalid_time_is_refused(past: tuple[Path, str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["history", "--data", str(past[0]), "--plan", "p", "--at", "yesterday"])
    assert "2026-11-23T14:05" in capsys.readouterr().err
