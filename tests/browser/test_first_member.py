"""A new installation: from the set-up link to a first plan with a guest, then sign-in by password."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import Person, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import EmptyServer
from tests.browser.test_accessibility import violations
from tests.browser.words import word

PASSWORD = "Ein Satz, den niemand errät"
EMAIL = "kim.vogt@example.com"


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyServer]:
    running = EmptyServer(tmp_path_factory.mktemp("data"))
    running.start()
    yield running
    running.stop()


def _fill(page: Page, **typed: str) -> None:
    """Fills the fields by name and submits their form."""
    for name, text in typed.items():
        page.locator(f'main input[name="{name}"]').fill(text)
    page.locator(f'main form:has(input[name="{next(iter(typed))}"])').get_by_role("button").click()


def test_from_the_setup_link_to_a_plan_that_a_guest_reads(server: EmptyServer, person: OpenPerson):
    kim = person()
    page = kim.page
    page.goto(str(server.announced["setup_link"]))
    assert violations(page) == []
    _fill(page, workspace="Vogt Pumpen", name="Kim Vogt", email=EMAIL, password="kurz")
    assert "/setup/" in page.url
    _fill(page, password=PASSWORD)
    expect(page.get_by_role("heading", name=word("accounts.title"), exact=True)).to_be_visible()

    _fill(page, name="Salzwerk Süd")
    _fill(page, title="Wachstum mit dem Salzwerk")
    page.wait_for_url("**/plans/**")
    plan = PlanPage(kim, page.url.split("#")[0])
    plan.expect_saved()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wachstum mit dem Salzwerk")
    record = plan.add("opportunities", "Erste Chance")
    plan.expect_saved()

    guest = person()
    join_as_guest(guest, _room_link(page, plan.url), "Mira Salz")
    expect(PlanPage(guest, plan.url).open().title(record)).to_contain_text("Erste Chance")

    _sign_out_and_in(kim, server)
    page.get_by_role("link", name="Salzwerk Süd").click()
    page.get_by_role("link", name="Wachstum mit dem Salzwerk").click()
    expect(plan.open().title(record)).to_contain_text("Erste Chance")
    gone = person().page.goto(str(server.announced["setup_link"]))
    assert gone and gone.status == 404


def _room_link(page: Page, plan_url: str) -> str:
    page.goto(f"{plan_url}/invitations")
    page.locator('input[name="kind"][value="room"]').check()
    page.get_by_role("button", name=word("invitations.create")).click()
    link: str = page.get_by_role("article").get_by_role("textbox").input_value()
    return link


def _sign_out_and_in(kim: Person, server: EmptyServer) -> None:
    page = kim.page
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name=word("base.sign_out")).click()
    page.goto(f"{server.url}/accounts")
    expect(page.get_by_role("heading", name=word("login.title"))).to_be_visible()
    _fill(page, email=EMAIL, password="etwas anderes")
    expect(page.locator("main").get_by_role("alert")).to_be_visible()
    expect(page.locator('main input[name="email"]')).to_have_value(EMAIL)
    _fill(page, email=EMAIL, password=PASSWORD)
    expect(page.get_by_role("heading", name=word("accounts.title"), exact=True)).to_be_visible()
