"""What a change would move, over HTTP: words in the reader's language, nothing written, bad input refused."""

from __future__ import annotations

import json
from typing import Any

from pycrdt import Doc

from leitstern.plan.edits import add_record
from tests.pages.people import Browser, House


def plan(doc: Doc[Any]) -> None:
    opportunity = {
        "title": "Fewer stops",
        "benefit_customer": 365000.0,
        "benefit_supplier": 73000.0,
        "probability": 0.5,
        "effort": 100.0,
        "time_horizon": "2027-06-30",
    }
    add_record(doc, "opportunities", opportunity, "opp_1")
    action = {"title": "Fit sensors", "due": "2027-06-20", "serves": ["opp_1"]}
    add_record(doc, "actions", action, "act_1")
    add_record(doc, "goals", {"title": "Halve stops", "opportunities": ["opp_1"]}, "goal_1")


async def ask(house: House, who: Browser, *sets: str) -> Any:
    query = "&".join(f"set={one}" for one in sets)
    page = await who.get(f"{house.plan_path}/what-if?{query}")
    return json.loads(page.text) if page.status == 200 else page.status


async def test_both_sides_read_what_would_move_and_nothing_is_written(house: House):
    shared = house.plan.documents["shared"]
    await house.services.rooms.edit(shared, "server", plan)
    before = await house.services.rooms.read(shared)
    for who in (await house.member(), await house.guest(name="Claire")):
        found = await ask(house, who, "act_1.due=2027-07-10")
        lines = {one["address"]: one["text"] for one in found["lines"] if one["address"]}
        assert lines["opportunities/opp_1"] == "full benefit 10 days later, from 10 Jul 2027"
        assert "goals/goal_1" in lines
        assert any(one["kind"] == "year" and "2027" in one["name"] for one in found["lines"])
        year = next(one["text"] for one in found["lines"] if one["kind"] == "year")
        assert "none of the change is firm yet" in year and "contribution margin" in found["formula"]
        within = await ask(house, who, "act_1.due=2027-06-25")
        assert within["lines"] == [] and within["formula"] == "" and "5 days of room" in within["note"]
    after = await house.services.rooms.read(shared)
    assert (after.seq, after.data) == (before.seq, before.data)


async def test_values_that_cannot_be_are_refused(house: House):
    await house.services.rooms.edit(house.plan.documents["shared"], "server", plan)
    member = await house.member()
    values = ("opp_1.probability=2", "opp_1.effort=nan", "opp_1.effort=x", "act_1.due=soon")
    for one in (*values, "act_1.title=Mine", "act_1"):
        assert await ask(house, member, one) == 422, one
    assert await ask(house, member, *(["opp_1.effort=5"] * 21)) == 422
    assert await ask(house, member, "opp_9.effort=5") == 404


async def test_records_of_a_private_room_are_unknown_to_everybody(house: House):
    def draft(doc: Doc[Any]) -> None:
        add_record(doc, "opportunities", {"title": "Secret"}, "opp_secret", document="supplier")

    await house.services.rooms.edit(house.plan.documents["supplier"], "server", draft)
    for who in (await house.member(), await house.guest(name="Claire")):
        assert await ask(house, who, "opp_secret.effort=5") == 404


async def test_a_stranger_learns_nothing(house: House):
    await house.services.rooms.edit(house.plan.documents["shared"], "server", plan)
    assert await ask(house, house.browser(), "opp_1.effort=5") != 200
