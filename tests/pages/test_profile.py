"""A member's own page: name, address and time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from leitstern.plan.time_zone import zone_named
from leitstern.wording import formats
from tests.pages.people import PASSWORD, House


async def test_a_new_name_is_shown_in_every_plan(house: House):
    member = await house.member()
    await member.get(house.plan_path)
    answer = await member.open_and_send("/profile", name="Anna Berg-Lund")
    assert answer.status == 303
    assert "Anna Berg-Lund" in (await member.get("/profile?changed=profile")).text
    assert "Anna Berg-Lund" in {entry["name"] for entry in (await house.participants()).values()}


async def test_times_are_shown_in_the_chosen_zone(house: House):
    member = await house.member()
    assert "1 Mar 2027, 09:00 UTC" in (await member.get("/profile")).text
    assert (await member.open_and_send("/profile", time_zone="Asia/Tokyo")).status == 303
    assert "1 Mar 2027, 18:00" in (await member.get("/profile")).text


async def test_a_new_address_needs_the_password_and_signs_in(house: House):
    member = await house.member()
    new = "anna.lund@nordlicht.example"
    refused = await member.open_and_send("/profile", email=new)
    assert refused.status == 422 and new in refused.text, "what was typed is still there"
    assert (await member.open_and_send("/profile", email=new, current=PASSWORD)).status == 303
    browser = house.browser()
    assert (await browser.open_and_send("/login", email=new, password=PASSWORD)).location == "/"


async def test_invalid_values_are_refused_with_a_message(house: House):
    member = await house.member()
    for bad in ({"name": " "}, {"email": "nobody"}, {"time_zone": "Mars/Olympus"}):
        assert (await member.open_and_send("/profile", current=PASSWORD, **bad)).status == 422


def test_a_moment_late_in_the_evening_belongs_to_the_next_day_further_east():
    late = datetime(2027, 3, 1, 20, 0, tzinfo=UTC)
    assert formats.local_day(late, "de", zone_named("Asia/Tokyo")) == "02.03.2027"
    assert formats.local_day(late, "de", zone_named("America/New_York")) == "01.03.2027"
    assert formats.local_day(late.date(), "de", zone_named("Asia/Tokyo")) == "01.03.2027"
