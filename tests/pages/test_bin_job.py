"""Deleted records are erased after 30 days, by the server and through the log; idle documents stay closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pycrdt import Doc

from leitstern.plan import edits
from leitstern.store.tables import Update
from tests.pages.people import House

DAY = timedelta(days=1)


def goals(doc: Doc[Any]) -> None:
    for n in range(3):
        edits.add_record(doc, "goals", {"title": f"Goal {n}"}, f"goal_{n}")


async def remove(house: House, record_id: str, by: str = "par_anna") -> None:
    now = house.clock()
    await house.services.rooms.edit(
        house.plan.documents["shared"],
        by,
        lambda doc: edits.remove_record(doc, "goals", record_id, by=by, at=now),
    )


async def held(house: House) -> set[str]:
    return set((await house.services.rooms.read(house.plan.documents["shared"])).data["goals"])


async def test_a_deleted_record_is_erased_after_thirty_days_and_the_log_names_the_author(house: House):
    shared = house.plan.documents["shared"]
    await house.services.rooms.edit(shared, "par_anna", goals)
    await remove(house, "goal_0")
    house.clock.turn(days=20)
    await remove(house, "goal_1")
    assert await house.app.bin_job.run_once() == 0
    house.clock.turn(days=9)
    assert await house.app.bin_job.run_once() == 0
    house.clock.turn(days=2)
    assert await house.app.bin_job.run_once() == 1
    assert await held(house) == {"goal_1", "goal_2"}
    state = await house.services.rooms.read(shared)
    last = await house.services.database.read(lambda session: session.get_one(Update, (shared, state.seq)))
    assert last.participants.startswith('[["server"')
    house.clock.turn(days=20)
    assert await house.app.bin_job.run_once() == 1
    assert await held(house) == {"goal_2"}


async def test_a_restored_record_is_not_erased(house: House):
    shared = house.plan.documents["shared"]
    await house.services.rooms.edit(shared, "par_anna", goals)
    await remove(house, "goal_0")
    assert await house.app.bin_job.run_once() == 0
    await house.services.rooms.edit(
        shared, "par_ben", lambda doc: edits.restore_record(doc, "goals", "goal_0")
    )
    house.clock.turn(days=40)
    assert await house.app.bin_job.run_once() == 0
    assert await held(house) == {"goal_0", "goal_1", "goal_2"}


async def test_an_idle_document_with_nothing_due_is_not_opened(house: House, monkeypatch):
    await house.services.rooms.edit(house.plan.documents["shared"], "par_anna", goals)
    await remove(house, "goal_0")
    await house.app.bin_job.run_once()
    opened: list[str] = []
    real = house.services.rooms.read

    async def read(document_id: str) -> Any:
        opened.append(document_id)
        return await real(document_id)

    monkeypatch.setattr(house.services.rooms, "read", read)
    house.clock.turn(days=29)
    await house.app.bin_job.run_once()
    assert opened == []
    house.clock.turn(days=2)
    await house.app.bin_job.run_once()
    assert set(opened) == {house.plan.documents["shared"]}
