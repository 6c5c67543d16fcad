"""A document with forged order affects only its readers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from pycrdt import Text

from leitstern.bus.in_memory import InMemoryBus
from leitstern.live.document.replica import Incoming
from leitstern.live.history.compaction import compact
from leitstern.live.history.past_states import at_moment, changes_of
from leitstern.live.history.snapshot import unordered
from leitstern.live.limits import Limits
from leitstern.live.node.rooms import Rooms
from leitstern.store.interfaces import Append, Author
from leitstern.store.sqlite import SqliteStore, open_sqlite
from tests.unit.live.documents import ROOTS, replica
from tests.unit.live.gate.forged import OTHERWISE, TO_AND_FRO, Sent
from tests.wire.server import ROOTS as SERVED
from tests.wire.server import seed

DOC = "doc_shared"


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    made = open_sqlite(tmp_path / "x.db")
    await made.database.write(seed)
    yield made
    await made.close()


@pytest.mark.parametrize("forged", [OTHERWISE, TO_AND_FRO], ids=["otherwise", "to and fro"])
def test_the_forged_documents_have_an_unstable_order(forged: Sent):
    """GATE-5: the gate accepts them; readers who open the document see another order, and nothing is lost."""
    live = replica(ROOTS)
    assert [live.apply([Incoming(*update)]).verdicts for update in forged] == [[None]] * len(forged)
    opened = replica(ROOTS, live.encode())
    again = replica(ROOTS, opened.encode())
    assert live.to_plain() != opened.to_plain()
    assert (again.to_plain() == opened.to_plain()) == (forged is OTHERWISE)
    assert unordered(live.to_plain()) == unordered(opened.to_plain()) == unordered(again.to_plain())
    assert unordered(live.to_plain()) != unordered(replica(ROOTS).to_plain())


@pytest.mark.parametrize("forged", [OTHERWISE, TO_AND_FRO], ids=["otherwise", "to and fro"])
async def test_it_is_compacted_opened_edited_and_stored_like_any_other(store: SqliteStore, forged: Sent):
    """LIFE-3: the read-back check does not block a snapshot, and no content is lost."""
    live = replica(SERVED["shared"])
    log, limits = store.log, Limits(history_days=30)
    for n, (update, who) in enumerate(forged):
        applied = live.apply([Incoming(update, who)])
        assert applied.update is not None
        await log.append([Append(DOC, 1, n, applied.update, [Author(who, "c", n)], applied.new_clients)])
    wanted = live.to_plain()
    for round in range(3):
        rooms = Rooms(log, InMemoryBus(), SERVED, limits)
        await rooms.start()
        try:
            assert unordered((await rooms.read(DOC)).data) == unordered(wanted)
            await rooms.edit(DOC, "anna", lambda d: d.get("title", type=Text).insert(0, "T"))
            wanted["title"] += "T"
            room = rooms.resident(DOC)
            assert room is not None
            assert await compact(room.document, log, limits)
            assert (await log.load(DOC)).updates == []
        finally:
            await rooms.close()
        soon = datetime.now(UTC) + timedelta(minutes=1)
        then = (await at_moment(log, DOC, soon, SERVED["shared"])).data
        assert unordered(then) == unordered(wanted)
        titles = [c.value for c in await changes_of(log, DOC, soon, SERVED["shared"], ("title",))]
        assert titles == ["T" * (n + 1) for n in range(round + 1)]
