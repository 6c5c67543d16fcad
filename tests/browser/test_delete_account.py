"""Deleting an account while its plan is open: the dialog lists what is deleted, and the open plan closes at
once.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.words import word


def test_deleting_an_account_ends_open_plans_and_restoring_brings_it_back(
    server: DemoServer, member: PlanPage, guest: PlanPage
):
    page = member.page
    name = member.boot()["sides"]["customer"]
    page.goto(f"{server.url}/accounts")
    page.get_by_role("heading", level=2).get_by_role("link", name=name).click()
    page.locator("main details.menu summary").click()
    page.get_by_role("link", name=word("account.delete")).click()
    expect(page.get_by_text("Julia Brandt")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name=word("account.delete_yes")).click()
    told = (word("errors.close.4403"), word("error_page.access_ended.title"))
    expect(guest.page.locator("main")).to_contain_text(re.compile("|".join(re.escape(one) for one in told)))
    page.get_by_role("button", name=f"{word('account.restore')}: {name}").click()
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    guest.page.reload()
    guest.expect_saved()
