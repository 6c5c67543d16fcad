"""A plan's days follow its account's time zone, which is initially the creating browser's."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from pycrdt import Doc
from sqlmodel import Session

from leitstern.plan.edits import add_record
from leitstern.store.tables import Account
from tests.pages.people import House

NIGHT = datetime(2027, 3, 2, 6, 0, tzinfo=UTC)
"""1 March, 22:00 in Los Angeles."""


async def _zone(house: House, account_id: str) -> str:
    def find(session: Session) -> str:
        return session.get_one(Account, account_id).time_zone

    return str(await house.services.database.read(find))


async def test_a_new_account_has_the_time_zone_of_its_creators_browser(house: House):
    anna = await house.member()
    typed = {"name": "Westcoast", "browser_time_zone": "America/Los_Angeles"}
    made = await anna.open_and_send("/accounts", "/accounts", **typed)
    assert await _zone(house, made.location.rpartition("/")[2]) == "America/Los_Angeles"


async def test_an_account_without_a_time_zone_takes_and_keeps_that_of_the_first_plan_creator(house: House):
    anna = await house.member()
    page = f"/accounts/{house.account_id}"
    for zone in ("Nonsense", "Asia/Tokyo", "Europe/Berlin"):
        await anna.open_and_send(page, f"{page}/plans", **{"title": "Plan", "browser_time_zone": zone})
    assert await _zone(house, house.account_id) == "Asia/Tokyo"


async def test_a_member_changes_the_time_zone_on_the_accounts_page(house: House):
    anna = await house.member()
    page = f"/accounts/{house.account_id}"
    answer = await anna.open_and_send(page, f"{page}/time-zone", **{"time_zone": "America/Los_Angeles"})
    assert answer.status == 303
    assert '<option value="America/Los_Angeles" selected>' in (await anna.get(page)).text
    refused = await anna.open_and_send(page, f"{page}/time-zone", **{"time_zone": "Mars/Olympus"})
    assert refused.status == 422 and await _zone(house, house.account_id) == "America/Los_Angeles"


async def test_an_action_is_not_late_on_its_due_day_and_pages_get_the_zone(house: House):
    anna = await house.member()
    page = f"/accounts/{house.account_id}"
    house.clock.at = NIGHT
    due = {"title": "Call", "due": date(2027, 3, 1).isoformat()}
    shared = house.plan.documents["shared"]

    def add(doc: Doc[Any]) -> None:
        add_record(doc, "actions", due)

    await house.services.rooms.edit(shared, "anna", add)
    seen = []
    for zone in ("America/Los_Angeles", "Europe/Berlin"):
        await anna.open_and_send(page, f"{page}/time-zone", time_zone=zone)
        answer = json.loads((await anna.get(f"{house.plan_path}/measures")).text)
        late = [values["late"]["value"] for values in answer["measures"].values() if "late" in values]
        seen.append((answer["time_zone"], any(late)))
        assert zone in (await anna.get(house.plan_path)).text
    assert seen == [("America/Los_Angeles", False), ("Europe/Berlin", True)]
