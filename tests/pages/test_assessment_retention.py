"""Assessments that nobody changed end after the retention; their side is warned before, and no other."""

from __future__ import annotations

from typing import Any

from leitstern.plan.edits import add_record, set_field
from tests.pages.people import Browser, House


async def expiring(who: Browser, house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the plan and the person say of it."""
    measures = (await who.http.get(f"{house.plan_path}/own-measures")).json()["measures"]
    return measures["plan"].get("expires", {}), measures.get("per_1", {}).get("expires", {})


async def held(house: House) -> dict[str, Any]:
    data = (await house.services.rooms.read(house.plan.documents["supplier"])).data
    return {key: one for key, one in data["assessments"].items() if not one.get("removed_at")}


def petra(doc: Any) -> None:
    add_record(doc, "people", {"name": "Petra Weber"}, "per_1")


def assessment(doc: Any) -> None:
    add_record(doc, "assessments", {"person": "per_1", "influence": 4}, "asm_1", document="supplier")


async def fill(house: House) -> None:
    documents, rooms = house.plan.documents, house.services.rooms
    await rooms.edit(documents["shared"], "par_x", petra)
    await rooms.edit(documents["supplier"], "par_x", assessment)


async def test_it_is_warned_of_kept_by_still_right_and_then_ends(house: House):
    anna, claire = await house.member(), await house.guest()
    await anna.get(house.plan_path)
    await fill(house)
    job, rooms = house.app.assessment_job, house.services.rooms
    assert await job.run_once() == 0 and await expiring(anna, house) == ({}, {})

    house.clock.turn(days=715)
    anna = await house.member()
    assert await job.run_once() == 0
    plan, person = await expiring(anna, house)
    assert plan["value"] == 1 and "1 Mar 2029" in plan["text"] and "1 Mar 2029" in person["text"]
    claire = await house.guest()
    assert "2029" not in (await claire.get(f"{house.plan_path}/own-measures")).text

    def still_right(doc: Any) -> None:
        set_field(doc, "assessments", "asm_1", "reviewed_on", house.clock().date(), document="supplier")

    await rooms.edit(house.plan.documents["supplier"], "par_x", still_right)
    assert await expiring(anna, house) == ({}, {}), "at once, before the job comes round again"
    assert await job.run_once() == 0
    house.clock.turn(days=729)
    assert await job.run_once() == 0 and list(await held(house)) == ["asm_1"]
    house.clock.turn(days=3)
    assert await job.run_once() == 1 and await held(house) == {}
    assert await job.run_once() == 0
    data = (await rooms.read(house.plan.documents["supplier"])).data
    assert data["assessments"]["asm_1"]["removed_by"] == "server", "in the bin for its side, for 30 days"
    house.clock.turn(days=31)
    assert await house.app.bin_job.run_once() == 1
    assert "asm_1" not in (await rooms.read(house.plan.documents["supplier"])).data["assessments"]
