"""What is stored about one person: shown, taken away as JSON, and erased, each side in its own documents."""

from __future__ import annotations

from pycrdt import Doc

from leitstern.plan.edits import add_record
from leitstern.plan.generated import DocumentKind, Side
from tests.pages.people import Browser, House

CANARY = "Kanarienvogel Zeisig"
PERSON = "person_1"


async def fill(house: House) -> tuple[Browser, Browser]:
    """Anna, an admin, and Claire, a guest; both sides have private content about Petra."""
    anna, claire = await house.member(), await house.guest()
    await anna.get(house.plan_path)

    def shared(doc: Doc) -> None:
        add_record(doc, "people", {"name": "Petra Weber", "title": "CFO", "side": "customer"}, PERSON)
        add_record(doc, "actions", {"title": "Call", "owner": PERSON, "helpers": [PERSON]}, "act_1")
        add_record(doc, "claims", {"text": "Petra Weber decides."}, "clm_1")
        add_record(doc, "goals", {"title": "Unrelated"}, "goal_1")

    await house.services.rooms.edit(house.plan.documents["shared"], "par_x", shared)
    sides: tuple[Side, ...] = ("supplier", "customer")
    for side in sides:

        def private(doc: Doc, side: Side = side) -> None:
            notes = {"person": PERSON, "notes": f"{CANARY} {side}"}
            add_record(doc, "assessments", notes, f"asm_{side}", document=side)
            remark = {"text": f"{CANARY} {side} too", "about": PERSON}
            add_record(doc, "remarks", remark, f"rmk_{side}", document=side)

        await house.services.rooms.edit(house.plan.documents[side], "par_x", private)
    return anna, claire


async def content(house: House, document: DocumentKind) -> dict:
    return (await house.services.rooms.read(house.plan.documents[document])).data


def about(house: House, more: str = "") -> str:
    return f"{house.plan_path}/about/{PERSON}{more}"


async def test_an_admin_reads_what_the_shared_plan_and_the_own_room_hold(house: House):
    anna, claire = await fill(house)
    page = (await anna.get(about(house))).text
    assert all(words in page for words in ("Petra Weber", "CFO", "Call", f"{CANARY} supplier"))
    assert f"{CANARY} customer" not in page and "Unrelated" not in page
    told = (await anna.http.get(about(house, "?format=json"))).json()
    why = {one["id"]: one["why"] for part in told["documents"].values() for one in part}
    assert why == {
        PERSON: "entry",
        "act_1": "named",
        "clm_1": "mentioned",
        "asm_supplier": "about",
        "rmk_supplier": "about",
    }
    theirs = (await claire.get(about(house))).text
    assert f"{CANARY} customer" in theirs and f"{CANARY} supplier" not in theirs


async def test_an_admin_erases_in_the_shared_plan_and_in_the_own_room_alone(house: House):
    anna, _ = await fill(house)
    assert (await anna.open_and_send(about(house), about(house, "/erase"))).status == 303
    shared, own = await content(house, "shared"), await content(house, "supplier")
    assert shared["people"] == {} and own["assessments"] == {} and own["remarks"] == {}
    action = shared["actions"]["act_1"]
    assert "owner" not in action and action["helpers"] == {} and action["title"] == "Call"
    assert shared["claims"]["clm_1"]["text"] == "Petra Weber decides.", "texts stay"
    assert set((await content(house, "customer"))["assessments"]) == {"asm_customer"}
    encoded = await house.services.rooms.encode(house.plan.documents["supplier"])
    assert CANARY.encode() not in encoded
    assert (await anna.get(about(house))).status == 404


async def test_the_customers_side_erases_in_its_own_room_alone(house: House):
    _, claire = await fill(house)
    assert (await claire.open_and_send(about(house), about(house, "/erase"))).status == 303
    assert (await content(house, "customer"))["assessments"] == {}
    assert PERSON in (await content(house, "shared"))["people"]
    assert set((await content(house, "supplier"))["assessments"]) == {"asm_supplier"}


async def test_others_are_refused(house: House):
    await fill(house)
    reader = await house.guest(await house.invite(role="viewer"), name="Rita Reader")
    theirs = await house.guest(await house.invite(side="supplier"), name="Sam Supplier")
    for who in (reader, theirs):
        page = await who.get(about(house))
        assert page.status == 403 and CANARY not in page.text
    anna = await house.member()
    assert (await anna.get(about(house, "?as=customer"))).status == 403
    assert (await anna.get(f"{house.plan_path}/about/person_9")).status == 404
