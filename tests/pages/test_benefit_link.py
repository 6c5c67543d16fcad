"""A controller's personal link: one benefit, two answers, and nothing else of the plan."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from pycrdt import Doc

from leitstern.commands import ledger
from leitstern.commands.plan_texts import texts_in
from leitstern.commands.verify import verify
from leitstern.plan.edits import add_record, set_field
from tests.pages.people import Browser, House, Page
from tests.pages.voters import Voter, error
from tests.records import shown_record

pytestmark = pytest.mark.slow

SECRET = "Nobody outside may read this goal"


class Scene:
    """A benefit for the customer that Anna claims, and the link that she made for Eva."""

    def __init__(self, house: House, people: dict[str, Voter], value_id: str) -> None:
        self.house, self.people, self.value_id = house, people, value_id
        self.path = self.link_id = ""

    async def ask(self, voter: str = "anna", name: str = "Eva Kluge") -> None:
        answer = await self.people[voter].send("controller.ask", value_id=self.value_id, name=name)
        assert answer.status_code == 200, answer.text
        self.path, event = answer.json()["path"], answer.json()["events"][0]
        self.link_id = str(event["data"]["link"])

    async def word(self) -> Any:
        record = self.house.plan.documents["record"]
        return (await shown_record(self.house.services, record, "words")).get(self.value_id)

    async def requests(self) -> Any:
        return await shown_record(self.house.services, self.house.plan.documents["record"], "requests")

    async def edit(self, **values: Any) -> None:
        def change(doc: Doc[Any]) -> None:
            for name, value in values.items():
                set_field(doc, "values", self.value_id, name, value)

        await self.house.services.rooms.edit(self.house.plan.documents["shared"], "server", change)


@pytest.fixture
async def scene(house: House, people: dict[str, Voter]) -> Scene:
    made: list[str] = []

    def fill(doc: Doc[Any]) -> None:
        values = {
            "title": "Fewer line stops",
            "gains": "customer",
            "amount": 240_000,
            "formula": "12 stops x 20,000 EUR",
            "evidence": "https://example.com/report",
        }
        made.append(add_record(doc, "values", values))
        add_record(doc, "goals", {"title": SECRET})

    await house.services.rooms.edit(house.plan.documents["shared"], "server", fill)
    scene = Scene(house, people, made[0])
    await scene.ask()
    return scene


async def answer(scene: Scene, browser: Browser, verdict: str, sentence: str = "") -> Page:
    """The page after the redirect, or the one that refuses."""
    page = await browser.get(scene.path)
    sent = await browser.send(page, scene.path, verdict=verdict, sentence=sentence)
    return await browser.get(sent.location) if sent.status == 303 else sent


async def test_the_link_shows_one_benefit_and_opens_nothing(scene: Scene, house: House):
    eva = house.browser()
    before = await house.services.database.read(lambda s: ledger.head(s, house.plan.plan_id))
    for _ in range(2):
        page = await eva.get(scene.path)
    assert "Fewer line stops" in page.text and "240,000" in page.text and "Eva Kluge" in page.text
    assert SECRET not in page.text and house.plan_path not in page.text
    assert not any(document in page.text for document in house.plan.documents.values())
    assert await house.services.database.read(lambda s: ledger.head(s, house.plan.plan_id)) == before
    assert await scene.word() is None, "looking answers nothing"
    assert not eva.http.cookies.get("leitstern"), "no session"
    for path in ("", "/overview", "/rounds", "/print"):
        assert (await eva.http.get(house.plan_path + path)).status_code in (303, 401, 404)
    posted = await eva.http.post(
        f"{house.plan_path}/commands/value.confirm", json={"id": "x", "arguments": {}}
    )
    assert posted.status_code in (401, 403)


async def test_a_tap_confirms_and_the_ledger_says_by_whom(scene: Scene, house: House):
    eva = house.browser()
    assert (await answer(scene, eva, "confirmed")).status == 200
    word = await scene.word()
    assert (word["verdict"], word["via"], await scene.requests()) == ("confirmed", "Eva Kluge", {})
    entries = await house.services.database.read(lambda s: ledger.entries(s, house.plan.plan_id))
    assert (entries[-1].kind, entries[-1].actor) == ("controller.answer", scene.link_id)
    page = await answer(scene, eva, "disputed", "Only nine stops")
    assert "Only nine stops" in page.text
    word = await scene.word()
    assert (word["verdict"], word["sentence"]) == ("disputed", "Only nine stops")
    assert (await verify(house.services.database, house.services.log)).faults == []


async def test_a_dispute_needs_a_reason_and_a_double_tap_counts_once(scene: Scene, house: House):
    eva = house.browser()
    assert (await answer(scene, eva, "disputed")).status == 422
    page = await eva.get(scene.path)
    for _ in range(2):
        await eva.send(page, scene.path, verdict="confirmed")
    entries = await house.services.database.read(lambda s: ledger.entries(s, house.plan.plan_id))
    assert [entry.kind for entry in entries].count("controller.answer") == 1


async def test_what_somebody_else_said_is_not_shown(scene: Scene, house: House):
    claire = scene.people["claire"]
    shared = await house.services.rooms.read(house.plan.documents["shared"])
    text = texts_in(shared.data)[scene.value_id]
    said = {"value_id": scene.value_id, "text": text, "sentence": "Only Claire says so"}
    assert (await claire.send("value.dispute", **said)).status_code == 200
    page = await house.browser().get(scene.path)
    assert "Only Claire says so" not in page.text and "Yes, confirm" in page.text


async def test_an_entry_that_changed_meanwhile_is_shown_again(scene: Scene, house: House):
    eva = house.browser()
    page = await eva.get(scene.path)
    await scene.edit(amount=900_000)
    again = await eva.send(page, scene.path, verdict="confirmed")
    assert again.status == 409 and "900,000" in again.text and await scene.word() is None
    assert (await answer(scene, eva, "confirmed")).status == 200


async def test_a_link_that_is_revoked_expired_or_forged_is_one_answer(scene: Scene, house: House):
    eva, anna = house.browser(), scene.people["anna"]
    forged = [scene.path[:-1] + ("A" if scene.path[-1] != "A" else "B"), f"/benefit/{scene.link_id}/x"]
    first = scene.path
    await scene.ask(name="Second Person")
    forged.append(f"/benefit/{scene.link_id}/{first.rsplit('/', 1)[1]}")
    answers = [await eva.get(path) for path in forged]
    page = await eva.get(first)
    assert (await anna.send("controller.revoke", link_id=first.split("/")[2])).status_code == 200
    answers += [await eva.get(first), await eva.send(page, first, verdict="confirmed")]
    house.clock.at += timedelta(days=15)
    answers.append(await eva.get(scene.path))
    assert {one.status for one in answers} == {answers[0].status} and answers[0].status in (404, 410)
    titles = {re.sub(r"\s+", " ", re.findall(r"<h1.*?</h1>", one.text, re.S)[0]) for one in answers}
    assert len(titles) == 1
    assert await scene.word() is None


async def test_who_may_ask(scene: Scene, house: House):
    own = {"value_id": scene.value_id, "name": "Eva"}
    assert (await scene.people["claire"].send("controller.ask", **own)).status_code == 200
    assert error(await scene.people["vera"].send("controller.ask", **own))[0] == 403
    assert error(await scene.people["anna"].send("controller.ask", value_id="val_none", name="Eva"))[0] == 404
    await scene.edit(gains="supplier")
    refused = await scene.people["claire"].send("controller.ask", **own)
    assert error(refused) == (403, "others_word"), "a customer asks nobody for the supplier's word"
    assert "path" not in json.dumps(await scene.requests())
