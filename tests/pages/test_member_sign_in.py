"""Sign-in, sessions, set-up links, and pages that guests and strangers never get."""

from __future__ import annotations

import pytest
from sqlmodel import select

from leitstern.access import customer_accounts, members, setup_links
from leitstern.store.tables import LoginSession
from tests.pages.people import PASSWORD, House

EMAIL = "anna@nordlicht.example"


async def test_a_member_signs_in_by_password_and_out_again(house: House):
    browser = house.browser()
    assert (
        await browser.open_and_send("/login", email=" Anna@Nordlicht.example ", password=PASSWORD)
    ).location == "/"
    assert "Expected of you" in (await browser.get("/")).text
    accounts_page = await browser.get("/accounts")
    assert "Halbmond" in accounts_page.text and "Gemeinsam wachsen" in accounts_page.text
    out = await browser.send(accounts_page, "/logout")
    assert out.status == 303 and not browser.is_signed_in
    assert out.response.headers["clear-site-data"] == '"storage"'
    assert (await browser.get("/accounts")).location == "/login?next=%2Faccounts"
    assert (await house.heard())[-1]["kind"] == "session_ended"


async def test_a_cookie_is_worthless_after_signing_out(house: House):
    browser = await house.member()
    stolen = browser.http.cookies["leitstern"]
    await browser.open_and_send("/accounts", "/logout")
    thief = house.browser()
    thief.http.cookies.set("leitstern", stolen)
    assert (await thief.get("/accounts")).status == 303


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "wrong password"), ("nobody@x.example", PASSWORD), ("", "")]
)
async def test_a_failed_sign_in_does_not_say_why(house: House, email: str, password: str):
    browser = house.browser()
    answer = await browser.open_and_send("/login", email=email, password=password)
    assert answer.status == 422 and not browser.is_signed_in
    assert "Email and password do not match" in answer.text
    assert answer.forms["/login"]["email"] == email and answer.forms["/login"]["password"] == ""


async def test_password_guessing_is_rate_limited(house: House):
    browser = house.browser()
    page = await browser.get("/login")
    for _ in range(10):
        assert (await browser.send(page, "/login", email="nobody@x.example", password="guess")).status == 422
    blocked = await browser.send(page, "/login", email="nobody@x.example", password="guess")
    assert blocked.status == 429 and blocked.response.headers["retry-after"]
    assert (await browser.send(page, "/login", email=EMAIL, password=PASSWORD)).status == 303


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
async def test_sign_in_never_redirects_to_another_site(house: House, target: str):
    answer = await house.browser().open_and_send("/login", email=EMAIL, password=PASSWORD, next=target)
    assert answer.location == "/"


async def test_an_unused_session_expires_and_a_used_one_does_not(house: House):
    browser = await house.member()
    for _ in range(3):
        house.clock.turn(days=20)
        assert (await browser.get("/accounts")).status == 200
    house.clock.turn(days=31)
    assert (await browser.get("/accounts")).status == 303


async def test_the_profile_lists_sessions_and_ends_one(house: House):
    here, there = await house.member(), await house.member()
    page = await here.get("/profile")
    ends = [action for action in page.forms if action.startswith("/profile/sessions/")]
    assert len(ends) == 1
    assert (await here.send(page, ends[0])).status == 303
    assert (await there.get("/accounts")).status == 303 and (await here.get("/accounts")).status == 200
    assert (await house.heard())[-1] == {"kind": "session_ended", "session": ends[0].split("/")[3]}


async def test_nobody_can_end_another_persons_session(house: House):
    guest, member = await house.guest(), await house.member()

    def theirs(session):
        return [row.id for row in session.exec(select(LoginSession)) if row.member_id is None]

    others = await house.services.database.read(theirs)
    token = (await member.get("/profile")).forms["/logout"]["form_token"]
    assert others
    for id in (*others, "ses_unknown"):
        assert (await member.post(f"/profile/sessions/{id}/end", {"form_token": token})).status == 404
    assert (await guest.get(house.plan_path)).status == 200


async def test_a_new_password_signs_out_everywhere_else(house: House):
    here, there = await house.member(), await house.member()
    wrong = await here.open_and_send("/profile", "/profile/password", current="no", password="short")
    assert wrong.status == 422 and wrong.text.count("field__error") == 2
    new = "another long passphrase"
    assert (
        await here.open_and_send("/profile", "/profile/password", current=PASSWORD, password=new)
    ).status == 303
    assert (await there.get("/accounts")).status == 303
    assert (await house.browser().open_and_send("/login", email=EMAIL, password=PASSWORD)).status == 422
    assert (await house.browser().open_and_send("/login", email=EMAIL, password=new)).status == 303


async def test_a_set_up_link_works_once(house: House):
    admin = await house.member()
    answer = await admin.open_and_send("/members", name="Ben Kaya", email="ben@nordlicht.example")
    page = await admin.get(answer.location)
    link = page.text.split('id="setup-link"')[1].split('value="')[1].split('"')[0]
    path = link.removeprefix("http://testserver")
    assert link.startswith("http://testserver/setup/")
    assert (await house.browser().get(path)).status == 200
    short = await house.browser().open_and_send(path, password="short")
    assert short.status == 422 and "Please use at least 10 characters." in short.text
    ben = house.browser()
    assert (await ben.open_and_send(path, password="a long enough secret")).status == 303
    assert (await ben.get("/accounts")).status == 200
    assert (await house.browser().get(path)).status == 404
    assert (await ben.open_and_send("/accounts", "/logout")).status == 303
    assert (
        await ben.open_and_send("/login", email="ben@nordlicht.example", password="a long enough secret")
    ).status == 303
    assert (await ben.get("/members")).text.count('action="/members"') == 0


@pytest.mark.parametrize("kind", ["enter", "setup"])
async def test_opening_a_member_link_signs_nobody_in(house: House, kind: setup_links.LinkKind):
    keys, now = house.services.keys, house.clock()
    link = await house.write(lambda s: setup_links.make_link(s, keys, kind, house.member_id, now))
    path = setup_links.link_path(keys, kind, link)
    browser = house.browser()
    for look in (browser.head, browser.get, browser.get):
        assert (await look(path)).status == 200
    assert (await browser.get(path)).text.count("<form") == 1
    assert not browser.is_signed_in
    rows = await house.services.database.read(lambda s: s.exec(select(LoginSession)).all())
    assert list(rows) == []
    other = "/setup/" if kind == "enter" else "/enter/"
    assert (await browser.get(other + path.rsplit("/", 1)[1])).status == 404
    assert (await browser.post(path, {"password": "long enough password"})).status == 403


async def test_a_new_member_link_invalidates_the_old_one(house: House):
    keys, now = house.services.keys, house.clock()
    make = [
        await house.write(lambda s: setup_links.make_link(s, keys, "setup", house.member_id, now))
        for _ in "ab"
    ]
    answers = [
        (await house.browser().get(setup_links.link_path(keys, "setup", link))).status for link in make
    ]
    assert answers == [404, 200]
    house.clock.turn(days=8)
    assert (await house.browser().get(setup_links.link_path(keys, "setup", make[1]))).status == 404


async def test_sign_in_ends_the_guest_session_and_says_so(house: House):
    browser = await house.guest()
    page = await browser.get("/login")
    assert "taking part in a plan as Claire Müller" in page.text
    answer = await browser.send(page, "/login", email=EMAIL, password=PASSWORD)
    assert answer.response.headers["clear-site-data"] == '"storage"'
    assert [event["kind"] for event in await house.heard()] == ["session_ended"]


async def test_only_an_admin_adds_members_and_addresses_are_unique(house: House):
    admin = await house.member()
    taken = await admin.open_and_send("/members", name="Anna Zwei", email=EMAIL)
    assert taken.status == 422 and taken.forms["/members"]["name"] == "Anna Zwei"
    bad = await admin.open_and_send("/members", name="", email="not an address")
    assert bad.status == 422 and bad.text.count("field__error") == 2
    guest = await house.guest()
    token = (await guest.get(house.plan_path)).forms["/logout"]["form_token"]
    values = {"form_token": token, "name": "Eve", "email": "eve@x.example"}
    assert (await guest.post("/members", values)).status == 403


async def test_the_first_member_of_an_empty_server_sets_it_up(tmp_path):
    from leitstern.app import create_app
    from leitstern.settings import Settings
    from tests.pages.people import Clock

    clock = Clock()
    app = create_app(Settings(data=tmp_path), now=clock)
    async with app.router.lifespan_context(app):
        house = House(app, clock)
        keys, now = app.services.keys, app.services.now()
        link = await house.write(lambda s: setup_links.current_link(s, keys, "setup", None, now))
        path = setup_links.link_path(keys, "setup", link)
        assert await house.write(lambda s: setup_links.current_link(s, keys, "setup", None, now)) == link
        first = house.browser(accept_language="de")
        wrong = await first.open_and_send(path, workspace="Nordlicht", name="", email="x", password="y" * 10)
        assert wrong.status == 422 and wrong.forms[path]["workspace"] == "Nordlicht"
        values = {"workspace": "Nordlicht", "name": "Anna", "email": EMAIL, "password": PASSWORD}
        assert (await first.open_and_send(path, **values)).status == 303
        assert "Noch keine Kunden" in (await first.get("/accounts")).text
        assert (await house.browser().get(path)).status == 404


GUESTS_NEVER = ["/accounts", "/accounts/{account}", "/members", "/profile"]
NOT_EVEN_KNOWN = ["/plans/{plan}/invitations", "/plans/{plan}/invitations/x/revoke", "/plans/pln_unknown"]


@pytest.mark.parametrize("path", GUESTS_NEVER)
async def test_a_guest_gets_no_page_of_the_members(house: House, path: str):
    guest = await house.guest()
    answer = await guest.get(path.format(account=house.account_id))
    assert answer.status == 403 and "Halbmond" not in answer.text


@pytest.mark.parametrize("path", NOT_EVEN_KNOWN)
async def test_the_invitation_pages_are_not_found_for_guests(house: House, path: str):
    guest = await house.guest()
    assert (await guest.get(path.format(plan=house.plan.plan_id))).status == 404


@pytest.mark.parametrize(
    "path", ["/accounts", "/members", "/profile", "/plans/{plan}", "/plans/{plan}/invitations"]
)
async def test_a_stranger_is_asked_to_sign_in(house: House, path: str):
    path = path.format(plan=house.plan.plan_id)
    assert (await house.browser().get(path)).location.startswith("/login?next=")
    assert (await house.browser().get(path, **{"HX-Request": "true"})).response.headers["hx-redirect"]


async def test_another_workspace_is_not_found(house: House):
    now = house.clock()

    def other(session):
        workspace = customer_accounts.create_workspace(session, "Fremd GmbH", now)
        member = members.add(session, workspace, name="Eve", email="eve@fremd.example", now=now)
        account = customer_accounts.create_account(session, workspace, "Geheim AG", now)
        return account, customer_accounts.create_plan(
            session, workspace, account, "Geheimplan", member, now
        ).plan_id

    account_id, plan_id = await house.write(other)
    member = await house.member()
    unknown = await member.get("/plans/pln_unknown")
    for path in (f"/plans/{plan_id}", f"/plans/{plan_id}/invitations", f"/accounts/{account_id}"):
        answer = await member.get(path)
        assert answer.status == 404 and answer.response.content == unknown.response.content
    assert "Geheim" not in (await member.get("/accounts")).text
    token = (await member.get("/accounts")).forms["/logout"]["form_token"]
    answer = await member.post(f"/accounts/{account_id}/plans", {"title": "x", "form_token": token})
    assert answer.status == 404


async def test_a_created_plan_has_its_title(house: House):
    member = await house.member()
    empty = await member.open_and_send("/accounts", name="", industry="Lebensmittel")
    assert empty.status == 422 and empty.forms["/accounts"]["industry"] == "Lebensmittel"
    made = await member.open_and_send("/accounts", name="Bäckerei Süd", industry="Lebensmittel")
    action = f"{made.location}/plans"
    refused = await member.open_and_send(made.location, action, title="x" * 201)
    assert refused.status == 422 and refused.forms[action]["title"] == "x" * 201
    plan = await member.open_and_send(made.location, action, title="Wachsen mit Süd")
    page = await member.get(plan.location)
    assert "Wachsen mit Süd" in page.text
    assert "Wachsen mit Süd" in (await member.get(made.location)).text


async def test_a_new_title_in_the_document_appears_in_lists(house: House):
    from leitstern.plan.edits import set_root_text

    shared = house.plan.documents["shared"]
    await house.services.rooms.edit(shared, "server", lambda doc: set_root_text(doc, "title", "Neuer Titel"))
    await house.app.summaries.catch_up()
    member = await house.member()
    assert "Neuer Titel" in (await member.get(house.plan_path)).text
    assert "Neuer Titel" in (await member.get("/accounts")).text
