"""Sessions over HTTP: who sends which command, what `record` shows, a session's pages and their files."""

from __future__ import annotations

import json
from typing import Any

import httpx
from icalendar import Calendar

from leitstern.clock import utc_now
from leitstern.commands.verify import verify
from leitstern.live.history.past_states import at_moment
from leitstern.plan.generated import ROOTS
from leitstern.workshop import signed_file
from tests.pages.people import ORIGIN, Browser, House


async def send(browser: Browser, house: House, kind: str, **arguments: Any) -> httpx.Response:
    send.count += 1  # type: ignore[attr-defined]
    body = {"id": f"cmd-{send.count}", "arguments": arguments}  # type: ignore[attr-defined]
    path = f"{house.plan_path}/commands/{kind}"
    return await browser.http.post(path, json=body, headers={"origin": ORIGIN})


send.count = 0  # type: ignore[attr-defined]


async def prepared(house: House, browser: Browser) -> str:
    wanted = {"template": "review", "day": "2027-03-03", "time": "10:00"}
    answer = await send(browser, house, "session.create", **wanted)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["events"][0]["data"]["session"])


async def member(house: House) -> Browser:
    browser = await house.member()
    await browser.get(house.plan_path)
    return browser


async def test_a_session_has_a_page_for_everybody_and_a_code_on_the_wall_for_hosts_alone(house: House):
    anna, guest = await member(house), await house.guest()
    session_id = await prepared(house, anna)
    path = f"{house.plan_path}/sessions/{session_id}"
    for browser in (anna, guest):
        page = await browser.get(path)
        assert page.status == 200 and session_id in page.text
    assert "qr.svg" in (await anna.get(f"{path}/screen")).text
    wall = await guest.get(f"{path}/screen")
    assert wall.status == 200 and "qr.svg" not in wall.text and "/join/" not in wall.text
    assert (await guest.get(f"{house.plan_path}/sessions/ses_unknown")).status == 404


async def test_guests_get_a_reason_and_nothing_changes(house: House):
    anna, guest = await member(house), await house.guest()
    session_id = await prepared(house, anna)
    wanted = {"template": "review", "day": "2027-03-03", "time": "10:00"}
    answers = [
        await send(guest, house, "session.create", **wanted),
        await send(guest, house, "session.start", session_id=session_id),
        await send(guest, house, "session.raise_hand", session_id=session_id),
    ]
    assert [(one.status_code, one.json()["error"]["code"]) for one in answers] == [
        (403, "forbidden"),
        (403, "not_facilitator"),
        (409, "session_not_running"),
    ]
    assert all(one.json()["error"]["message"] for one in answers)


async def test_both_sides_sign_and_the_ledger_agrees_with_rows_and_record(house: House):
    anna, guest = await member(house), await house.guest()
    session_id = await prepared(house, anna)
    await send(anna, house, "session.start", session_id=session_id)
    fixed = (await send(anna, house, "sign_off.fix", session_id=session_id)).json()["events"][0]["data"]
    version = {"version_id": fixed["version"], "hash": fixed["hash"]}
    page_path = f"{house.plan_path}/sign-offs/{fixed['version']}"
    for browser in (anna, guest):
        assert (await send(browser, house, "sign_off.sign", **version)).status_code == 200
    file = json.loads((await guest.get(f"{page_path}/file.json")).text)
    assert list(signed_file.check(file)) == [] and signed_file.is_signed_by_both(file)
    copied = signed_file.from_text((await guest.get(f"{page_path}/copy.html")).text)
    assert copied == file
    changes: list[dict[str, Any]] = [
        {"content": {"title": "another"}},
        {"signatures": []},
        {"ledger": []},
        {"version": {}},
    ]
    for change in changes:
        assert list(signed_file.check({**file, **change}))
    report = await verify(house.services.database, house.services.log)
    assert report.faults == []
    assert (await guest.get(page_path)).status == 200


async def test_the_summary_is_for_its_reader_and_the_calendar_file_is_an_appointment(house: House):
    anna, guest = await member(house), await house.guest()
    session_id = await prepared(house, anna)
    path = f"{house.plan_path}/sessions/{session_id}"
    ours, theirs = (await anna.get(f"{path}/summary")).text, (await guest.get(f"{path}/summary")).text
    assert ours != theirs
    calendar = Calendar.from_ical((await guest.get(f"{path}/session.ics")).text)
    (event,) = calendar.walk("VEVENT")
    assert str(event["UID"]) == f"{session_id}@leitstern"
    lasts: Any = event.decoded("DTEND") - event.decoded("DTSTART")
    assert lasts.total_seconds() == 3600
    assert Calendar.from_ical((await guest.get(f"{path}/due.ics")).text).walk("VEVENT") == []


async def test_a_cancelled_session_has_no_page_and_leaves_the_record(house: House):
    anna = await member(house)
    session_id = await prepared(house, anna)
    assert (await send(anna, house, "session.cancel", session_id=session_id)).status_code == 200
    assert (await anna.get(f"{house.plan_path}/sessions/{session_id}")).status == 404
    await house.participants()  # waits for the projector
    record = house.plan.documents["record"]
    shown = (await at_moment(house.services.log, record, utc_now(), ROOTS["record"])).data
    assert session_id not in shown["sessions"]
