"""The slider through a plan's history: off at first, then each stop with the plan of that time."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from pycrdt import Doc

from leitstern.plan.edits import add_record, set_field
from leitstern.plan.generated import DocumentKind
from leitstern.reports import plan_history
from tests.pages.people import Browser, House

CANARY = "Schmerzgrenze-4711"


@pytest.fixture(autouse=True)
def every_change_is_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_history, "PAUSE", timedelta(0))


async def write(house: House, author: str, change: Any, document: DocumentKind = "shared") -> None:
    await house.services.rooms.edit(house.plan.documents[document], author, change)


async def switched_on(house: House) -> Browser:
    anna = await house.member()
    assert (await anna.send(await anna.get("/members"), "/members/history")).status == 303
    return anna


def add(title: str, id: str, document: str = "shared") -> Any:
    def change(doc: Doc) -> None:
        add_record(doc, "opportunities", {"title": title}, id, document=document)

    return change


async def test_it_is_off_at_first_and_an_admin_switches_it_on_and_off(house: House):
    await write(house, "server", add("Ovens", "opp_1"))
    anna, claire = await house.member(), await house.guest()
    path = f"{house.plan_path}/look-back"
    for browser in (anna, claire):
        assert (await browser.get(path)).status == 404
        assert "data-look-back" not in (await browser.get(house.plan_path)).text
    await switched_on(house)
    for browser in (anna, claire):
        assert (await browser.get(path)).status == 200
        assert "data-look-back" in (await browser.get(house.plan_path)).text
    assert (await house.browser().get(path)).location.startswith("/login")
    await anna.send(await anna.get("/members"), "/members/history")
    assert (await claire.get(path)).status == 404


async def test_each_stop_shows_the_plan_of_that_time_and_who_changed_it(house: House):
    await switched_on(house)
    claire = await house.guest()
    (guest,) = [id for id, one in (await house.participants()).items() if one["name"] == "Claire Müller"]
    await write(house, "server", add("Ovens", "opp_1"))
    await write(house, guest, add("Drives", "opp_2"))
    rename = partial(set_field, kind="opportunities", record_id="opp_1", field="title", value="Better ovens")
    await write(house, guest, rename)
    path = f"{house.plan_path}/look-back"
    last = await claire.get(path)
    assert "Better ovens" in last.text and "Claire Müller" in last.text
    stops = int(re.findall(r'max="(\d+)"', last.text)[0])
    shown = [(await claire.get(f"{path}?step={step}")).text for step in range(stops + 1)]
    assert "Drives" in shown[-2] and "Better ovens" not in shown[-2]
    assert all("Drives" not in one for one in shown[:-2])
    assert "Ovens" in "".join(shown[:-2])
    for odd in ("-1", "x", "999999999", ""):
        assert (await claire.get(f"{path}?step={odd}")).status == 200


async def test_what_a_side_keeps_for_itself_or_took_back_is_not_in_it(house: House):
    anna = await switched_on(house)
    await anna.get(house.plan_path)
    await write(house, "server", add(CANARY, "opp_s", "supplier"), "supplier")
    send = partial(anna.http.post, headers={"origin": "http://testserver"})
    for kind, id in (("item.put_on_table", "a"), ("item.take_back", "b")):
        arguments = {"kind": "opportunities", "item_id": "opp_s"}
        if kind == "item.take_back":
            arguments.pop("kind")
        answer = await send(f"{house.plan_path}/commands/{kind}", json={"id": id, "arguments": arguments})
        assert answer.status_code == 200, answer.text
    await write(house, "server", add("Ovens", "opp_1"))
    claire = await house.guest()
    path = f"{house.plan_path}/look-back"
    stops = int(re.findall(r'max="(\d+)"', (await claire.get(path)).text)[0])
    for step in range(stops + 1):
        assert CANARY not in (await claire.get(f"{path}?step={step}")).text
