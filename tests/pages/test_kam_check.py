"""The KAM check: evidence answers, a person overrules it with a reason, steps become actions."""

from __future__ import annotations

import re
from typing import Any

from pycrdt import Doc

from leitstern.access.kam_check import answers_of
from leitstern.access.portfolio import YearFigures, decide_key, save_figures
from leitstern.plan.document import plain
from leitstern.plan.edits import add_record, set_header
from leitstern.plan.portfolio import Figures
from tests.pages.people import Browser, House, Page

CANARY = "Nobody may read this reason"


def _item(page: Page, number: int) -> str:
    found = re.search(rf'<article[^>]*data-statement="{number}".*?</article>', page.text, re.S)
    assert found, number
    return found[0]


def _score(page: Page, number: int) -> str:
    found = re.search(r'check-item__number">([^<]*)<', _item(page, number))
    assert found
    return found[1]


async def _answer(member: Browser, number: int, **values: str) -> Page:
    page = await member.get("/check")
    return await member.send(page, f"/check/{number}", **values)


async def _fill(house: House) -> None:
    def plan(doc: Doc[Any]) -> None:
        set_header(doc, "horizon_start", 2027)
        set_header(doc, "horizon_end", 2029)
        for name, role in (("Claire", "decides"), ("Paul", None), ("Uma", "uses"), ("Sam", None)):
            add_record(doc, "people", {"name": name, "side": "customer", "decision_role": role})
        for stage, sentence in (("running", "It opens a market."), ("running", ""), ("idea", "")):
            add_record(doc, "projects", {"project_stage": stage, "importance": sentence})

    await house.services.rooms.edit(house.plan.documents["shared"], "server", plan)
    await house.app.summaries.catch_up()


async def test_all_eleven_statements_are_there_without_any_plan(house: House):
    page = await (await house.member()).get("/check")
    assert [int(one) for one in re.findall(r'data-statement="(\d+)"', page.text)] == [
        *(1, 2, 3, 4, 6),
        *(5, 7, 8, 9, 10, 11),
    ]
    assert _score(page, 1) == "–" and "A low score is good here." in _item(page, 4)


async def test_the_plan_answers_with_links_to_its_evidence(house: House):
    await _fill(house)
    page = await (await house.member()).get("/check")
    assert "2 of 4 people have a role." in _item(page, 5) and _score(page, 5) == "5"
    assert f'href="{house.plan_path}#people"' in _item(page, 5)
    assert "Horizon 2027 to 2029" in _item(page, 7)
    assert (
        "Running projects that state their strategic importance: 1 of 2." in _item(page, 11)
        and _score(page, 11) == "5"
    )
    assert f'href="{house.plan_path}#projects"' in _item(page, 11)


async def test_the_portfolio_answers_for_the_company(house: House):
    now = house.clock()
    figures = Figures(house.account_id, 100, 0, 50, 10)

    def work(session: Any) -> None:
        ids = (house.workspace_id, house.account_id)
        decide_key(session, *ids, is_key=True, reason="Grows", member_id=house.member_id, now=now)
        save_figures(session, ids[0], [YearFigures(2026, "EUR", figures)], house.member_id, now)

    await house.write(work)
    page = await (await house.member()).get("/check")
    assert "Key accounts with a live plan: 0 of 1." in _item(page, 3) and _score(page, 3) == "0"
    assert "contribution margin recorded: 1 of 1" in _item(page, 4)
    assert _score(page, 4) == "10", "revenue alone does not decide: the answer 0 is inverted"


async def test_overruling_evidence_needs_a_reason_and_can_be_taken_back(house: House):
    await _fill(house)
    member = await house.member()
    refused = await _answer(member, 5, answer="9", reason=" ")
    assert refused.status == 422 and 'id="reason-5-error"' in refused.text
    assert (await _answer(member, 5, answer="9", reason="We know them all")).status == 303
    page = await member.get("/check")
    assert _score(page, 5) == "9" and "assessed differently" in _item(page, 5)
    assert "We know them all" in _item(page, 5) and "2 of 4 people have a role." in _item(page, 5)
    house.clock.turn(minutes=1)
    assert (await _answer(member, 5, answer="evidence")).status == 303
    page = await member.get("/check")
    assert _score(page, 5) == "5" and "History (2)" in _item(page, 5)


async def test_i_cannot_say_is_never_zero(house: House):
    member = await house.member()
    await _answer(member, 1, answer="8")
    await _answer(member, 2, answer="unsure")
    page = await member.get("/check")
    assert (_score(page, 1), _score(page, 2)) == ("8", "–")
    assert '<span class="check-mean__number">8</span>' in page.text


async def test_a_kept_state_shows_the_trend_later(house: House):
    member = await house.member()
    await _answer(member, 1, answer="5")
    page = await member.get("/check")
    assert (await member.send(page, "/check/keep")).status == 303
    house.clock.turn(days=1)
    await _answer(member, 1, answer="7")
    page = await member.get("/check")
    assert "+2" in _item(page, 1) and "since 1 Mar 2027" in page.text
    assert "5 (kept)" in _item(page, 1)


async def test_a_next_step_on_an_account_becomes_an_action_in_our_room(house: House):
    member = await house.member()
    page = await member.get("/check")
    sent = await member.send(page, "/check/8/step", title="Meet the board", due="2027-04-01")
    assert sent.location == f"{house.plan_path}#private"
    (action,) = (await _contents(house, "supplier"))["actions"].values()
    assert (action["title"], action["due"]) == ("Meet the board", "2027-04-01")
    assert (await _contents(house, "shared"))["actions"] == {}, "the customer does not see it"


async def _contents(house: House, kind: Any) -> Any:
    doc: Doc[Any] = Doc()
    doc.apply_update(await house.services.rooms.encode(house.plan.documents[kind]))
    return plain(doc, kind)


async def test_a_next_step_for_the_company_is_kept_and_ticked_off(house: House):
    member = await house.member()
    page = await member.get("/check")
    broken = await member.send(page, "/check/1/step", title="Put it on the agenda", due="soon")
    assert broken.status == 422 and "Please enter a date that exists." in broken.text
    assert 'value="Put it on the agenda"' in broken.text, "nothing is lost"
    await member.send(page, "/check/1/step", title="Put it on the agenda", due="2027-04-01")
    page = await member.get("/check")
    assert "Put it on the agenda" in _item(page, 1) and "1 Apr 2027" in _item(page, 1)
    step = next(action for action in page.forms if action.startswith("/check/steps/"))
    await member.send(page, step)
    assert "Open again: Put it on the agenda" in _item(await member.get("/check"), 1)


async def test_no_guest_sees_the_check(house: House):
    member, guest = await house.member(), await house.guest()
    await _answer(member, 5, answer="2", reason=CANARY)
    for path in ("/check", f"/check?account={house.account_id}", house.plan_path, "/"):
        answer = await guest.get(path)
        assert CANARY not in answer.text
    assert (await guest.get("/check")).status == 403
    assert (await member.get("/check?account=acc_elsewhere")).status == 404


async def test_hostile_answers_change_nothing(house: House):
    member = await house.member()
    page = await member.get("/check")
    token = page.forms["/check/1"]
    for path, values in (
        ("/check/1", {"answer": "11"}),
        ("/check/1", {"answer": ""}),
        ("/check/12", {"answer": "1"}),
        ("/check/5", {"answer": "1", "account": "acc_elsewhere"}),
        ("/check/steps/stp_nowhere", {}),
    ):
        assert (await member.post(path, token | values)).status in (404, 422), path
    found = await house.services.database.read(lambda s: answers_of(s, house.workspace_id, None))
    assert found == []


async def test_the_portfolio_shows_the_mean_of_an_account(house: House):
    member = await house.member()
    await _answer(member, 8, answer="4", reason="Twice a year")
    text = (await member.get("/portfolio")).text
    assert f'<a href="/check?account={house.account_id}">' in text
