"""What mail and chat programs hang on a link, or put into it, kills no invitation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc
from sqlmodel import Session, SQLModel
from starlette.routing import Mount, Route

from leitstern.http_support.link_tokens import TOKEN_LENGTH, read_token
from leitstern.pages.routes import page_routes
from leitstern.plan.edits import add_record
from leitstern.plan.ids import new_id
from tests.pages.people import ORIGIN, Browser, House

BEHIND = (
    *(".", ",", ")", ">", '"', "**", "_", "%20", "/", ").", "]]", "';"),
    *("\u200b", "\u00ad", "%E2%80%8B", "%3E"),
)
TOKEN = "Aa0-_" * 8 + "xyz"


@pytest.mark.parametrize("signs", BEHIND)
async def test_a_link_with_trailing_punctuation_still_admits(house: House, signs: str):
    path = await house.invite()
    browser = house.browser()
    page = await browser.get(path + signs)
    assert page.status == 200 and "Gemeinsam wachsen" in page.text
    answer = await browser.send(page, page.url, name="Claire")
    assert answer.status == 303 and browser.is_signed_in


@pytest.mark.parametrize("signs", BEHIND)
async def test_a_set_up_link_with_trailing_punctuation_works_too(house: House, signs: str):
    browser = house.browser()
    member_link = await house.member_link()
    page = await browser.get(member_link + signs)
    assert (await browser.send(page, page.url)).status == 303 and browser.is_signed_in


def test_invisible_signs_within_a_token_are_dropped():
    assert len(TOKEN) == TOKEN_LENGTH
    for sign in ("\u200b", "\u2060", "\ufeff", "\u00ad", " ", "\n"):
        assert read_token(TOKEN[:20] + sign + TOKEN[20:]) == TOKEN


@pytest.mark.parametrize("text", ["", "short", TOKEN[:-1], "\u200b"])
async def test_a_text_without_a_token_is_no_link(house: House, text: str):
    assert read_token(text) == text
    assert (await house.browser().get(f"/join/{text}")).status == 404


async def _command(house: House, who: Browser, kind: str, **arguments: str) -> str:
    """The path of the link that it makes."""
    sent = {"id": new_id("cmd"), "arguments": arguments}
    path = f"{house.plan_path}/commands/{kind}"
    answer = await who.http.post(path, json=sent, headers={"origin": ORIGIN})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["path"])


async def personal_links(house: House) -> dict[str, str]:
    """One link of every kind, by what it opens."""
    made: list[str] = []

    def fill(doc: Doc[Any]) -> None:
        made.append(add_record(doc, "values", {"title": "Fewer stops", "gains": "customer", "amount": 9000}))

    anna, claire = await house.member(), await house.guest()
    await anna.get(house.plan_path)
    await house.services.rooms.edit(house.plan.documents["shared"], "server", fill)
    return {
        "join": await house.invite(kind="personal", name="Eva Kluge"),
        "enter": await house.member_link(),
        "promises": await _command(house, claire, "side_page.create"),
        "benefit": await _command(house, anna, "controller.ask", value_id=made[0], name="Eva Kluge"),
    }


async def test_every_kind_of_link_opens_with_what_hangs_on_it(house: House):
    for kind, path in (await personal_links(house)).items():
        plain = await house.browser().get(path)
        assert plain.status == 200, kind
        for signs in BEHIND:
            page = await house.browser().get(path + signs)
            assert page.status == 200, (kind, signs)


def _tokens(found: Iterator[Any]) -> Iterator[str]:
    for route in found:
        if isinstance(route, Mount):
            yield from _tokens(iter(route.routes))
        elif isinstance(route, Route) and "{token" in route.path:
            yield route.path


def test_every_address_with_a_token_takes_signs_behind_it(tmp_path: Path):
    paths = set(_tokens(iter(page_routes(tmp_path))))
    assert {path.split("/")[1] for path in paths} >= {"join", "enter", "setup", "promises", "benefit"}
    assert [path for path in paths if not path.endswith("{token:path}")] == []


def _rows(session: Session) -> dict[str, list[str]]:
    """But for what is derived in the background from earlier commands."""
    return {
        name: sorted(map(repr, session.execute(table.select()).all()))
        for name, table in SQLModel.metadata.tables.items()
        if not name.startswith(("document", "record_projection", "plan_summary"))
    }


async def test_a_scanner_that_opens_every_link_leaves_no_trace(house: House):
    """Mail programs fetch links before people do: a GET answers nothing and counts as nothing."""
    links = await personal_links(house)
    before = await house.services.database.read(_rows)
    for path in links.values():
        scanner = house.browser()
        assert (await scanner.get(path)).status == 200 and (await scanner.head(path)).status == 200
        assert not scanner.is_signed_in
    assert await house.services.database.read(_rows) == before
