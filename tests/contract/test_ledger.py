"""The ledger on a real database: gapless, chained, one entry a command; one transaction with documents."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from leitstern.commands import ledger
from leitstern.commands.command import Event
from leitstern.errors import Conflict
from leitstern.store.interfaces import Append, Author
from leitstern.store.sqlite import SqliteStore, open_sqlite
from leitstern.store.tables import LedgerEntry, Plan
from tests.wire.server import seed

NOW = datetime(2027, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
RENAMED = Event("participant.renamed", {"participant": "par_1", "name": "Zoë \U0001f600", "n": 7, "no": None})


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = open_sqlite(tmp_path / "x.db")
    await opened.database.write(seed)
    yield opened
    await opened.close()


def enter(session: Session, command_id: str, scope: str = "p", at: datetime = NOW) -> ledger.Entry:
    draft = ledger.Draft(command_id, "participant.rename", "par_1", "digest")
    return ledger.append(session, scope, draft, [RENAMED], at)


async def fill(store: SqliteStore, count: int = 5) -> None:
    for n in range(count):
        at = NOW + timedelta(seconds=n)
        await store.database.write(lambda s, n=n, at=at: enter(s, f"c{n}", at=at))  # type: ignore[misc]


async def found(store: SqliteStore, scope: str = "p") -> list[ledger.Entry]:
    return await store.database.read(lambda session: ledger.entries(session, scope))


async def test_an_entry_reads_back_as_it_was_written(store: SqliteStore):
    written = await store.database.write(lambda session: enter(session, "c"))
    assert await found(store) == [written]
    assert (written.seq, written.at, written.events) == (1, NOW, (RENAMED,))
    assert written.previous_hash == ledger.GENESIS


async def test_each_ledger_has_its_own_seqs_and_chain(store: SqliteStore):
    await fill(store)
    await store.database.write(lambda session: enter(session, "c0", scope="w"))
    ours, theirs = await found(store), await found(store, "w")
    assert [entry.seq for entry in ours] == [1, 2, 3, 4, 5] and [entry.seq for entry in theirs] == [1]
    assert [entry.previous_hash for entry in ours[1:]] == [entry.hash for entry in ours[:-1]]
    assert ledger.first_fault(ours) == ledger.first_fault(theirs) == ""
    assert await store.database.read(ledger.scopes) == ["p", "w"]


async def test_a_command_has_one_entry_and_a_second_one_changes_nothing(store: SqliteStore):
    await fill(store)

    def again(session: Session) -> None:
        session.get_one(Plan, "p").title = "changed"
        enter(session, "c3")

    with pytest.raises(IntegrityError):
        await store.database.write(again)
    assert len(await found(store)) == 5
    assert await store.database.read(lambda session: session.get_one(Plan, "p").title) == "Plan"


async def test_simultaneous_appends_get_different_seqs(store: SqliteStore):
    await asyncio.gather(
        *(store.database.write(lambda s, n=n: enter(s, f"c{n}")) for n in range(30))  # type: ignore[misc]
    )
    entries = await found(store)
    assert [entry.seq for entry in entries] == list(range(1, 31)) and ledger.first_fault(entries) == ""


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger_entry SET events = replace(events, 'par_1', 'par_2') WHERE seq = 3", "entry 3"),
        ("UPDATE ledger_entry SET actor = 'somebody' WHERE seq = 1", "entry 1"),
        ("UPDATE ledger_entry SET kind = 'plan.archive' WHERE seq = 5", "entry 5"),
        ("UPDATE ledger_entry SET at = datetime(at, '+1 day') WHERE seq = 2", "entry 2"),
        ("UPDATE ledger_entry SET command_id = 'other' WHERE seq = 2", "entry 2"),
        ("UPDATE ledger_entry SET arguments_digest = '' WHERE seq = 4", "entry 4"),
        ("UPDATE ledger_entry SET hash = previous_hash WHERE seq = 4", "entry 4"),
        ("DELETE FROM ledger_entry WHERE seq = 3", "entry 3 is missing"),
        ("DELETE FROM ledger_entry WHERE seq = 1", "entry 1 is missing"),
        ("UPDATE ledger_entry SET scope = 'w' WHERE seq = 5", ""),
    ],
)
async def test_any_change_of_the_chain_is_detected(
    store: SqliteStore, tmp_path: Path, statement: str, said: str
):
    """Moved into another ledger, an entry neither starts that one nor follows its last."""
    await fill(store)
    with sqlite3.connect(tmp_path / "x.db") as thief:
        thief.execute(statement)
    thief.close()
    if said:
        assert said in ledger.first_fault(await found(store))
    else:
        assert ledger.first_fault(await found(store, "w"))


async def test_an_entry_that_was_rewritten_with_its_hash_breaks_the_next(store: SqliteStore):
    await fill(store)

    def forge(session: Session) -> None:
        row = session.get_one(LedgerEntry, ("p", 3))
        row.actor = "somebody"
        row.hash = ledger.entry_hash(ledger._entry(row))

    await store.database.write(forge)
    assert "entry 4" in ledger.first_fault(await found(store))


def append(after: int = 0) -> Append:
    return Append("doc_shared", 1, after, b"update", [Author("server", "server", 0)])


async def test_rows_ledger_and_document_are_one_transaction(store: SqliteStore):
    def whole(session: Session) -> list[int]:
        session.get_one(Plan, "p").title = "changed"
        enter(session, "c")
        return list(store.log.append_within(session, [append(), append(after=1)]))

    def broken(session: Session) -> None:
        session.get_one(Plan, "p").title = "broken"
        enter(session, "d")
        store.log.append_within(session, [append(after=2)])
        raise RuntimeError("on the way")

    def late(session: Session) -> None:
        session.get_one(Plan, "p").title = "late"
        enter(session, "e")
        store.log.append_within(session, [append()])

    assert await store.database.write(whole) == [1, 2]
    with pytest.raises(RuntimeError):
        await store.database.write(broken)
    with pytest.raises(Conflict):
        await store.database.write(late)
    assert await store.database.read(lambda session: session.get_one(Plan, "p").title) == "changed"
    assert [entry.command_id for entry in await found(store)] == ["c"]
    assert [one.seq for one in (await store.log.load("doc_shared")).updates] == [1, 2]
    assert list(await store.log.append([append(after=2)])) == [3], "the log goes on"
