"""`leitstern history`: what it prints of a plan that had a past, and what it says when it cannot."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from leitstern.bus.memory import MemoryBus
from leitstern.cli import main
from leitstern.live.rooms import Rooms
from leitstern.plan import edits
from leitstern.plan.generated import ROOTS
from leitstern.store.sqlite import open_sqlite
from leitstern.store.tables import Participant
from tests.wire.server import seed

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder whose plan Anna began at nine and Ben went on with at ten; the opportunity's id."""
    data = tmp_path_factory.mktemp("past")
    return data, asyncio.run(_make(data))


async def _make(data: Path) -> str:
    now = START
    store = open_sqlite(data / "leitstern.db", lambda: now)

    def rows(session: Session) -> None:
        seed(session)
        for id, name in (("prt_1", "Anna Berg"), ("prt_2", "Ben Kaya")):
            session.add(
                Participant(id=id, plan_id="p", side="supplier", role="editor", name=name, joined_at=START)
            )

    await store.database.write(rows)
    rooms = Rooms(store.log, MemoryBus(), ROOTS)
    await rooms.start()
    made: list[str] = []
    await rooms.edit("doc_shared", "prt_1", lambda d: made.append(edits.add_opportunity(d, title="Größe")))
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


def test_a_plan_as_it_was(past: tuple[Path, str], capsys: pytest.CaptureFixture[str]):
    data, id = past

    def title(*arguments: str) -> str:
        (line,) = printed(capsys, data, *arguments)
        return str(json.loads(line)["opportunities"].get(id, {}).get("title"))

    assert title() == "Later"
    assert title("--at", "2026-05-04T09:30") == "Größe"
    assert title("--at", "2026-05-04T11:30+02:00") == "Größe", "the same moment in Berlin"
    assert title("--at", "2026-05-04") == "None"
    assert json.loads(printed(capsys, data, "--document", "record")[0])["participants"] == {}


def test_who_changed_it_when(past: tuple[Path, str], capsys: pytest.CaptureFixture[str]):
    data, id = past
    assert printed(capsys, data, "--authors") == [
        "1\t2026-05-04T09:00:00.000+00:00\tAnna Berg",
        "2\t2026-05-04T10:00:00.000+00:00\tBen Kaya",
        "3\t2026-05-04T10:00:00.000+00:00\tBen Kaya",
    ]
    assert len(printed(capsys, data, "--authors", "--at", "2026-05-04T09:00")) == 1
    assert printed(capsys, data, "--of", f"opportunities/{id}/title") == [
        '1\t2026-05-04T09:00:00.000+00:00\tAnna Berg\t"Größe"',
        '3\t2026-05-04T10:00:00.000+00:00\tBen Kaya\t"Later"',
    ]
    assert printed(capsys, data, "--of", "opportunities/nothing/there") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plan", "pln_nobody"), "no plan has the id pln_nobody"),
        (("--data", "/no/such/folder"), "no database in /no/such/folder"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_line(
    past: tuple[Path, str], capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
):
    assert main(["history", "--data", str(past[0]), "--plan", "p", *arguments]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"leitstern: {said}\n")


def test_a_time_that_is_none_is_refused(past: tuple[Path, str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["history", "--data", str(past[0]), "--plan", "p", "--at", "yesterday"])
    assert "2026-11-23T14:05" in capsys.readouterr().err
