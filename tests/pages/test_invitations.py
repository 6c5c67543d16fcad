"""Members create, view and revoke invitations, and change roles of guests and remove them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstern.plan.generated import Side
from tests.pages.people import Browser, House, Page


async def _page(house: House):
    member = await house.member()
    return member, await member.get(f"{house.plan_path}/invitations")


def _links(text: str) -> list[str]:
    return re.findall(r'value="http://testserver(/join/[^"]+)"', text)


async def _change_guest(member: Browser, page: Page, what: str, **values: str) -> Page:
    """Opens the guest's link "Remove" or the one for the role, and submits its form."""
    (path,) = re.findall(rf'href="(/plans/\w+/participants/\w+/{what})"', page.text)
    return await member.open_and_send(path, **values)


async def test_an_invitation_shows_its_link_and_current_state(house: House):
    member, page = await _page(house)
    url = f"{house.plan_path}/invitations"
    made = await member.send(page, url, kind="personal", name="Jonas Weiß", side="customer", role="viewer")
    assert made.status == 303
    shown = await member.get(made.location.partition("#")[0])
    (link,) = _links(shown.text)
    assert "Your link is ready" in shown.text and ">Created<" in shown.text
    await house.browser().get(link)
    assert ">Created<" in (await member.get(url)).text, "a program that fetches the page opens nothing"
    guest = await house.guest(link, "Jonas Weiß")
    after = await member.get(url)
    assert ">Joined<" in after.text and _links(after.text) == [link]
    assert '"role": "viewer"' in (await guest.get(house.plan_path)).text
    house.clock.turn(days=31)
    member = await house.member()
    late = await member.get(url)
    assert ">Expired<" in late.text and _links(late.text) == []


async def test_a_personal_link_requires_a_name_and_typed_values_are_kept(house: House):
    member, page = await _page(house)
    url = f"{house.plan_path}/invitations"
    answer = await member.send(page, url, kind="personal", name="", side="supplier", role="viewer", days="0")
    assert answer.status == 422 and answer.text.count("field__error") == 2
    assert re.search(r'value="supplier" selected', answer.text) and re.search(
        r'value="viewer" selected', answer.text
    )
    assert answer.forms[url]["days"] == "0"


@pytest.mark.parametrize("field", ["kind", "side", "role", "language"])
async def test_a_value_outside_the_forms_options_is_refused(house: House, field: str):
    member, page = await _page(house)
    url = f"{house.plan_path}/invitations"
    values = {"kind": "room", "side": "customer", "role": "editor", "language": "de", "days": "5"} | {
        field: "admin"
    }
    assert (await member.send(page, url, **values)).status == 422
    assert _links((await member.get(url)).text) == []


async def test_any_text_is_accepted_or_refused_without_an_error(house: House):
    member, page = await _page(house)
    url = f"{house.plan_path}/invitations"
    tried: list[dict[str, str]] = []
    text = st.text(max_size=120).map(lambda value: value.encode("utf-8", "replace").decode())
    names = st.sampled_from(["kind", "name", "side", "role", "language", "days"])

    @settings(max_examples=40)
    @given(st.dictionaries(names, text | st.sampled_from(["room", "customer", "12", "de"])))
    def collect(values: dict[str, str]) -> None:
        tried.append(values)

    collect()
    for values in tried:
        answer = await member.post(url, page.forms[url] | values)
        assert answer.status in (303, 422), values
    assert (await member.get(url)).status == 200


async def test_revoking_ends_the_link_and_the_access_of_its_guests(house: House):
    path = await house.invite()
    guests = [await house.guest(path, name) for name in ("Claire", "Ben")]
    other = await house.guest(await house.invite(), "Dora")
    member, page = await _page(house)
    ids = re.findall(r'id="(inv_\w+)-link" readonly value="http://testserver([^"]+)"', page.text)
    (id,) = [id for id, link in ids if link == path]
    asked = await member.get(f"{house.plan_path}/invitations/{id}/revoke")
    assert "2 people" in asked.text
    assert (await member.send(asked, f"{house.plan_path}/invitations/{id}/revoke")).status == 303
    heard = await house.heard()
    assert [event["kind"] for event in heard] == ["participant_removed"] * 2
    for guest in guests:
        assert (await guest.get(house.plan_path)).status == 403
    assert (await other.get(house.plan_path)).status == 200
    assert (await house.browser().get(path)).status == 404
    record = await house.participants()
    assert sorted((entry["name"], entry["removed"]) for entry in record.values()) == [
        ("Anna Berg", False),
        ("Ben", True),
        ("Claire", True),
        ("Dora", False),
    ]
    page = await member.get(f"{house.plan_path}/invitations")
    assert ">Revoked<" in page.text and path not in page.text
    again = await member.open_and_send(f"{house.plan_path}/invitations/{id}/revoke")
    assert again.status == 303 and len(await house.heard()) == 2


async def test_a_role_change_is_published_to_live_connections(house: House):
    guest = await house.guest()
    member, page = await _page(house)
    changed = await _change_guest(member, page, "role")
    assert changed.status == 303
    assert '"role": "viewer"' in (await guest.get(house.plan_path)).text
    assert (await house.heard())[-1]["kind"] == "role_changed"
    record = await house.participants()
    assert {"viewer"} <= {entry["role"] for entry in record.values()}


@pytest.mark.parametrize("choice", ["renew", "keep"])
async def test_removing_a_guest_replaces_the_link_unless_it_is_kept(house: House, choice: str):
    path = await house.invite()
    guest, other = await house.guest(path), await house.guest(path, "Dora Lang")
    member, page = await _page(house)
    (claire,) = re.findall(r'href="([^"]+/remove)" aria-label="Remove: Claire', page.text)
    answer = await member.open_and_send(claire, link=choice)
    assert answer.status == 303
    assert (await guest.get(house.plan_path)).status == 403
    assert (await other.get(house.plan_path)).status == 200
    assert "participant_removed" in [event["kind"] for event in await house.heard()]
    shown = await member.get(answer.location)
    if choice == "keep":
        assert (await house.browser().get(path)).status == 200 and path in shown.text
        return
    assert (await house.browser().get(path)).status == 404
    (new,) = [link for link in _links(shown.text) if link != path]
    assert "Your link is ready" in shown.text
    assert (await house.browser().get(new)).status == 200
    assert (await other.open_and_send(new, name="Dora Lang")).status == 303
    assert [one["name"] for one in (await house.participants()).values()].count("Dora Lang") == 1


async def test_a_member_cannot_be_removed_as_a_guest(house: House):
    member, page = await _page(house)
    await member.get(house.plan_path)
    record = await house.participants()
    (anna,) = record
    token = page.forms["/logout"]["form_token"]
    for what in ("remove", "role"):
        answer = await member.post(
            f"{house.plan_path}/participants/{anna}/{what}", {"form_token": token, "role": "viewer"}
        )
        assert answer.status == 404


async def test_a_supplier_guest_cannot_invite(house: House):
    guest = await house.guest(await house.invite(side="supplier"))
    assert (await guest.get(f"{house.plan_path}/invitations")).status == 404
    token = (await guest.get(house.plan_path)).forms["/logout"]["form_token"]
    values = {"form_token": token, "kind": "room", "side": "supplier", "role": "editor", "language": "de"}
    assert (await guest.post(f"{house.plan_path}/invitations", values)).status == 404


async def test_only_members_get_the_qr_code(house: House):
    await house.invite()
    member, page = await _page(house)
    (id,) = re.findall(r'id="(inv_\w+)-link"', page.text)
    wall = await member.get(f"{house.plan_path}/invitations/{id}/projector")
    assert wall.status == 200 and f"/{id}/qr.svg" in wall.text
    image = await member.get(f"{house.plan_path}/invitations/{id}/qr.svg")
    assert image.response.headers["content-type"].startswith("image/svg+xml")
    assert image.text.startswith("<svg") and "style=" not in image.text
    guest = await house.guest()
    assert (await guest.get(f"{house.plan_path}/invitations/{id}/qr.svg")).status == 404


async def test_the_boot_data_contains_only_documents_of_the_readers_side(house: House):
    member = await house.member()
    customer = await house.guest()
    supplier = await house.guest(await house.invite(side="supplier"), "Ben Ahrens")
    documents = house.plan.documents
    sides: list[tuple[Browser, Side, Side]] = [
        (member, "supplier", "customer"),
        (supplier, "supplier", "customer"),
        (customer, "customer", "supplier"),
    ]
    for browser, own, other in sides:
        text = (await browser.get(house.plan_path)).text
        assert documents["shared"] in text and documents["record"] in text and documents[own] in text
        assert documents[other] not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Your access to this plan has ended"), ("de", "Ihr Zugang zu diesem Plan ist")],
)
async def test_only_a_removed_guest_sees_the_removal_message(house: House, language: str, said: str):
    path = await house.invite()
    guest, stranger = await house.guest(path), house.browser()
    member, page = await _page(house)
    await _change_guest(member, page, "remove")
    shown = await guest.get(f"{house.plan_path}?lang={language}")
    assert shown.status == 403 and said in shown.text
    assert "Gemeinsam wachsen" not in shown.text and "Halbmond" not in shown.text
    assert (await stranger.get(house.plan_path)).location.startswith("/login")
    assert (await guest.get("/plans/pln_unknown")).location.startswith("/login")
    assert (await guest.get(path)).status == 404
    assert (await guest.open_and_send(await house.invite(), name="Claire Müller")).status == 303
    assert (await guest.get(house.plan_path)).status == 200


async def test_a_removed_guest_with_another_plan_sees_the_message_too(house: House):
    guest = await house.guest()
    first = house.plan
    await house.another_plan()
    await guest.open_and_send(await house.invite(), name="Claire Müller")
    house.plan = first
    member, page = await _page(house)
    await _change_guest(member, page, "remove")
    assert (await guest.get(house.plan_path)).status == 403
    assert "has ended" in (await guest.get(house.plan_path)).text


async def test_people_are_sorted_by_side_and_name(house: House):
    customers = ["Zoë Adler", "Ömer Kaya", "anna Wolf", "Oskar Blum", "Éva Nagy"]
    path, own = await house.invite(), await house.invite(side="supplier")
    for name in customers:
        await house.guest(path, name)
    for name in ("Ulf Ahrens", "Änne Beck"):
        await house.guest(own, name)
    _, page = await _page(house)
    people = page.text[page.text.index('id="people"') :]
    shown = re.findall(r'<th scope="row">.*?<bdi translate="no">([^<]+)</bdi>', people)
    assert shown[:5] == ["anna Wolf", "Éva Nagy", "Ömer Kaya", "Oskar Blum", "Zoë Adler"]
    assert shown[5:] == ["Anna Berg", "Änne Beck", "Ulf Ahrens"]
