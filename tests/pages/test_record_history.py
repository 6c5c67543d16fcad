"""The history of a card: who changed which value and when, named as they were then, for the own side only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pycrdt import Doc

from leitstern.plan.edits import add_record, remove_record, set_field
from leitstern.plan.generated import DocumentKind
from leitstern.reports import record_history
from tests.pages.people import Browser, House


def set_to(field: str, value: object):
    return lambda doc: set_field(doc, "opportunities", "opp_1", field, value)


def with_opportunity(doc: Doc) -> None:
    add_record(doc, "opportunities", {"title": "Ovens"}, "opp_1")


async def edit(house: House, author: str, change, document: DocumentKind = "shared") -> None:
    await house.services.rooms.edit(house.plan.documents[document], author, change)


async def read(house: House, who: Browser, document: str = "shared", before: int | str = "") -> str:
    query = f"document={document}&kind=opportunities&record=opp_1&before={before}"
    page = await who.get(f"{house.plan_path}/history?{query}")
    return page.text if page.status == 200 else str(page.status)


async def person(house: House, name: str) -> str:
    return next(id for id, one in (await house.participants()).items() if one["name"] == name)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change is a group of its own."""
    monkeypatch.setattr(record_history, "TOGETHER", timedelta())


@pytest.mark.usefixtures("apart")
async def test_each_value_has_its_author_company_and_an_earlier_value(house: House):
    guest = await house.guest(name="Claire Müller")
    claire = await person(house, "Claire Müller")
    await edit(house, claire, with_opportunity)
    await edit(house, claire, set_to("benefit_customer", 120000.0))
    await edit(house, claire, set_to("benefit_customer", 150000.0))
    text = await read(house, guest)
    assert text.index("€150,000") < text.rindex("€120,000"), "newest first"
    assert "Claire Müller" in text and "badge--customer" in text
    assert 'data-put-back="benefit_customer"' in text and "{&#34;value&#34;: 120000}" in text


async def test_changes_in_one_go_are_one_group_with_one_line_a_field(house: House):
    guest = await house.guest(name="Claire Müller")
    claire = await person(house, "Claire Müller")
    await edit(house, "server", with_opportunity)
    for amount in (1.0, 12.0, 120.0):
        await edit(house, claire, set_to("benefit_customer", amount))
    text = await read(house, guest)
    assert text.count('"history__group"') == 2 and text.count('"history__line"') == 1
    assert "€120" in text and "€12<" not in text


@pytest.mark.usefixtures("apart")
async def test_a_long_history_comes_in_pages_and_tells_the_deletion(house: House):
    guest = await house.guest(name="Claire Müller")
    claire = await person(house, "Claire Müller")
    await edit(house, claire, with_opportunity)
    for number in range(14):
        await edit(house, claire, set_to("probability", number / 100))
    now = house.clock()
    await edit(house, claire, lambda doc: remove_record(doc, "opportunities", "opp_1", by=claire, at=now))
    text = await read(house, guest)
    assert "Deleted" in text and text.count('"history__group"') == 12
    (older,) = [part.split('"')[0] for part in text.split('data-older="')[1:]]
    rest = await read(house, guest, before=older)
    assert rest.count('"history__group"') == 4 and "Added" in rest and "data-older" not in rest


async def test_a_private_document_is_for_its_side_only(house: House):
    guest, member = await house.guest(), await house.member()
    await member.get(house.plan_path)
    await edit(house, await person(house, "Anna Berg"), with_opportunity, "supplier")
    assert "Anna Berg" in await read(house, member, "supplier")
    assert await read(house, guest, "supplier") == "404"
    for document in ("record", "nonsense"):
        assert await read(house, guest, document) == "404"
    assert await read(house, house.browser()) != "200"


async def test_a_reader_is_offered_no_way_back(house: House):
    await house.guest(name="Claire Müller")
    claire = await person(house, "Claire Müller")
    await edit(house, claire, with_opportunity)
    await edit(house, claire, set_to("stage", "agreed"))
    reader = await house.guest(await house.invite(role="viewer"), "Rita")
    text = await read(house, reader)
    assert "Claire Müller" in text and "data-put-back" not in text
