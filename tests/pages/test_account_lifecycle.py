"""Accounts are renamed, archived, deleted and restored; deleted ones are erased after 30 days."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, select

from leitstern.commands.verify import verify
from leitstern.store.tables import Member
from tests.pages.people import House


async def _act(house: House, what: str, **values: str) -> int:
    member, path = await house.member(), f"/accounts/{house.account_id}"
    page = await member.get(path if what in ("rename", "archive") else f"{path}/delete")
    return (await member.send(page, f"{path}/{what}", **values)).status


async def _restore(house: House) -> int:
    member = await house.member()
    page = await member.get("/accounts")
    return (await member.send(page, f"/accounts/{house.account_id}/restore")).status


async def _make_admin(house: House) -> None:
    def work(session: Session) -> None:
        for row in session.exec(select(Member)):
            row.role = "admin"

    await house.write(work)


async def _expect_sound_ledgers(house: House) -> None:
    await house.participants()
    report = await verify(house.services.database, house.services.log)
    assert report.faults == []


async def test_a_new_name_appears_everywhere(house: House):
    await (await house.member()).get(house.plan_path)
    assert await _act(house, "rename", name="  Salzwerk   Nord ") == 303
    member = await house.member()
    for path in ("/", "/accounts", house.plan_path):
        assert "Salzwerk Nord" in (await member.get(path)).text
    await _expect_sound_ledgers(house)


async def test_an_account_needs_a_name(house: House):
    assert await _act(house, "rename", name="  ") == 422


async def test_archiving_and_restoring_an_account_include_its_plans(house: House):
    guest = await house.guest()
    assert await _act(house, "archive") == 303
    assert '"role": "viewer"' in (await guest.get(house.plan_path)).text
    member = await house.member()
    assert "Archived since" in (await member.get("/accounts")).text
    assert (await member.get("/")).location == "/accounts"
    assert await _restore(house) == 303
    assert '"role": "editor"' in (await guest.get(house.plan_path)).text
    await _expect_sound_ledgers(house)


async def test_the_confirmation_lists_what_is_deleted(house: House):
    await house.guest(name="Claire Müller")
    await _make_admin(house)
    page = await (await house.member()).get(f"/accounts/{house.account_id}/delete")
    assert "Access for 2 people: Anna Berg, Claire Müller" in page.text
    assert "created on 1 Mar 2027" in page.text


async def test_a_deleted_account_is_not_found_for_anybody(house: House):
    link = await house.invite()
    guest = await house.guest(link)
    await (await house.member()).get(house.plan_path)
    await _make_admin(house)
    await house.heard()
    assert await _act(house, "delete") == 303
    assert [event["kind"] for event in await house.heard()].count("participant_removed") == 2
    assert (await guest.get(house.plan_path)).status in (403, 410)
    member = await house.member()
    assert (await member.get(house.plan_path)).status == 404
    assert (await member.get(f"/accounts/{house.account_id}")).status == 404
    assert (await house.browser().get(link)).status == 404
    await _expect_sound_ledgers(house)


async def test_an_admin_restores_an_account_with_its_people_within_thirty_days(house: House):
    guest = await house.guest()
    await _make_admin(house)
    assert await _act(house, "delete") == 303
    house.clock.turn(days=20)
    assert await _restore(house) == 303
    assert (await guest.get(house.plan_path)).status == 200
    await _expect_sound_ledgers(house)


@pytest.mark.parametrize("what", ["delete", "restore"])
async def test_only_admins_delete_and_restore_accounts(house: House, what: str):
    await _make_admin(house)
    if what == "restore":
        assert await _act(house, "delete") == 303

    def demote(session: Session) -> None:
        for row in session.exec(select(Member)):
            row.role = "member"

    await house.write(demote)
    member = await house.member()
    page = await member.get("/accounts")
    assert "restored until" not in page.text
    assert (await member.get(f"/accounts/{house.account_id}/delete")).status in (403, 404)
    token = page.forms["/logout"]["form_token"]
    answer = await member.post(f"/accounts/{house.account_id}/{what}", {"form_token": token})
    assert answer.status == 403


async def test_plans_are_erased_after_thirty_days(house: House):
    await house.guest(name="Claire Müller")
    await _make_admin(house)
    assert await _act(house, "delete") == 303
    await house.participants()
    assert await house.app.erasure_job.run_once() == 0
    house.clock.turn(days=31)
    assert await house.app.erasure_job.run_once() == 1
    left = await house.services.database.read(_everything)
    assert house.plan.plan_id not in left.pop("plan") and "Claire Müller" not in str(left)
    assert not any(document in str(left) for document in house.plan.documents.values())
    await _expect_sound_ledgers_without_plans(house)


async def _expect_sound_ledgers_without_plans(house: House) -> None:
    report = await verify(house.services.database, house.services.log)
    assert report.faults == []


def _everything(session: Session) -> dict[str, Any]:
    """Every row of every table except the audit trail."""
    return {
        table.name: str(session.execute(sa_select(table)).all())
        for table in SQLModel.metadata.sorted_tables
        if table.name != "audit_entry"
    }
