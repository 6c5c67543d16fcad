"""What names a listed competitor with a number goes to the table only after two people saw the same words."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from leitstern.access import setup_links
from leitstern.plan.edits import add_record, set_field
from tests.pages.people import ORIGIN, Browser, House

pytestmark = pytest.mark.slow

TITLE = "Talheim verdrängen"


def fill(doc: Any) -> None:
    add_record(doc, "competitors", {"name": "Talheim Antriebe GmbH"}, "cmp_1", document="supplier")
    values = {"title": TITLE, "description": "Talheim hält 38 %."}
    add_record(doc, "opportunities", values, "opp_1", document="supplier")
    add_record(doc, "opportunities", {"title": "Ohne Namen: 38 %"}, "opp_2", document="supplier")


async def put(who: Browser, house: House, item: str, id: str) -> httpx.Response:
    sent = {"id": id, "arguments": {"kind": "opportunities", "item_id": item}}
    path = f"{house.plan_path}/commands/item.put_on_table"
    return await who.http.post(path, json=sent, headers={"origin": ORIGIN})


async def look(who: Browser, house: House, objection: str = "", digest: str | None = None) -> int:
    seen = (await preview(who, house)).get("digest", "") if digest is None else digest
    sent = {"kind": "opportunities", "item_id": "opp_1", "digest": seen, "objection": objection}
    path = f"{house.plan_path}/table/look"
    return (await who.http.post(path, json=sent, headers={"origin": ORIGIN})).status_code


async def preview(who: Browser, house: House) -> dict[str, Any]:
    asked = f"{house.plan_path}/table/preview?kind=opportunities&item=opp_1"
    found: dict[str, Any] = (await who.http.get(asked)).json()
    return found


async def want_second_looks(admin: Browser) -> None:
    assert (await admin.open_and_send("/members", "/members/second-look", second_look="on")).status == 303


async def colleague(house: House, name: str) -> Browser:
    member_id, now, keys = await house.colleague(name), house.clock(), house.services.keys
    link = await house.write(lambda session: setup_links.make_link(session, keys, "enter", member_id, now))
    browser = house.browser()
    assert (await browser.open_and_send(setup_links.link_path(keys, "enter", link))).status == 303
    await browser.get(house.plan_path)
    return browser


async def test_two_people_see_the_same_words_before_they_are_shared(house: House):
    anna = await house.member()
    await anna.get(house.plan_path)
    await house.services.rooms.edit(house.plan.documents["supplier"], "par_x", fill)
    assert "second_look" not in await preview(anna, house), "no workspace has the rule by itself"
    await want_second_looks(anna)
    assert 'name="second_look" value="on" checked' in (await anna.get("/members")).text

    assert (await preview(anna, house))["second_look"] == "ask"
    answer = await put(anna, house, "opp_1", "alone")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "second_look_missing")
    assert (await put(anna, house, "opp_2", "calm")).status_code == 200, "without a name there is no rule"
    assert await look(anna, house) == 204 and (await preview(anna, house))["second_look"] == "asked"
    assert (await put(anna, house, "opp_1", "still-alone")).status_code == 409

    ben = await colleague(house, "Ben Roth")
    news = (await ben.get(f"{house.plan_path}/news")).text
    assert TITLE in news and "Anna Berg" in news and "#private/opp_1" in news
    shown = await preview(ben, house)
    assert shown["second_look"] == "given" and "Anna Berg" in shown["looked"][0]

    def sharper(doc: Any) -> None:
        set_field(doc, "opportunities", "opp_1", "description", "Talheim hält 41 %.", document="supplier")

    await house.services.rooms.edit(house.plan.documents["supplier"], "par_x", sharper)
    assert (await preview(ben, house))["second_look"] == "ask", "other words need another look"
    assert TITLE not in (await ben.get(f"{house.plan_path}/news")).text
    assert (await put(ben, house, "opp_1", "changed")).status_code == 409
    assert await look(anna, house) == 204
    assert (await put(ben, house, "opp_1", "two")).status_code == 200
    shared = (await house.services.rooms.read(house.plan.documents["shared"])).data["opportunities"]
    assert set(shared) == {"opp_1", "opp_2"} and TITLE not in (await ben.get(f"{house.plan_path}/news")).text


async def test_an_objection_keeps_the_words_off_the_table_until_they_change_or_it_is_withdrawn(house: House):
    anna = await house.member()
    await anna.get(house.plan_path)
    await house.services.rooms.edit(house.plan.documents["supplier"], "par_x", fill)
    await want_second_looks(anna)
    assert await look(anna, house) == 204
    ben = await colleague(house, "Ben Roth")
    assert await look(ben, house, objection="n" * 301) == 422
    assert await look(ben, house, objection="Das <b>muss</b> Dora sehen") == 204
    shown = await preview(anna, house)
    assert shown["second_look"] == "refused" and not shown["objections"][0]["mine"]
    assert shown["objections"][0]["text"] == "Das <b>muss</b> Dora sehen"
    assert (await preview(ben, house))["objections"][0]["mine"]
    for number, who in enumerate((anna, ben)):
        answer = await put(who, house, "opp_1", f"refused-{number}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "second_look_refused")
    told = (await anna.get(f"{house.plan_path}/news")).text
    assert "Das &lt;b&gt;muss&lt;/b&gt; Dora sehen" in told and "Ben Roth" in told
    asked = (await ben.get(f"{house.plan_path}/news")).text
    assert "data-asked-look" not in asked, "he has answered, so he is asked no more"

    assert await look(ben, house) == 204, "withdrawn"
    assert (await preview(anna, house))["second_look"] == "given"
    assert await look(ben, house, objection="Doch nicht") == 204
    before = (await preview(ben, house))["digest"]

    def milder(doc: Any) -> None:
        set_field(doc, "opportunities", "opp_1", "description", "Talheim hält 3 %.", document="supplier")

    await house.services.rooms.edit(house.plan.documents["supplier"], "par_x", milder)
    assert (await preview(anna, house))["second_look"] == "ask", "an objection is to words, not to the item"
    assert await look(ben, house, digest=before) == 409, "he read other words"
    assert await look(anna, house) == 204
    assert (await put(ben, house, "opp_1", "agreed")).status_code == 200


async def test_the_other_side_is_not_asked_and_learns_nothing(house: House):
    anna, claire = await house.member(), await house.guest()
    await anna.get(house.plan_path)
    await house.services.rooms.edit(house.plan.documents["supplier"], "par_x", fill)
    await want_second_looks(anna)
    assert await look(anna, house) == 204
    assert await look(claire, house, digest="") == 404, "there is no such item in her room"
    assert TITLE not in (await claire.get(f"{house.plan_path}/news")).text
    reader = await house.guest(await house.invite(side="supplier", role="viewer"), name="Rita Reader")
    assert await look(reader, house, digest="") == 403
    form = await claire.post("/members/second-look", {"second_look": "on"})
    assert form.status in (403, 404, 422)
    answer = await anna.http.post(f"{house.plan_path}/table/look", json=[], headers={"origin": ORIGIN})
    assert answer.status_code == 404
