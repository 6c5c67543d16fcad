"""The plan as the other side sees it: less than one's own rights, never more, decided by the server."""

from __future__ import annotations

import json

import pytest

from leitstern.access.admission import Admission, as_seen_from
from leitstern.errors import NotFound
from leitstern.plan.edits import add_record
from leitstern.plan.generated import DocumentKind, Side
from tests.pages.people import ORIGIN, Browser, House

CANARY = "Kanarienvogel Zeisig"


def boot_of(text: str) -> dict:
    raw = text.split('id="boot">', 1)[1].split("</script>", 1)[0]
    found: dict = json.loads(raw)
    return found


async def with_secrets(house: House) -> tuple[Browser, Browser]:
    """Anna and Claire; each side has a private item."""
    anna, claire = await house.member(), await house.guest()
    assert (await anna.get(house.plan_path)).status == 200
    sides: tuple[Side, ...] = ("supplier", "customer")
    for side in sides:

        def fill(doc, side=side) -> None:
            add_record(doc, "goals", {"title": f"{CANARY} {side}"}, document=side)

        await house.services.rooms.edit(house.plan.documents[side], "par_x", fill)
    return anna, claire


async def test_a_member_gets_the_documents_of_a_guest_and_may_write_none(house: House):
    anna, claire = await with_secrets(house)
    page = await anna.get(f"{house.plan_path}?as=customer")
    seen, theirs = boot_of(page.text), boot_of((await claire.get(house.plan_path)).text)
    assert set(seen["documents"]) == {"shared", "record"}, "the guest's own room stays theirs"
    assert set(theirs["documents"]) - set(seen["documents"]) == {"customer"}
    assert seen["me"]["side"] == "customer" and seen["me"]["role"] == "viewer"
    assert not any(seen["me"][right] for right in ("may_invite", "is_member"))
    assert "invitations" not in seen["urls"] and "account" not in seen["urls"]
    for url in seen["urls"].values():
        if url.startswith("/plans/"):
            assert CANARY not in (await anna.get(url)).text
    own = f"{house.plan_path}/history?document=supplier&kind=goals&record=x&before=&as=customer"
    theirs_too = own.replace("document=supplier", "document=customer")
    assert [(await anna.get(path)).status for path in (own, theirs_too)] == [404, 404]


async def test_a_guest_may_look_from_the_other_side_too(house: House):
    _, claire = await with_secrets(house)
    seen = boot_of((await claire.get(f"{house.plan_path}?as=supplier")).text)
    assert set(seen["documents"]) == {"shared", "record"} and seen["me"]["side"] == "supplier"
    assert not seen["me"]["is_member"]


async def test_one_looks_only_and_only_from_the_other_side(house: House):
    anna, _ = await with_secrets(house)
    for side in ("supplier", "nobody", ""):
        assert (await anna.get(f"{house.plan_path}?as={side}")).status == 403
    sent = {"id": "one", "arguments": {"name": "Anna Lund"}}
    path = f"{house.plan_path}/commands/participant.rename?as=customer"
    answer = await anna.http.post(path, json=sent, headers={"origin": ORIGIN})
    assert answer.status_code == 403


async def test_to_look_is_not_to_open_for_the_other_side(house: House):
    anna, _ = await with_secrets(house)

    def fill(doc) -> None:
        add_record(doc, "goals", {"title": "Ours"}, "goal_1", document="supplier")

    await house.services.rooms.edit(house.plan.documents["supplier"], "par_x", fill)
    path = f"{house.plan_path}/commands/item."
    put = {"id": "put", "arguments": {"kind": "goals", "item_id": "goal_1"}}
    assert (
        await anna.http.post(f"{path}put_on_table", json=put, headers={"origin": ORIGIN})
    ).status_code == 200
    assert "Ours" not in (await anna.get(f"{house.plan_path}/measures?as=customer")).text
    back = {"id": "back", "arguments": {"item_id": "goal_1"}}
    answer = await anna.http.post(f"{path}take_back", json=back, headers={"origin": ORIGIN})
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", ["shared", "record", "supplier", "customer"])
@pytest.mark.parametrize("side", ["supplier", "customer"])
def test_a_socket_never_opens_a_private_document_this_way(kind: DocumentKind, side: Side):
    other: Side = "customer" if side == "supplier" else "supplier"
    mine = Admission("doc_1", kind, "pln_1", "par_1", "ses_1", "Anna", side, "editor", True)
    if kind in ("shared", "record"):
        seen = as_seen_from(mine, other)
        assert not seen.may_write and seen.role == "viewer" and seen.participant_id == "par_1"
    else:
        with pytest.raises(NotFound):
            as_seen_from(mine, other)
    with pytest.raises(NotFound):
        as_seen_from(mine, side)
