"""Rounds through the whole app: what is sealed is in no file, answer, ledger, record or log that it must not
be in, and is forgotten when the round ends.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from leitstern.commands import ledger, sealed_rows
from leitstern.commands.verify import verify
from tests.pages.people import House
from tests.pages.voters import Voter, error, everything_written, opened, rounds
from tests.records import shown_record

pytestmark = pytest.mark.slow

ITEMS = ["opp_a", "opp_b", "opp_c"]


async def test_a_vote_from_the_first_dot_to_the_result(house: House, people: dict[str, Voter]):
    anna, claire, dora, vera = people.values()
    vote = await opened(anna, "vote.open", items=ITEMS, dots=2)
    assert (await claire.send("vote.cast", round_id=vote, dots={"opp_a": 2})).status_code == 200
    assert (await claire.send("vote.cast", round_id=vote, dots={"opp_b": 1})).json()["events"] == []
    assert (await dora.send("vote.cast", round_id=vote, dots={"opp_b": 2})).status_code == 200
    assert (await anna.send("vote.cast", round_id=vote, dots={"opp_b": 1, "opp_c": 1})).status_code == 200
    assert error(await vera.send("vote.cast", round_id=vote, dots={})) == (403, "observers_only_watch")
    assert error(await dora.send("vote.cast", round_id=vote, dots={"opp_c": 3})) == (422, "too_many_dots")
    assert error(await claire.send("round.close", round_id=vote)) == (403, "not_facilitator")
    shown = (await rounds(house))[vote]
    assert (shown["answered_supplier"], shown["answered_customer"], "result" in shown) == (1, 2, False)
    mine = (await claire.own())[vote]
    assert mine["mine"] == {"opp_b": 1} and len(mine["answered"]) == 2, "own ballot, own side's people"
    assert (await vera.own())[vote]["mine"] is None
    assert (await anna.send("round.close", round_id=vote)).status_code == 200
    result = json.loads((await rounds(house))[vote]["result"])
    assert result["items"][0] == {"id": "opp_b", "supplier": 1, "customer": 3}
    assert error(await dora.send("vote.cast", round_id=vote, dots={})) == (409, "round_closed")
    assert (await claire.own()) == {}
    report = await verify(house.services.database, house.services.log)
    assert report.faults == []


async def test_a_repeated_ballot_is_counted_once_whatever_it_carries(house: House, people: dict[str, Voter]):
    anna, claire, *_ = people.values()
    vote = await opened(anna, "vote.open", items=ITEMS, dots=2)
    first = await claire.send("vote.cast", id="tap", round_id=vote, dots={"opp_a": 1})
    await claire.send("vote.cast", id="later", round_id=vote, dots={"opp_c": 2})
    again = await claire.send("vote.cast", id="tap", round_id=vote, dots={"opp_a": 1})
    assert again.json() == first.json()
    assert (await claire.own())[vote]["mine"] == {"opp_c": 2}, "a late repeat does not undo a later ballot"


CANARY = "731826.4519"


async def test_a_sealed_number_is_nowhere(
    house: House, people: dict[str, Voter], tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """Also not in the files, once the round has ended."""
    caplog.set_level(logging.DEBUG)
    anna, claire, _, vera = people.values()
    round = await opened(anna, "number.propose", unit="EUR", floor_side="supplier")
    heard: list[str] = []
    for sent in (
        await anna.send("number.seal", round_id=round, number=CANARY),
        await claire.send("number.agree", round_id=round),
        await anna.send("number.seal", round_id=round, number=CANARY + "9"),
        await anna.send("number.seal", round_id=round, number=CANARY),
        await anna.send("number.seal", round_id=round, number=CANARY),
        await vera.send("number.seal", round_id=round, number="1"),
    ):
        heard.append(sent.text)
    assert CANARY.encode() in everything_written(tmp_path), "the row is what a restart needs"
    heard += [json.dumps(await one.own()) for one in people.values()]
    heard.append(json.dumps(await rounds(house)))
    heard.append((await claire.send("number.seal", round_id=round, number="624917.1387")).text)
    assert json.loads((await rounds(house))[round]["result"]) == {"meets": False}
    heard.append(json.dumps(await rounds(house)))
    heard += [json.dumps(await one.own()) for one in people.values()]
    plan_id = house.plan.plan_id
    entries = await house.services.database.read(lambda s: ledger.entries(s, plan_id))
    heard.append(repr(entries))
    heard += [record.getMessage() for record in caplog.records]
    for secret in (CANARY, "624917.1387"):
        assert not any(secret in text for text in heard)
        assert secret.encode() not in everything_written(tmp_path)
        digests = {ledger.digest({"round_id": round, "number": secret}), ledger.digest(secret)}
        assert not digests & {entry.arguments_digest for entry in entries}
    assert await house.services.database.read(sealed_rows.pending) == []


async def test_a_ballot_is_forgotten_when_its_round_ends(
    house: House, people: dict[str, Voter], tmp_path: Path
):
    anna, claire, *_ = people.values()
    items = ["opp_canary_kjqx", "opp_canary_wvzy"]
    for end in ("round.close", "round.cancel"):
        vote = await opened(anna, "vote.open", items=items, dots=20)
        await claire.send("vote.cast", round_id=vote, dots={items[0]: 17})
        ballot = f'"{items[0]}":17'.encode()
        assert ballot in everything_written(tmp_path)
        assert (await anna.send(end, round_id=vote)).status_code == 200
        assert ballot not in everything_written(tmp_path)


async def test_a_released_point_is_shown_to_both(house: House, people: dict[str, Voter], tmp_path: Path):
    anna, claire, *_ = people.values()
    round = await opened(anna, "number.propose", unit="EUR", floor_side="supplier")
    await claire.send("number.agree", round_id=round)
    await anna.send("number.seal", round_id=round, number=CANARY)
    await claire.send("number.seal", round_id=round, number="842917.1387")
    assert (await rounds(house))[round]["status"] == "met"
    for secret in (CANARY, "842917.1387"):
        assert secret.encode() not in everything_written(tmp_path), "only the point is kept"
    await anna.send("number.release", round_id=round)
    assert "result" not in (await rounds(house))[round]
    await claire.send("number.release", round_id=round)
    assert json.loads((await rounds(house))[round]["result"]) == {"meets": True, "point": "800000"}


async def shared(house: House, kind: str) -> dict[str, Any]:
    data = (await house.services.rooms.read(house.plan.documents["shared"])).data
    found: dict[str, Any] = data.get(kind, {})
    return found


async def test_ideas_become_items_at_the_reveal_and_not_before(house: House, people: dict[str, Voter]):
    anna, claire, dora, vera = people.values()
    round = await opened(anna, "ideas.open", authorship="side", target="goals")
    await claire.send("ideas.write", round_id=round, text="Pool kjqxa")
    await claire.send("ideas.write", round_id=round, text="Pool kjqxa\nStock kjqxb")
    await anna.send("ideas.write", round_id=round, text="Train kjqxc")
    for other in (anna, dora, vera):
        assert "kjqxa" not in json.dumps(await other.own())
    assert (await claire.own())[round]["mine"] == {"text": "Pool kjqxa\nStock kjqxb"}
    assert "kjqx" not in json.dumps(await rounds(house)) and await shared(house, "goals") == {}
    first = await anna.send("ideas.reveal", id="reveal", round_id=round)
    assert first.status_code == 200
    goals = await shared(house, "goals")
    assert sorted(goal["title"] for goal in goals.values()) == ["Pool kjqxa", "Stock kjqxb", "Train kjqxc"]
    ideas = json.loads((await rounds(house))[round]["result"])["ideas"]
    assert {idea["id"]: idea["text"] for idea in ideas} == {id: one["title"] for id, one in goals.items()}
    assert {(idea["text"], idea["side"]) for idea in ideas} >= {("Train kjqxc", "supplier")}
    assert (await anna.send("ideas.reveal", id="reveal", round_id=round)).json() == first.json()
    assert len(await shared(house, "goals")) == 3, "a repeat adds nothing"


async def test_a_draft_is_its_sides_until_both_release(house: House, people: dict[str, Voter]):
    anna, claire, dora, _ = people.values()
    round = await opened(anna, "drafts.open")
    await claire.send("drafts.write", round_id=round, text="Grow kjqx")
    assert (await dora.own())[round]["mine"] == {"text": "Grow kjqx"}, "a company shares its draft"
    assert (await anna.own())[round]["mine"] is None
    await dora.send("drafts.release", round_id=round)
    await anna.send("drafts.write", round_id=round, text="Save wvzy")
    assert "kjqx" not in json.dumps(await rounds(house))
    await anna.send("drafts.release", round_id=round)
    result = json.loads((await rounds(house))[round]["result"])
    assert result == {"customer": ["Grow kjqx"], "supplier": ["Save wvzy"]}


async def test_a_decision_and_a_comment_reach_the_record_and_verify(house: House, people: dict[str, Voter]):
    anna, claire, dora, vera = people.values()
    proposed = await claire.send("decision.propose", text="One price list", reason="Less work")
    id = proposed.json()["events"][0]["data"]["decision"]
    await dora.send("decision.take_position", decision_id=id, stance="reservations", reason="With a cap")
    assert error(await vera.send("decision.take_position", decision_id=id, stance="for"))[0] == 403
    done = {"outcome": "agreed", "conclusion": "With a cap of 3 %"}
    assert (await anna.send("decision.record_outcome", decision_id=id, **done)).status_code == 200
    added = await claire.send("topic.add", text="@Anna Berg who pays?", item="opp_1")
    topic = added.json()["events"][0]["data"]["topic"]
    await anna.send("topic.resolve", topic_id=topic)
    record = house.plan.documents["record"]
    decision = (await shown_record(house.services, record, "decisions"))[id]
    assert (decision["outcome"], decision["conclusion"]) == ("agreed", "With a cap of 3 %")
    positions = await shown_record(house.services, record, "positions")
    assert [(one["stance"], one["side"], one["reason"]) for one in positions.values()] == [
        ("reservations", "customer", "With a cap")
    ]
    assert "resolved_at" in (await shown_record(house.services, record, "topics"))[topic]
    report = await verify(house.services.database, house.services.log)
    assert report.faults == []
