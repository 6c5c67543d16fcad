"""Value log and growth figures over HTTP: words, totals, pictures, and that each side sees the same."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from pycrdt import Doc

from leitstern.plan.document import plain
from leitstern.plan.edits import add_record, set_field
from leitstern.plan.value_text import value_text
from tests.pages.people import ORIGIN, Browser, House, Page
from tests.patience import PATIENCE


async def _edit(house: House, change: Any) -> None:
    await house.services.rooms.edit(house.plan.documents["shared"], "server", change)


async def _values(house: House) -> dict[str, Any]:
    doc: Doc[Any] = Doc()
    doc.apply_update(await house.services.rooms.encode(house.plan.documents["shared"]))
    found: dict[str, Any] = plain(doc, "shared")["values"]
    return found


async def _send(browser: Browser, house: House, kind: str, number: int, **arguments: str) -> Page:
    return Page(
        await browser.http.post(
            f"{house.plan_path}/commands/{kind}",
            json={"id": f"cmd{number}", "arguments": arguments},
            headers={"origin": ORIGIN},
        )
    )


def _store(doc: Doc[Any]) -> None:
    values = {"title": "Spare parts store", "amount": 365_000, "since": date(2026, 1, 1), "formula": "days"}
    add_record(doc, "values", values, record_id="val_1")
    add_record(doc, "values", {"title": "Grant", "amount": 9, "since": date(2026, 9, 1)}, record_id="val_2")


async def test_the_customer_confirms_and_the_total_opens_the_chapter(house: House):
    await _edit(house, _store)
    member, guest = await house.member(), await house.guest()
    await member.get(house.plan_path)
    text = value_text((await _values(house))["val_1"])
    wrong = await _send(member, house, "value.confirm", 1, value_id="val_1", text=text)
    assert wrong.status == 403 and "others_word" in wrong.text
    assert (await _send(guest, house, "value.confirm", 2, value_id="val_1", text=text)).status == 200
    panels = [(await one.get(f"{house.plan_path}/panels/values")).text for one in (member, guest)]
    for panel in panels:
        assert "€365,000" in panel and "1 entry waits for confirmation." in panel
    assert panels[0] == panels[1], "both sides read the same"
    await house.app.summaries.catch_up()
    check = (await member.get("/check")).text
    assert "Confirmed in the last twelve months: €365,000." in check
    assert f'href="{house.plan_path}#values"' in check
    async with asyncio.timeout(PATIENCE):
        while "val_1" not in (await _words(house)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await _edit(house, lambda doc: set_field(doc, "values", "val_1", "amount", 400_000.0))
    changed = (await guest.get(f"{house.plan_path}/panels/values")).text
    assert "€365,000" not in changed and "2 entries wait for confirmation." in changed
    stale = await _send(guest, house, "value.dispute", 3, value_id="val_1", text=text, sentence="no")
    assert stale.status == 409 and "value_changed" in stale.text
    text = value_text((await _values(house))["val_1"])
    assert (
        await _send(guest, house, "value.dispute", 4, value_id="val_1", text=text, sentence="40 days only")
    ).status == 200
    assert "1 entry is disputed." in (await member.get(f"{house.plan_path}/panels/values")).text


async def _words(house: House) -> dict[str, Any]:
    doc: Doc[Any] = Doc()
    doc.apply_update(await house.services.rooms.encode(house.plan.documents["record"]))
    found: dict[str, Any] = plain(doc, "record")["words"]
    return found


async def test_firm_and_light_benefit_stand_beside_each_other(house: House):
    def opportunities(doc: Doc[Any]) -> None:
        for amount, level in ((300_000, "agreed"), (200_000, "idea")):
            values = {"title": "One", "benefit_customer": amount, "evidence_level_customer": level}
            add_record(doc, "opportunities", values)

    await _edit(house, opportunities)
    text = (await (await house.member()).get(f"{house.plan_path}/panels/values")).text
    assert 'data-picture="evidence"' in text
    assert "€300,000 a year are agreed or implemented; €200,000 are still ideas or estimates." in text


async def test_figures_are_drawn_and_a_share_above_one_asks(house: House):
    def figures(doc: Doc[Any]) -> None:
        values = {
            "title": "Drives",
            "planned": {"2027": 10.0, "2028": 12.0},
            "forecast": {"2027": 8.9},
            "volume": {"2027": 20.0, "2028": 11.0},
        }
        add_record(doc, "figures", values, record_id="fig_1")

    await _edit(house, figures)
    guest = await house.guest()
    text = (await guest.get(f"{house.plan_path}/panels/figures")).text
    assert 'data-picture="figures"' in text and 'data-picture="wallet"' in text
    assert "Revenue of Nordlicht Antriebe: €8.9M in 2027, €12.0M in 2028." in text
    assert "at risk" in text, "8.9 of 10 is 89%"
    assert "Two sources do not agree" in text and "(€11.0M), which would be 109%" in text

    def overrule(doc: Doc[Any]) -> None:
        set_field(doc, "figures", "fig_1", "assessed", "green")
        set_field(doc, "figures", "fig_1", "reason", "The order is signed")

    await _edit(house, overrule)
    text = (await guest.get(f"{house.plan_path}/panels/figures")).text
    assert "on plan" in text and "assessed differently: " in text and "The order is signed" in text


async def test_empty_panels_and_strangers(house: House):
    member = await house.member()
    assert "€0" in (await member.get(f"{house.plan_path}/panels/values")).text
    assert "<svg" not in (await member.get(f"{house.plan_path}/panels/figures")).text
    stranger = house.browser()
    for name in ("values", "figures", "readiness"):
        answer = await stranger.get(f"{house.plan_path}/panels/{name}")
        assert answer.status in (303, 401, 403)


async def test_readiness_and_mutuality_are_the_same_for_both_sides(house: House):
    def plan(doc: Doc[Any]) -> None:
        add_record(doc, "people", {"name": "Cleo", "side": "customer", "decision_role": "decides"}, "per_c")
        add_record(doc, "people", {"name": "Sam", "side": "supplier"}, "per_s")
        for at in range(3):
            add_record(doc, "goals", {"title": "Grow", "whose": "supplier"}, f"goal_{at}")
        add_record(doc, "actions", {"title": "Call", "owner": "per_s", "due": "2026-01-05"}, "act_1")

    member, guest = await house.member(), await house.guest()
    person = next(iter(await house.participants()))
    await house.services.rooms.edit(house.plan.documents["shared"], person, plan)
    await house.app.summaries.catch_up()
    pages = [(await who.get(f"{house.plan_path}/panels/readiness")).text for who in (member, guest)]
    for text in pages:
        assert "None of the 3 goals comes from Halbmond" in text
        assert "One action is overdue: 0 with Halbmond" in text
        people = text.split('data-readiness="people"')[1].split("</li>")[0]
        assert "complete" in people and "days ago" in people, "the clock of the test is ahead of the log"
        assert 'href="#goals">Add a goal of the customer or a joint one' in text
    assert 'class="mutuality"' in (await guest.get(f"{house.plan_path}/panels/values")).text
