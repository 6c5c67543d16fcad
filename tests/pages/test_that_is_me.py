"""A reader links themselves with their entry among the people; nobody else's, and nobody's twice."""

from __future__ import annotations

from typing import Any

from leitstern.plan.edits import add_record
from tests.pages.people import ORIGIN, Browser, House


def people(doc: Any) -> None:
    add_record(doc, "people", {"name": "Petra Weber"}, "per_petra")
    add_record(doc, "people", {"name": "Anna Berg", "side": "supplier"}, "per_anna")


async def claim(who: Browser, house: House, person: str, **headers: str) -> int:
    path = f"{house.plan_path}/people/{person}/me"
    return (await who.http.post(path, headers={"origin": ORIGIN} | headers)).status_code


async def entry(house: House, person: str = "per_petra") -> dict[str, Any]:
    found: dict[str, Any] = (await house.services.rooms.read(house.plan.documents["shared"])).data["people"]
    return found[person]


async def test_a_reader_says_that_is_me(house: House):
    await house.services.rooms.edit(house.plan.documents["shared"], "par_x", people)
    reader = await house.guest(await house.invite(role="viewer"), name="P. Weber")
    assert await claim(reader, house, "per_petra", origin="https://elsewhere.example") == 403
    assert await claim(reader, house, "per_anna") == 404, "of the other company"
    assert await claim(reader, house, "per_nobody") == 404
    assert "participant" not in await entry(house)
    assert await claim(reader, house, "per_petra") == 204
    linked = (await entry(house))["participant"]
    shown = await house.participants()
    assert shown[linked]["name"] == "P. Weber" and (await entry(house))["name"] == "Petra Weber"
    seq = (await house.services.rooms.read(house.plan.documents["shared"])).seq
    assert await claim(reader, house, "per_petra") == 204
    assert (await house.services.rooms.read(house.plan.documents["shared"])).seq == seq, "said once"
    other = await house.guest(name="Petra Weber")
    assert await claim(other, house, "per_petra") == 409
    assert (await entry(house))["participant"] == linked
    assert await claim(house.browser(), house, "per_petra") in (303, 401, 403)
