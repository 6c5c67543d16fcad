"""A customer's first screen and "my side's page" over HTTP: what each tap does, who may, what is withheld."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from pycrdt import Doc

from leitstern.commands.verify import verify
from leitstern.plan.edits import add_record, remove_record, set_field
from leitstern.plan.ids import new_id
from tests.pages.people import Browser, House, Page
from tests.records import shown_record

CANARY = "Schmerzgrenze-4711"


async def fill(house: House) -> None:
    def write(doc: Doc) -> None:
        add_record(doc, "claims", {"text": "Halbmond grows abroad", "standing": "assumed"}, "clm_1")
        add_record(doc, "opportunities", {"title": "Fewer ovens", "benefit_customer": 90000.0}, "opp_1")
        add_record(doc, "people", {"name": "Anna Berg", "side": "supplier"}, "per_a")
        add_record(doc, "people", {"name": "Claire Müller", "side": "customer"}, "per_c")
        add_record(doc, "people", {"name": "Ben Ott", "side": "customer"}, "per_b")
        add_record(doc, "actions", {"title": "Name a site", "due": "2027-04-01"}, "act_free")
        add_record(doc, "actions", {"title": "Measure", "owner": "per_a", "due": "2027-02-01"}, "act_a")
        add_record(doc, "actions", {"title": "Send data", "owner": "per_c", "due": "2027-03-20"}, "act_c")

    def secret(doc: Doc) -> None:
        add_record(doc, "actions", {"title": CANARY}, "act_s", document="supplier")

    await house.services.rooms.edit(house.plan.documents["shared"], "server", write)
    await house.services.rooms.edit(house.plan.documents["supplier"], "server", secret)


async def shared(house: House) -> dict[str, Any]:
    return (await house.services.rooms.read(house.plan.documents["shared"])).data


async def tap(browser: Browser, house: House, act: str, **values: str) -> Page:
    """Sends a form of the first screen; several have this address, so the values are given."""
    shown = await browser.get(f"{house.plan_path}/first")
    token = next(iter(shown.forms.values()))["form_token"]
    return await browser.post(f"{house.plan_path}/first/{act}", values | {"form_token": token})


async def agrees(house: House) -> None:
    await house.participants()
    assert (await verify(house.services.database, house.services.log)).faults == []


async def test_one_tap_each_corrects_chooses_and_commits(house: House):
    await fill(house)
    claire = await house.guest()
    first = await claire.get(f"{house.plan_path}/first")
    assert first.status == 200 and CANARY not in first.text and "Measure" not in first.text
    right = await tap(claire, house, "confirm", claim_id="clm_1", text="Halbmond grows abroad")
    assert 'data-claim="clm_1"' not in right.text and "first__noted" in right.text
    await tap(claire, house, "take-back", claim_id="clm_1")
    wrong = await tap(claire, house, "dispute", claim_id="clm_1", text="Halbmond grows abroad")
    assert 'data-disputed="clm_1"' in wrong.text
    why = {"claim_id": "clm_1", "text": "Halbmond grows abroad", "sentence": "Only in Austria"}
    assert "Only in Austria" in (await tap(claire, house, "dispute", **why)).text
    chosen = await tap(claire, house, "choose", opportunity_id="opp_1", chosen="true")
    assert 'aria-pressed="true"' in chosen.text
    await tap(claire, house, "take-on", action_id="act_free")
    assert (await shared(house))["actions"]["act_free"]["owner"] == "per_c"
    record = house.plan.documents["record"]
    assert (await shown_record(house.services, record, "words"))["clm_1"]["sentence"] == "Only in Austria"
    (choice,) = (await shown_record(house.services, record, "choices")).values()
    assert choice["opportunity"] == "opp_1"
    await tap(claire, house, "choose", opportunity_id="opp_1", chosen="false")
    await tap(claire, house, "give-back", action_id="act_free")
    assert "owner" not in (await shared(house))["actions"]["act_free"]
    assert await shown_record(house.services, record, "choices") == {}
    await agrees(house)


async def test_a_tap_that_comes_too_late_says_why_and_changes_nothing(house: House):
    await fill(house)
    claire = await house.guest()
    change = partial(set_field, kind="actions", record_id="act_free", field="owner", value="per_b")
    await house.services.rooms.edit(house.plan.documents["shared"], "server", change)
    late = await tap(claire, house, "take-on", action_id="act_free")
    assert "command-problem" in late.text
    assert (await shared(house))["actions"]["act_free"]["owner"] == "per_b"
    for act, values in (
        ("confirm", {"claim_id": "clm_1", "text": "Another text"}),
        ("choose", {"opportunity_id": "opp_unknown", "chosen": "true"}),
        ("take-on", {"action_id": "act_unknown"}),
    ):
        assert "command-problem" in (await tap(claire, house, act, **values)).text, act
    assert (await tap(claire, house, "unknown")).status == 404
    await agrees(house)


async def test_a_guest_who_is_no_person_of_the_plan_becomes_one_by_taking_on_an_action(house: House):
    await fill(house)
    dora = await house.guest(name="Dora Neu")
    await tap(dora, house, "take-on", action_id="act_free")
    await tap(dora, house, "take-on", action_id="act_free")
    people = (await shared(house))["people"]
    (made,) = [id for id, one in people.items() if one["name"] == "Dora Neu"]
    assert people[made]["side"] == "customer"
    assert (await shared(house))["actions"]["act_free"]["owner"] == made


async def test_who_has_nothing_to_say_there_is_led_to_the_plan(house: House):
    await fill(house)
    reader = await house.guest(await house.invite(role="viewer"), "Rita")
    ours = await house.guest(await house.invite(side="supplier"), "Sven")
    anna = await house.member()
    for browser in (reader, ours, anna):
        answer = await browser.get(f"{house.plan_path}/first")
        assert (answer.status, answer.location) == (303, house.plan_path)
    token = (await anna.get("/profile")).forms
    values = {"form_token": next(iter(token.values()))["form_token"], "action_id": "act_free"}
    assert (await anna.post(f"{house.plan_path}/first/take-on", values)).status == 404
    assert "owner" not in (await shared(house))["actions"]["act_free"]


async def link_of(house: House, browser: Browser) -> str:
    body = {"id": new_id("cmd"), "arguments": {}}
    answer = await browser.http.post(
        f"{house.plan_path}/commands/side_page.create", json=body, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["path"])


async def test_the_lasting_page_shows_promises_alone_and_opens_no_session(house: House):
    await fill(house)
    claire = await house.guest()
    path = await link_of(house, claire)
    anybody = house.browser()
    page = await anybody.get(path)
    assert page.status == 200 and "set-cookie" not in page.response.headers and not anybody.is_signed_in
    assert "Send data" in page.text and "Measure" in page.text
    for hidden in (CANARY, "Halbmond grows abroad", "Fewer ovens", "Name a site", house.plan_path):
        assert hidden not in page.text, hidden
    assert (await anybody.get(house.plan_path)).location.startswith("/login")
    sent = {"form_token": page.forms[path]["form_token"]}
    done = await anybody.post(path, sent | {"action_id": "act_c", "status": "done"})
    assert (await shared(house))["actions"]["act_c"]["status"] == "done" and CANARY not in done.text
    back = {"action_id": "act_c", "status": "planned", "due": "2027-03-20", "is_undo": "1"}
    await anybody.post(path, sent | back)
    await anybody.post(path, sent | {"action_id": "act_c", "due": "2027-04-02", "status": ""})
    await anybody.post(path, sent | {"action_id": "act_c", "status": "blocked"})
    await anybody.post(path, sent | {"action_id": "act_c", "status": "blocked"})
    action = (await shared(house))["actions"]["act_c"]
    assert (action["status"], action["due"]) == ("blocked", "2027-04-02")
    topics = await shown_record(house.services, house.plan.documents["record"], "topics")
    assert [one["item"] for one in topics.values()] == ["act_c"], "help is asked for once"
    await agrees(house)


async def test_nobody_answers_for_the_other_side_or_with_nonsense(house: House):
    await fill(house)
    path = await link_of(house, await house.guest())
    anybody = house.browser()
    sent = {"form_token": (await anybody.get(path)).forms[path]["form_token"]}
    before = await shared(house)
    for values, status in (
        ({"action_id": "act_a", "status": "done"}, 404),
        ({"action_id": "act_free", "status": "done"}, 404),
        ({"action_id": "act_s", "status": "done"}, 404),
        ({"action_id": "act_c", "status": "dropped"}, 422),
        ({"action_id": "act_c", "due": "31.12.2027"}, 422),
        ({"action_id": "act_c", "status": "done", "form_token": "x"}, 403),
    ):
        answer = await anybody.post(path, sent | values)
        assert answer.status == status and "Send data" in answer.text, values
    assert await shared(house) == before


async def test_a_lasting_link_ends_with_its_person_and_outlives_the_invitation(house: House):
    await fill(house)
    anna, invitation = await house.member(), await house.invite(kind="personal", name="Claire Müller", days=5)
    claire = await house.guest(invitation)
    first = await link_of(house, claire)
    second = await link_of(house, claire)
    stranger = house.browser()
    assert (await stranger.get(first)).status == 404, "a new link replaces the old one"
    forged = re.sub(r"/[^/]+$", "/" + "A" * 43, second)
    unknown = await stranger.get("/promises/spg_unknown/" + "A" * 43)
    assert (await stranger.get(forged)).text == unknown.text == (await stranger.get(first)).text
    house.clock.turn(days=6)
    assert (await claire.get(house.plan_path)).status == 423
    assert (await stranger.get(second)).status == 200
    page = await anna.get(f"{house.plan_path}/invitations")
    end = f"{house.plan_path}/side-page/end"
    assert (await anna.send(page, end)).status == 303
    assert (await stranger.get(second)).status == 404
    await agrees(house)


async def test_a_removed_person_has_no_lasting_page(house: House):
    await fill(house)
    anna = await house.member()
    ben = await house.guest(name="Ben Ott")
    path = await link_of(house, ben)
    (id,) = [id for id, one in (await house.participants()).items() if one["name"] == "Ben Ott"]
    await anna.get(house.plan_path)
    page = await anna.get(f"{house.plan_path}/participants/{id}/remove")
    assert (await anna.send(page, f"{house.plan_path}/participants/{id}/remove")).status == 303
    assert (await house.browser().get(path)).status == 404


async def test_guests_cannot_end_the_links_of_others(house: House):
    await fill(house)
    claire, ben = await house.guest(), await house.guest(name="Ben Ott")
    path = await link_of(house, claire)
    (id,) = [id for id, one in (await house.participants()).items() if one["name"] == "Claire Müller"]
    body = {"id": "cmd-end", "arguments": {"participant_id": id}}
    refused = await ben.http.post(
        f"{house.plan_path}/commands/side_page.revoke", json=body, headers={"origin": "http://testserver"}
    )
    assert refused.status_code == 403
    assert (await house.browser().get(path)).status == 200


async def test_a_deleted_action_is_gone_from_the_page(house: House):
    await fill(house)
    path = await link_of(house, await house.guest())
    gone = partial(remove_record, kind="actions", record_id="act_c", by="x", at=house.clock())
    await house.services.rooms.edit(house.plan.documents["shared"], "server", gone)
    assert "Send data" not in (await house.browser().get(path)).text


async def test_ones_own_link_has_a_page_and_is_shown_to_nobody_else(house: House):
    await fill(house)
    anna, claire = await house.member(), await house.guest()
    await anna.get(house.plan_path)
    path = f"{house.plan_path}/side-page"
    assert (await anna.send(await anna.get(path), path)).location == path, (
        "without a script, back to the page"
    )
    page = await anna.get(path)
    (link,) = re.findall(r'value="[^"]*(/promises/[^"]+)"', page.text)
    part = (await anna.get(path, **{"hx-request": "true"})).text
    assert link in part and "<html" not in part
    assert (await house.browser().get(link)).status == 200
    for other in (await claire.get(path), await anna.get(f"{path}?as=customer")):
        assert other.status == 200 and "/promises/" not in other.text
    assert "hx-post" not in (await anna.get(f"{path}?as=customer")).text
    assert (await house.browser().get(path)).location.startswith("/login")
    await anna.send(page, f"{path}/end")
    assert (await house.browser().get(link)).status == 404
