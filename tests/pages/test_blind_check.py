"""The KAM check of both sides through the whole app: what is sealed reaches nobody before the reveal."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from leitstern.commands import ledger, sealed_rows
from leitstern.commands.verify import verify
from tests.pages.people import House
from tests.pages.voters import Voter, error, everything_written, rounds

pytestmark = pytest.mark.slow

OURS = {"5": 9, "7": 2, "8": 7, "9": 10, "10": 3, "11": 8}
THEIRS = {"5": 3, "7": 1, "8": 9, "9": 8, "10": 9, "11": -1}
PAGES = ("", "/overview", "/news", "/measures", "/own-measures", "/rounds", "/print")


def canary(scores: dict[str, int]) -> str:
    """How the sealed row spells these answers."""
    return json.dumps(scores, sort_keys=True, separators=(",", ":"))


async def heard_by(house: House, voter: Voter, *more: str) -> str:
    """All that a person's browser can ask for."""
    found = []
    for path in (*(house.plan_path + page for page in PAGES), *more):
        found.append((await voter.browser.http.get(path)).text)
    return "".join(found).replace(" ", "")


async def test_no_answer_reaches_anybody_before_both_sides_have_finished(
    house: House,
    people: dict[str, Voter],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level(logging.DEBUG)
    anna, claire, dora, vera = people.values()
    opened = await anna.send("check.open")
    round = str(opened.json()["events"][0]["data"]["round"])
    heard = [opened.text]
    for voter, scores in ((anna, OURS), (claire, THEIRS)):
        heard.append((await voter.send("check.answer", round_id=round, scores=scores)).text)
        assert canary(scores).encode() in everything_written(tmp_path), "the row is what a restart needs"
    assert (await claire.own())[round]["mine"] == THEIRS, "one's own answers come back after a reload"
    assert error(await vera.send("check.answer", round_id=round, scores=OURS)) == (
        403,
        "observers_only_watch",
    )
    heard.append((await anna.send("check.finish", round_id=round)).text)
    for voter, secret in ((anna, THEIRS), (claire, OURS), (dora, OURS), (dora, THEIRS), (vera, THEIRS)):
        more = ("/check", "/portfolio", "/") if voter is anna else ()
        assert canary(secret) not in await heard_by(house, voter, *more)
    heard.append(json.dumps(await rounds(house)))
    entries = await house.services.database.read(lambda s: ledger.entries(s, house.plan.plan_id))
    heard += [repr(entries), *(record.getMessage() for record in caplog.records)]
    for secret in (OURS, THEIRS):
        assert not any(canary(secret) in text.replace(" ", "") for text in heard)
        digests = {ledger.digest({"round_id": round, "scores": secret}), ledger.digest(secret)}
        assert not digests & {entry.arguments_digest for entry in entries}
    shown = (await rounds(house))[round]
    assert (shown["status"], shown["answered_customer"], "result" in shown) == ("open", 1, False)

    assert (await claire.send("check.finish", round_id=round)).status_code == 200
    result = json.loads((await rounds(house))[round]["result"])
    found = {one["id"]: one.get("quadrant") for one in result["statements"]}
    assert found == {
        "5": "blind_spot",
        "7": "agreed_weakness",
        "8": "agreed_strength",
        "9": "blind_spot",
        "10": "undervalued",
        "11": None,
    }
    for scores in (OURS, THEIRS):
        assert canary(scores).encode() not in everything_written(tmp_path), "deleted is overwritten"
    assert await house.services.database.read(sealed_rows.pending) == []
    assert (await verify(house.services.database, house.services.log)).faults == []


async def test_the_portfolio_s_check_leads_to_it_and_shows_the_last_reveal(
    house: House,
    people: dict[str, Voter],
):
    anna, claire, *_ = people.values()
    page = await anna.browser.get("/check")
    assert f'href="{house.plan_path}#check"' in page.text and "Double-blind with" in page.text
    opened = await anna.send("check.open")
    round = str(opened.json()["events"][0]["data"]["round"])
    await claire.send("check.answer", round_id=round, scores=THEIRS)
    page = await anna.browser.get("/check")
    assert "0 of your people and 1 of" in page.text and "3.0" not in page.text
    await anna.send("check.answer", round_id=round, scores=OURS)
    for voter in (anna, claire):
        await voter.send("check.finish", round_id=round)
    page = await anna.browser.get("/check")
    assert "agreed strengths 1, agreed weaknesses 1, blind spots 2, undervalued strengths 1" in page.text
    assert "we 9" in page.text.split('data-statement="5"')[1].split("</article>")[0]
    assert (await claire.browser.http.get("/check")).status_code in (303, 403, 404)
