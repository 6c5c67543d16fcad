"""The home page: what needs the reader, and recent activity of plans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pycrdt import Doc

from leitstern.plan.edits import add_record
from leitstern.store.tables import Plan
from tests.pages.people import House


async def _fill(house: House, owner: str = "Anna Berg") -> None:
    today = house.clock().date()

    def plan(doc: Doc[Any]) -> None:
        person = add_record(doc, "people", {"name": owner, "side": "supplier"})
        late = {"title": "Send the offer", "due": today - timedelta(days=3), "owner": person}
        add_record(doc, "actions", late)
        add_record(
            doc, "actions", {"title": "Much later", "due": today + timedelta(days=90), "owner": person}
        )
        gain = {"benefit_customer": 1_500_000, "benefit_supplier": 500_000}
        add_record(doc, "opportunities", {"title": "One", "time_horizon": today, **gain})

    await house.services.rooms.edit(house.plan.documents["shared"], "server", plan)
    await house.app.summaries.catch_up()


async def test_my_late_action_is_listed_and_links_to_its_plan(house: House):
    await _fill(house)
    page = await (await house.member()).get("/")
    assert page.status == 200
    assert "Send the offer" in page.text and "3 days overdue" in page.text and "Much later" not in page.text
    assert f'href="{house.plan_path}#actions/act_' in page.text


async def test_a_late_action_of_another_person_is_not_listed(house: House):
    await _fill(house, owner="Otto Kern")
    page = await (await house.member()).get("/")
    assert "Send the offer" not in page.text and "1 action overdue" in page.text


async def test_a_card_has_a_growth_thumbnail_and_the_last_editor(house: House):
    await _fill(house)
    guest = await house.guest(name="Claire Müller")
    assert guest is not None
    house.clock.turn(days=2)
    await guest.get(house.plan_path)
    page = await (await house.member()).get("/")
    assert "Claire Müller (Halbmond) was here on 3 Mar 2027" in page.text
    assert "little-map__curve" in page.text and "€2M" in page.text.replace(".0M", "M")


async def test_a_member_without_plans_gets_a_link_to_the_accounts(house: House):
    await house.write(lambda session: _archive_all(house, session))
    assert (await (await house.member()).get("/")).location == "/accounts"


def _archive_all(house: House, session: Any) -> None:
    session.get(Plan, house.plan.plan_id).archived_at = house.clock()
