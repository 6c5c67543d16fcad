"""The accounts page at a glance: who takes part in each plan, and when it last changed."""

from __future__ import annotations

from typing import Any

from pycrdt import Doc
from sqlmodel import select

from leitstern.access.glances import PlanGlance, glances
from leitstern.plan.edits import set_root_text
from leitstern.store.tables import Participant
from tests.pages.people import House


async def _glance(house: House, plan_id: str = "") -> PlanGlance:
    id = plan_id or house.plan.plan_id
    found = await house.services.database.read(lambda session: glances(session, [id]))
    return found[id]


async def test_a_plan_that_nobody_opened_shows_its_birthday_and_nobody(house: House):
    assert await _glance(house) == PlanGlance()
    page = await (await house.member()).get("/accounts")
    assert "Created on 1 Mar 2027" in page.text and "plan-line__people" not in page.text


async def test_people_are_counted_the_customers_first(house: House):
    await (await house.member()).get(house.plan_path)
    await house.guest(name="Claire Müller")
    glance = await _glance(house)
    assert [(person.name, person.side) for person in glance.people] == [
        ("Claire Müller", "customer"),
        ("Anna Berg", "supplier"),
    ]
    assert "2 people" in (await (await house.member()).get("/accounts")).text


async def test_who_was_removed_is_gone(house: House):
    await house.guest()

    def remove(session: Any) -> None:
        session.exec(select(Participant)).one().removed_at = house.clock()

    await house.write(remove)
    assert (await _glance(house)).people == ()


async def test_the_last_change_is_the_newest_update_of_the_shared_document(house: House):
    def begin(doc: Doc[Any]) -> None:
        set_root_text(doc, "title", "Gemeinsam wachsen")

    await house.services.rooms.edit(house.plan.documents["shared"], "server", begin)
    glance = await _glance(house)
    assert glance.changed_at is not None and glance.changed_at.tzinfo is not None
    assert "Last changed on" in (await (await house.member()).get(f"/accounts/{house.account_id}")).text


async def test_a_plan_that_is_not_there_has_an_empty_glance(house: House):
    assert await _glance(house, "pln_nowhere") == PlanGlance()
