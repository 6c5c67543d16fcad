"""Plan summaries on the accounts page: participants and last change of each plan."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from pycrdt import Doc
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from leitstern.access.plan_summaries import PlanSummary, plan_summaries
from leitstern.plan.edits import add_record, set_root_text
from leitstern.store.tables import Participant
from tests.pages.people import House
from tests.patience import PATIENCE


async def _glance(house: House, plan_id: str = "") -> PlanSummary:
    id = plan_id or house.plan.plan_id
    found = await house.services.database.read(lambda session: plan_summaries(session, [id]))
    return found[id]


def title(words: str):
    return lambda doc: set_root_text(doc, "title", words)


async def test_an_unopened_plan_shows_its_creation_date_and_no_people(house: House):
    assert await _glance(house) == PlanSummary()
    page = await (await house.member()).get("/accounts")
    assert "Created on 1 Mar 2027" in page.text and "plan-line__people" not in page.text


async def test_participants_are_counted_customers_first(house: House):
    await (await house.member()).get(house.plan_path)
    await house.guest(name="Claire Müller")
    glance = await _glance(house)
    assert [(person.name, person.side) for person in glance.people] == [
        ("Claire Müller", "customer"),
        ("Anna Berg", "supplier"),
    ]
    assert "2 people" in (await (await house.member()).get("/accounts")).text


async def test_a_removed_guest_is_not_counted(house: House):
    await house.guest()

    def remove(session: Any) -> None:
        for row in session.exec(select(Participant)):
            row.removed_at = house.clock()

    await house.write(remove)
    assert (await _glance(house)).people == ()


async def test_the_last_change_names_its_author(house: House):
    shared, rooms = house.plan.documents["shared"], house.services.rooms
    guest = await house.guest(name="Claire Müller")
    assert guest is not None
    person = await house.services.database.read(
        lambda session: session.exec(select(Participant).where(col(Participant.member_id).is_(None))).one()
    )
    await rooms.edit(shared, person.id, title("Gemeinsam wachsen"))
    house.clock.turn(days=1)
    await rooms.edit(shared, "server", title("Gemeinsam schneller wachsen"))
    await house.app.summaries.catch_up()
    glance = await _glance(house)
    assert glance.changed_at is not None and glance.changed_by == "Claire Müller"
    page = await (await house.member()).get(f"/accounts/{house.account_id}")
    assert "by Claire Müller" in page.text and "Gemeinsam schneller wachsen" in page.text


async def test_a_change_by_the_server_alone_has_no_author(house: House):
    await house.services.rooms.edit(house.plan.documents["shared"], "server", title("Gemeinsam wachsen"))
    await house.app.summaries.catch_up()
    glance = await _glance(house)
    assert (glance.changed_at, glance.changed_by) == (None, "")


async def test_a_summary_is_updated_after_each_change(house: House):
    await house.app.summaries.catch_up()
    await house.services.rooms.edit(house.plan.documents["shared"], "server", title("Neu benannt"))
    member = await house.member()
    async with asyncio.timeout(PATIENCE):
        while "Neu benannt" not in (await member.get("/accounts")).text:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await house.app.summaries.catch_up() == 0, "nothing is stale"


async def test_late_actions_are_counted_and_recounted_when_the_day_changes(house: House):
    today = house.clock().date()

    def plan(doc: Doc[Any]) -> None:
        for days in (-1, 0, 5):
            add_record(doc, "actions", {"title": "Do it", "due": today + timedelta(days=days)})
        done = {"title": "Done", "due": today - timedelta(days=9), "status": "done"}
        add_record(doc, "actions", done)

    await house.services.rooms.edit(house.plan.documents["shared"], "server", plan)
    await house.app.summaries.catch_up()
    assert (await _glance(house)).late_actions == 1
    assert "1 action overdue" in (await (await house.member()).get("/accounts")).text
    assert await house.app.summaries.catch_up() == 0
    house.clock.turn(days=1)
    assert await house.app.summaries.catch_up() == 1
    assert (await _glance(house)).late_actions == 2


async def test_lists_open_no_document_and_write_no_row(house: House):
    member = await house.member()
    await member.get(house.plan_path)  # the first visit creates the participant
    await house.participants()  # and the record shows it
    await house.services.rooms.close()
    before = await house.services.database.read(_everything)
    for path in ("/", "/accounts", f"/accounts/{house.account_id}"):
        assert (await member.get(path)).status == 200
    ours = [id for kind, id in house.plan.documents.items() if kind != "record"]  # written by the projector
    assert all(house.services.rooms.resident(one) is None for one in ours)
    assert (await member.get(house.plan_path)).status == 200
    assert await house.services.database.read(_everything) == before


def _everything(session: Session) -> Any:
    """Every row of every table."""
    return [session.execute(sa_select(table)).all() for table in SQLModel.metadata.sorted_tables]


async def test_a_missing_plan_has_an_empty_summary(house: House):
    assert await _glance(house, "pln_nowhere") == PlanSummary()
