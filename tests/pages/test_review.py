"""Panels of a review and of the lobby over HTTP: each side sees its own people alone."""

from __future__ import annotations

from typing import Any

from pycrdt import Doc

from leitstern.plan.edits import add_record
from tests.pages.people import House
from tests.pages.test_sessions import member, prepared, send

CANARY = "Schmerzgrenze-4711"


async def fill(house: House) -> None:
    def write(doc: Doc) -> None:
        add_record(doc, "people", {"name": "Anna Berg", "side": "supplier"}, "per_a")
        add_record(doc, "actions", {"title": "Measure", "owner": "per_a", "due": "2027-02-01"}, "act_a")
        add_record(doc, "claims", {"text": "Halbmond grows", "standing": "assumed"}, "clm_1")

    def secret(doc: Doc) -> None:
        add_record(doc, "actions", {"title": CANARY}, "act_s", document="supplier")

    await house.services.rooms.edit(house.plan.documents["shared"], "server", write)
    await house.services.rooms.edit(house.plan.documents["supplier"], "server", secret)


async def test_a_review_shows_what_changed_since_both_signed_and_what_is_late(house: House):
    await fill(house)
    anna, claire = await member(house), await house.guest()
    panel = f"{house.plan_path}/panels/review"
    assert "act_b" not in (await claire.get(f"{panel}/since-last")).text
    session_id = await prepared(house, anna)
    await send(anna, house, "session.start", session_id=session_id)
    fixed = (await send(anna, house, "sign_off.fix", session_id=session_id)).json()["events"][0]["data"]
    for browser in (anna, claire):
        await send(browser, house, "sign_off.sign", version_id=fixed["version"], hash=fixed["hash"])
    assert "data-changes" not in (await claire.get(f"{panel}/since-last")).text

    def more(doc: Doc) -> None:
        add_record(doc, "actions", {"title": "Came later"}, "act_b")

    await house.services.rooms.edit(house.plan.documents["shared"], "server", more)
    for browser in (anna, claire):
        since = (await browser.get(f"{panel}/since-last")).text
        assert "#actions/act_b" in since and "#actions/act_a" not in since and CANARY not in since
        assert 'data-review-item="act_a"' in (await browser.get(f"{panel}/actions")).text
    assert (await claire.get(f"{panel}/goals")).status == 200
    assert (await claire.get(f"{panel}/unknown")).status == 404
    assert (await house.browser().get(f"{panel}/actions")).location.startswith("/login")


async def test_before_a_session_each_side_sees_what_its_own_people_have_done(house: House):
    await fill(house)
    anna, claire = await member(house), await house.guest()
    await house.guest(name="Ben Ott")
    session_id = await prepared(house, anna)
    path = f"{house.plan_path}/panels/pre-work/{session_id}"
    await send(claire, house, "session.attend", session_id=session_id)
    await send(claire, house, "claim.confirm", claim_id="clm_1", text="Halbmond grows")
    theirs = (await claire.get(path)).text
    assert 'data-pre-work="customer"' in theirs and "Ben Ott" in theirs and "Anna Berg" not in theirs
    assert task(theirs, "claims") == "true" and task(theirs, "attend") == "false"
    assert task(theirs, "room") == "false", "what the supplier prepared is not told to the customer"
    ours = (await anna.get(path)).text
    assert task(ours, "room") == "true" and CANARY not in ours
    assert "Ben Ott" not in ours and "Claire" not in ours
    assert (await claire.get(f"{house.plan_path}/panels/pre-work/ses_unknown")).status == 404


def task(page: str, name: str) -> Any:
    """Whether the page says that a task is done."""
    return page.split(f'data-task="{name}" data-done="')[1].split('"')[0]


async def test_who_will_be_there_is_seen_by_both_and_can_be_changed_until_it_is_over(house: House):
    anna, claire = await member(house), await house.guest()
    session_id = await prepared(house, anna)
    for attending in (True, True, False):
        answer = await send(claire, house, "session.attend", session_id=session_id, attending=attending)
        assert answer.status_code == 200
    await send(anna, house, "session.start", session_id=session_id)
    await send(anna, house, "session.end", session_id=session_id)
    late = await send(claire, house, "session.attend", session_id=session_id)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "session_over")
