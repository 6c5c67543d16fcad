"""What is old is confirmed anew in one tap: a statement about the customer, an assessment before it ends."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

import leitstern.client
from leitstern.plan import assessment_ages
from leitstern.plan.document import plain
from tests.browser.kept import KEPT
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import any_word, word

UNCHANGED = timedelta(days=715)
"""Long enough that a retention of 24 months ends within the month of its warning."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """Its assessments were made two years ago."""
    running = KEPT.demo(tmp_path_factory.mktemp("data"))
    running.start()
    with ThreadPoolExecutor(1) as thread:
        data = thread.submit(asyncio.run, supplier_document(running)).result()
    running.stop()
    make_old(running, data)
    running.start()
    yield running
    running.stop()


async def supplier_document(server: DemoServer) -> dict[str, Any]:
    plan_id = str(server.announced["plan_id"])
    async with await leitstern.client.join(server.member_link, plan_id=plan_id) as plan:
        return plain((await plan.document("supplier")).doc, "supplier")


def make_old(server: DemoServer, data: dict[str, Any]) -> None:
    ages = assessment_ages.aged({}, data, datetime.now(UTC) - UNCHANGED)
    assert ages, "the demo has assessments"
    with closing(sqlite3.connect(server.data / "leitstern.db")) as database, database:
        database.execute(
            "insert or replace into assessment_ages (document_id, seq, next_end, ages)"
            " select id, head_seq, null, ? from document where kind = 'supplier' and plan_id = ?",
            (assessment_ages.to_json(ages), server.announced["plan_id"]),
        )


def warning(plan: PlanPage) -> Locator:
    return plan.page.locator("leitstern-assessment").filter(has=plan.page.locator("[data-still-right]"))


def test_an_assessment_is_kept_in_one_tap_and_the_other_side_sees_none(member: PlanPage, guest: PlanPage):
    member.go_to("people")
    expect(warning(member).first).to_be_visible()
    before = warning(member).count()
    kept = warning(member).first
    person = str(kept.evaluate("one => one.closest('[data-record]').dataset.record"))
    own = member.card(person).locator("leitstern-assessment")
    own.locator("[data-still-right]").click()
    expect(own.locator("[data-still-right]")).to_have_count(0)
    expect(warning(member)).to_have_count(before - 1)
    member.page.reload()
    member.expect_saved()
    expect(warning(member)).to_have_count(before - 1)
    guest.go_to("people").expect_settled()
    expect(guest.page.locator("[data-still-right]")).to_have_count(0)


@pytest.mark.parametrize("who", ["member", "guest"])
def test_an_old_statement_is_of_today_again_after_one_tap(member: PlanPage, guest: PlanPage, who: str):
    record = member.add("claims", f"Wendelin kauft zentral ein ({who}).")
    member.set_value(record, "as_of", "1 Jan 2020")
    teller, other = (member, guest) if who == "member" else (guest, member)
    teller.go_to(f"claims/{record}")
    other.go_to(f"claims/{record}")
    for plan in (teller, other):
        expect(plan.card(record).locator(".claim-marks .flags")).to_contain_text(word("flag.claim_aged"))
    button = teller.card(record).get_by_role("button", name=any_word("claims.still_right_named"))
    button.click()
    for plan in (teller, other):
        expect(plan.card(record).get_by_text(word("flag.claim_aged"))).to_have_count(0)
        expect(plan.card(record).locator("[data-still-right]")).to_have_count(0)
        expect(plan.card(record).locator(".claim-marks__origin")).not_to_contain_text("2020")
    teller.expect_saved()
    teller.page.locator(".undo-place [data-step=undo]").click()
    expect(other.card(record).locator(".claim-marks .flags")).to_contain_text(word("flag.claim_aged"))
