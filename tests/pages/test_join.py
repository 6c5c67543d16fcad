"""Joining as a customer: opening a link does not redeem it, one name is enough, and the link can be
reused.
"""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from leitstern.access import invitations
from leitstern.access.rate_limiter import JOINS_PER_ADDRESS
from leitstern.commands.joining import admit_to_document
from leitstern.store.tables import Invitation, LoginSession, Participant
from tests.pages.people import ORIGIN, Browser, House


async def _counts(house: House) -> tuple[int, int]:
    """Numbers of guests and sessions."""
    guests = select(Participant).where(col(Participant.member_id).is_(None))
    return await house.services.database.read(
        lambda s: (len(s.exec(guests).all()), len(s.exec(select(LoginSession)).all()))
    )


async def _invitation(house: House) -> Invitation:
    return await house.services.database.read(lambda s: s.exec(select(Invitation)).one())


async def test_opening_a_link_admits_nobody(house: House):
    path = await house.invite()
    browser = house.browser()
    before = await _counts(house)
    assert (await browser.head(path)).status == 200
    assert (await _invitation(house)).opened_at is None
    page = await browser.get(path)
    assert page.status == 200 and "Gemeinsam wachsen" in page.text and "Anna Berg" in page.text
    assert await _counts(house) == before
    assert not browser.is_signed_in
    assert (await _invitation(house)).opened_at is None, "a mail scanner follows links too"
    assert (await browser.post(path.replace("/join/", "/opened/"), {})).status == 204
    row = await _invitation(house)
    assert row.opened_at == house.clock() and row.joined_at is None


async def test_a_name_and_one_tap_open_the_plan(house: House):
    browser = house.browser()
    answer = await browser.open_and_send(await house.invite(), name="Claire Müller")
    assert "clear-site-data" not in answer.response.headers
    assert answer.status == 303 and answer.location == f"{house.plan_path}/first"
    plan = await browser.get(house.plan_path)
    assert plan.status == 200 and "Claire Müller" in plan.text
    assert (await _invitation(house)).joined_at == house.clock()


async def test_a_script_joins_without_a_cookie_jar(house: House):
    path = await house.invite()
    form = (await house.browser().get(path)).forms[path]
    answer = await house.browser().post(path, form | {"name": "Script"})
    assert answer.status == 303
    name, value = answer.response.headers["set-cookie"].partition(";")[0].split("=")
    bare = httpx.AsyncClient(transport=httpx.ASGITransport(app=house.app), base_url=ORIGIN)
    assert (await bare.get(answer.location, headers={"cookie": f"{name}={value}"})).status_code == 200


async def test_the_page_has_one_form_which_asks_for_a_name_and_nothing_else(house: House):
    path = await house.invite()
    page = await house.browser().get(path)
    assert page.forms == {path: {"form_token": page.forms[path]["form_token"], "name": ""}}
    assert page.text.count("<form") == 1


async def test_the_language_chosen_on_the_page_is_kept(house: House):
    path = await house.invite("personal", name="Jonas", language="de")
    browser = house.browser()
    page = await browser.get(path + "?lang=en")
    assert '<html lang="en"' in page.text
    await browser.post(path + "?lang=en", page.forms[path])
    assert '<html lang="en"' in (await browser.get(house.plan_path)).text
    odd = await house.browser().get(path + "?lang=xx")
    assert '<html lang="de"' in odd.text


async def test_a_guest_who_joins_is_in_the_record(house: House):
    await house.guest(name="Claire Müller")
    entry = next(one for one in (await house.participants()).values() if not one["is_member"])
    assert (entry["name"], entry["side"], entry["role"]) == ("Claire Müller", "customer", "editor")


async def test_a_member_who_opens_the_socket_directly_is_in_the_record(house: House):
    member = await house.member()
    cookie, services = member.http.cookies["leitstern"], house.services
    for _ in range(2):
        document_id, now = house.plan.documents["supplier"], house.clock()
        await admit_to_document(services.database, services.commands.projector, now, cookie, document_id)
    assert [entry["name"] for entry in (await house.participants()).values()] == ["Anna Berg"]


async def test_unknown_expired_and_revoked_links_give_identical_responses(house: House):
    member = await house.member()
    revoked = await house.invite()
    (one,) = await house.services.database.read(
        lambda s: invitations.list_for_plan(s, house.plan.plan_id, house.clock())
    )
    await member.open_and_send(f"{house.plan_path}/invitations/{one.id}/revoke")
    expired = await house.invite(days=1)
    unknown = "/join/" + "x" * 43
    house.clock.turn(days=2)
    answers = [await house.browser().get(path) for path in (unknown, expired, revoked)]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.response.content for answer in answers}) == 1
    heads = [{k: v for k, v in answer.response.headers.items() if k != "date"} for answer in answers]
    assert heads[0] == heads[1] == heads[2]
    posts = [await house.browser().post(path, {"name": "x"}) for path in (unknown, expired, revoked)]
    assert {post.status for post in posts} == {404}
    assert len({post.response.content for post in posts}) == 1


async def test_a_personal_link_is_prefilled_and_resumes_on_another_device(house: House):
    path = await house.invite("personal", name="Dr. Jonas Weiß", language="de")
    page = await house.browser().get(path)
    assert page.forms[path]["name"] == "Dr. Jonas Weiß"
    laptop, phone = await house.guest(path, "Jonas Weiß"), await house.guest(path, "Jonas Weiß")
    ids = {(await b.get(house.plan_path)).text.split('"participant_id": "')[1][:24] for b in (laptop, phone)}
    assert len(ids) == 1
    assert (await _counts(house))[0] == 1


async def test_a_room_link_admits_many_but_resumes_one_browser(house: House):
    path = await house.invite()
    first = await house.guest(path, "Claire")
    await house.guest(path, "Ben")
    again = await first.get(path)
    assert again.forms[path]["name"] == "Claire"
    await first.send(again, path, name="Claire M.")
    assert (await _counts(house))[0] == 2
    assert "Claire M." in (await first.get("/")).text or (await first.get(house.plan_path)).text


async def test_an_empty_or_too_long_name_is_refused_and_stays_in_the_field(house: House):
    path = await house.invite()
    browser = house.browser()
    empty = await browser.open_and_send(path, name="  \u200b ")
    assert empty.status == 422 and "Please fill this in." in empty.text and not browser.is_signed_in
    long = "M" * 101
    kept = await browser.open_and_send(path, name=long)
    assert kept.status == 422 and kept.forms[path]["name"] == long and 'aria-invalid="true"' in kept.text


async def test_a_form_without_its_token_changes_nothing_and_keeps_the_name(house: House):
    path = await house.invite()
    browser = house.browser()
    for token in ({}, {"form_token": "1.x"}, {"form_token": "99999999999999999999.x"}):
        answer = await browser.post(path, {"name": "Claire"} | token)
        assert answer.status == 403 and answer.forms[path]["name"] == "Claire"
        assert not browser.is_signed_in
    assert (await browser.send(answer, path)).status == 303


async def test_a_token_of_another_form_or_session_is_refused(house: House):
    path = await house.invite()
    login = (await house.browser().get("/login")).forms["/login"]["form_token"]
    assert (await house.browser().post(path, {"name": "x", "form_token": login})).status == 403
    guest = await house.guest(path)
    theirs = (await guest.get(path)).forms[path]["form_token"]
    assert (await house.browser().post(path, {"name": "x", "form_token": theirs})).status == 403


async def test_a_form_token_is_valid_for_hours_but_not_for_a_week(house: House):
    path = await house.invite()
    browser = house.browser()
    page = await browser.get(path)
    house.clock.turn(hours=26)
    assert (await browser.send(page, path, name="Claire")).status == 303
    house.clock.turn(days=7)
    assert (await house.browser().send(page, path, name="Claire")).status == 403


async def test_the_page_warns_a_member_that_joining_signs_them_out(house: House):
    path = await house.invite()
    member = await house.member()
    page = await member.get(path)
    assert "private window" in page.text
    joined = await member.send(page, path, name="Anna as guest")
    assert joined.response.headers["clear-site-data"] == '"storage"'
    assert (await member.get("/accounts")).status == 403
    assert [event["kind"] for event in (await house.heard())] == ["session_ended"]


async def test_the_last_link_decides_who_a_browser_is_in_a_plan(house: House):
    personal = await house.invite("personal", name="Jonas", side="supplier")
    browser = await house.guest(personal, "Jonas")
    house.clock.turn(minutes=1)
    switched = await browser.open_and_send(await house.invite(), name="Claire")
    assert switched.status == 303 and "clear-site-data" in switched.response.headers
    assert [event["kind"] for event in await house.heard()] == ["session_replaced"]
    assert '"side": "customer"' in (await browser.get(house.plan_path)).text
    assert house.plan.documents["supplier"] not in (await browser.get(house.plan_path)).text
    assert (await browser.open_and_send(personal)).status == 303
    assert '"side": "supplier"' in (await browser.get(house.plan_path)).text
    assert (await _counts(house))[0] == 2


async def test_a_guest_of_two_plans_keeps_both(house: House):
    guest = await house.guest()
    first = house.plan_path
    await house.write(lambda s: _second_plan(s, house))
    assert (await guest.open_and_send(await house.invite(), name="Claire")).status == 303
    assert (await guest.get(first)).status == (await guest.get(house.plan_path)).status == 200
    assert (await guest.get("/")).text.count("plan-card__link") == 2


def _second_plan(session, house: House) -> None:
    from leitstern.access.customer_accounts import create_plan

    house.plan = create_plan(
        session, house.workspace_id, house.account_id, "Zweiter Plan", house.member_id, house.clock()
    )


async def test_the_invitations_language_applies_until_the_guest_chooses_one(house: House):
    german = await house.invite("personal", name="Jonas", language="de")
    page = await house.browser(accept_language="en-GB,en").get(german)
    assert '<html lang="de"' in page.text and "lädt Sie ein" in page.text
    room = await house.invite(language="de")
    assert '<html lang="en"' in (await house.browser(accept_language="en-GB").get(room)).text
    assert '<html lang="de"' in (await house.browser(accept_language="fr-FR").get(room)).text
    guest = await house.guest(german, "Jonas")
    assert '<html lang="de"' in (await guest.get(house.plan_path)).text
    await guest.open_and_send(house.plan_path, "/preferences", locale="en")
    assert '<html lang="en"' in (await guest.get(house.plan_path)).text


async def test_the_number_of_joins_is_limited(house: House):
    path = await house.invite()
    form = (await house.browser().get(path)).forms[path] | {"name": "Bot"}
    for _ in range(JOINS_PER_ADDRESS.tries):
        house.services.rate_limiter.spend(JOINS_PER_ADDRESS, "203.0.113.7", house.clock())
    blocked = await house.browser().post(path, form)
    assert blocked.status == 429 and blocked.response.headers["retry-after"]
    assert (await Browser(house.app, address="198.51.100.9").post(path, form)).status == 303
    house.clock.turn(minutes=6)
    assert (await house.browser().post(path, form)).status == 303


@pytest.mark.slow
async def test_any_name_is_accepted_or_refused_without_an_error(house: House):
    path = await house.invite()

    @settings(max_examples=60)
    @given(st.text(max_size=150))
    def check(name: str) -> None:
        names.append(name)

    names: list[str] = []
    check()
    for name in names:
        browser = Browser(house.app, address=f"192.0.2.{names.index(name)}")
        answer = await browser.open_and_send(path, name=name.encode("utf-8", "replace").decode())
        assert answer.status in (303, 422), name
