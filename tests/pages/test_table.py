"""Putting a private item on the table, and taking it back: over HTTP, with the documents of both sides."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from pycrdt import Doc

from leitstern.app import create_app
from leitstern.commands import ledger
from leitstern.commands.verify import verify
from leitstern.errors import StoreUnavailable
from leitstern.plan.edits import add_record, remove_record, set_field
from leitstern.plan.generated import DocumentKind
from leitstern.settings import Settings
from tests.pages.people import ORIGIN, Browser, House

pytestmark = pytest.mark.slow

CANARY = "Kanarienvogel Zeisig"


async def send(who: Browser, house: House, name: str, id: str, /, **arguments: Any) -> httpx.Response:
    path = f"{house.plan_path}/commands/item.{name}"
    return await who.http.post(path, json={"id": id, "arguments": arguments}, headers={"origin": ORIGIN})


async def put(
    who: Browser, house: House, item: str, kind: str = "opportunities", id: str = ""
) -> httpx.Response:
    return await send(who, house, "put_on_table", id or f"put-{item}", kind=kind, item_id=item)


async def back(who: Browser, house: House, item: str, id: str = "") -> httpx.Response:
    return await send(who, house, "take_back", id or f"back-{item}", item_id=item)


async def draft(house: House, change, document: DocumentKind = "supplier") -> None:
    await house.services.rooms.edit(house.plan.documents[document], "par_x", change)


def opportunity(item: str = "opp_1", title: str = "Ovens", **values: Any):
    return lambda doc: add_record(doc, "opportunities", {"title": title, **values}, item, document="supplier")


async def content(house: House, document: DocumentKind) -> dict[str, Any]:
    return (await house.services.rooms.read(house.plan.documents[document])).data


async def member(house: House) -> Browser:
    browser = await house.member()
    assert (await browser.get(house.plan_path)).status == 200
    return browser


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def everything_agrees(house: House) -> None:
    await house.participants()
    report = await verify(house.services.database, house.services.log)
    assert report.faults == []


async def test_an_item_moves_with_its_id_its_values_and_an_entry_in_the_ledger(house: House):
    anna = await member(house)
    await draft(house, opportunity(benefit_customer=120000.0))
    answer = await put(anna, house, "opp_1")
    assert answer.status_code == 200, answer.text
    moved = (await content(house, "shared"))["opportunities"]["opp_1"]
    assert (moved["title"], moved["benefit_customer"]) == ("Ovens", 120000)
    left = (await content(house, "supplier"))["opportunities"]["opp_1"]
    assert left["removed_at"] and left["tabled_at"] and "tabled_at" not in moved
    (event,) = answer.json()["events"]
    assert event["kind"] == "item.put_on_table" and "Ovens" not in str(answer.json())
    shown = (await content(house, "record"))["tabled"]["opp_1"] if await house.participants() else {}
    assert shown["side"] == "supplier" and "opened_by" not in shown
    again = await put(anna, house, "opp_1")
    assert again.json() == answer.json(), "a repeat gets the first answer"
    assert code(await put(anna, house, "opp_1", id="another")) == (409, "already_on_table")
    await everything_agrees(house)


async def test_links_to_what_is_still_private_follow_later(house: House):
    anna = await member(house)

    def fill(doc: Doc) -> None:
        add_record(doc, "opportunities", {"title": "Ovens"}, "opp_1", document="supplier")
        add_record(doc, "goals", {"title": CANARY}, "goa_1", document="supplier")
        add_record(
            doc, "actions", {"title": "Measure", "serves": ["opp_1", "goa_1"]}, "act_1", document="supplier"
        )

    await draft(house, fill)
    look = await anna.get(f"{house.plan_path}/table/preview?kind=actions&item=act_1")
    assert '"left_out":2' in look.text and CANARY not in look.text
    assert (await put(anna, house, "act_1", "actions")).status_code == 200
    shared = await content(house, "shared")
    assert shared["actions"]["act_1"]["serves"] == {}
    assert "goa_1" not in str(shared) and "opp_1" not in str(shared), "not even the id of a private item"
    assert (await put(anna, house, "opp_1")).status_code == 200
    assert (await content(house, "shared"))["actions"]["act_1"]["serves"] == {"opp_1": True}
    assert (await back(anna, house, "act_1")).status_code == 200
    own = (await content(house, "supplier"))["actions"]["act_1"]
    assert own["serves"] == {"opp_1": True, "goa_1": True}, "taken back with all its links"


async def test_it_is_taken_back_as_it_was_changed_and_leaves_nothing(house: House):
    anna = await member(house)
    await draft(house, opportunity(title=CANARY))
    await put(anna, house, "opp_1")
    await draft(house, lambda doc: set_field(doc, "opportunities", "opp_1", "title", f"{CANARY} 2"), "shared")
    assert (await back(anna, house, "opp_1")).status_code == 200
    own = (await content(house, "supplier"))["opportunities"]["opp_1"]
    assert own["title"] == f"{CANARY} 2" and "removed_at" not in own and "tabled_at" not in own
    assert (await content(house, "shared"))["opportunities"] == {}
    encoded = await house.services.rooms.encode(house.plan.documents["shared"])
    assert CANARY.encode() not in encoded, "not even as something deleted"
    await everything_agrees(house)
    guest = await house.guest()
    for path in ("", "/overview", "/measures", "/news", "/print"):
        assert CANARY not in (await guest.get(house.plan_path + path)).text
    for kind in ("opportunities", "goals"):
        asked = f"{house.plan_path}/history?document=shared&kind={kind}&record=opp_1&before="
        assert (await guest.get(asked)).status == 404
    assert (await put(anna, house, "opp_1", id="again")).status_code == 200
    asked = f"{house.plan_path}/history?document=shared&kind=opportunities&record=opp_1&before="
    text = (await guest.get(asked)).text
    assert "Anna Berg" in text or f"{CANARY} 2" in text


async def test_what_the_other_side_was_sent_cannot_be_taken_back(house: House):
    anna = await member(house)
    await draft(house, opportunity())
    await put(anna, house, "opp_1")
    guest = await house.guest()
    await guest.get(f"{house.plan_path}/measures")
    assert code(await back(anna, house, "opp_1")) == (409, "already_opened")
    assert (await content(house, "shared"))["opportunities"]["opp_1"]["title"] == "Ovens"
    claire = next(id for id, one in (await house.participants()).items() if not one["is_member"])
    assert (await content(house, "record"))["tabled"]["opp_1"]["opened_by"] == claire
    await everything_agrees(house)


async def test_the_other_side_and_a_reader_are_refused_and_change_nothing(house: House):
    anna, guest = await member(house), await house.guest()
    await draft(house, opportunity(title=CANARY))
    for item, kind in (
        ("opp_1", "opportunities"),
        ("opp_1", "goals"),
        ("opp_9", "opportunities"),
        ("opp_1", "x"),
    ):
        answer = await put(guest, house, item, kind, id=f"{item}{kind}")
        assert code(answer) == (404, "item_not_found") and CANARY not in answer.text
    asked = f"{house.plan_path}/table/preview?kind=opportunities&item=opp_1"
    assert (await guest.get(asked)).status == 404
    reader = await house.guest(await house.invite(side="supplier", role="viewer"), name="Rita Reader")
    assert code(await put(reader, house, "opp_1", id="reader")) == (403, "forbidden")
    await put(anna, house, "opp_1")
    assert code(await back(guest, house, "opp_1")) in ((403, "forbidden"), (409, "already_opened"))
    entries = await house.services.database.read(lambda s: ledger.entries(s, house.plan.plan_id))
    assert [entry.kind for entry in entries if entry.kind.startswith("item.put")] == ["item.put_on_table"]


async def test_two_tap_at_once_and_it_lies_there_once(house: House):
    anna = await member(house)
    await draft(house, opportunity())
    answers = await asyncio.gather(*(put(anna, house, "opp_1", id=f"tap{n}") for n in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    same = await asyncio.gather(*(back(anna, house, "opp_1", id="same") for _ in range(3)))
    assert len({answer.text for answer in same}) == 1 and same[0].status_code == 200
    assert list((await content(house, "supplier"))["opportunities"]) == ["opp_1"]
    await everything_agrees(house)


async def test_when_the_store_takes_no_writes_nothing_moves(house: House, monkeypatch):
    anna = await member(house)
    await draft(house, opportunity())
    before = await content(house, "shared"), await content(house, "supplier")

    def fails(*_: Any) -> None:
        raise StoreUnavailable("full")

    with monkeypatch.context() as patch:
        patch.setattr("leitstern.commands.ledger.append", fails)
        assert (await put(anna, house, "opp_1")).status_code == 503
    assert (await content(house, "shared"), await content(house, "supplier")) == before
    assert (await put(anna, house, "opp_1")).status_code == 200
    assert (await content(house, "shared"))["opportunities"]["opp_1"]["title"] == "Ovens"


async def test_a_deleted_draft_is_not_put_on_the_table(house: House):
    anna = await member(house)
    await draft(house, opportunity())
    await draft(house, lambda d: remove_record(d, "opportunities", "opp_1", by="par_x", at=house.clock()))
    assert code(await put(anna, house, "opp_1")) == (404, "item_not_found")


async def test_another_process_that_wrote_meanwhile_is_not_overwritten(house: House, tmp_path: Path):
    anna = await member(house)
    await draft(house, opportunity())
    await draft(house, lambda doc: add_record(doc, "goals", {"title": "Before"}, "goa_0"), "shared")

    def new_goal(doc: Doc) -> None:
        add_record(doc, "goals", {"title": "New"}, "goa_1")

    other = create_app(Settings(data=tmp_path), now=house.clock)
    async with other.router.lifespan_context(other):
        await other.services.rooms.edit(house.plan.documents["shared"], "par_y", new_goal)
    assert (await put(anna, house, "opp_1")).status_code == 200
    shared = await content(house, "shared")
    assert set(shared["goals"]) == {"goa_0", "goa_1"} and set(shared["opportunities"]) == {"opp_1"}


async def test_the_preview_warns_of_a_listed_competitor_with_a_number(house: House):
    def fill(doc: Doc[Any]) -> None:
        add_record(doc, "competitors", {"name": "Talheim Antriebe GmbH"}, "cmp_1", document="supplier")
        add_record(doc, "competitors", {"name": ""}, "cmp_2", document="supplier")
        opportunity("opp_warned", "Talheim verdrängen", description="Talheim hält 38 %.")(doc)
        opportunity("opp_calm", "Mehr als andere", description="Andere halten 38 %.")(doc)

    browser = await member(house)
    await draft(house, fill)
    warned, calm = [
        (await browser.http.get(f"{house.plan_path}/table/preview?kind=opportunities&item={item}")).json()
        for item in ("opp_warned", "opp_calm")
    ]
    assert warned["competitors"] == ["Talheim Antriebe GmbH"] and calm["competitors"] == []


async def test_assessments_and_competitors_cannot_be_put_on_the_table(house: House):
    def fill(doc: Doc[Any]) -> None:
        add_record(doc, "competitors", {"name": CANARY}, "cmp_1", document="supplier")
        add_record(doc, "assessments", {"notes": CANARY}, "asm_1", document="supplier")

    browser = await member(house)
    await draft(house, fill)
    for kind, item in (("competitors", "cmp_1"), ("assessments", "asm_1")):
        assert (await put(browser, house, item, kind)).status_code == 404
        preview = f"{house.plan_path}/table/preview?kind={kind}&item={item}"
        assert (await browser.http.get(preview)).status_code == 404
    assert CANARY not in str(await content(house, "shared"))
