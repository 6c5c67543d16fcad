"""Commands that share a transaction: each is decided on what those before it left, and stops no other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from leitstern.commands import ledger
from leitstern.commands.command import CommandRefused
from leitstern.commands.command_box import Result, carry_out
from leitstern.commands.execution import Outcome, Submission
from leitstern.commands.registry import COMMANDS
from leitstern.commands.subjects import SubjectCommand
from leitstern.commands.verify import verify
from tests.pages.people import House
from tests.pages.voters import Voter, opened


async def together(house: House, *submissions: Submission) -> list[str | list[str]]:
    """Carries them out in one transaction: the kinds of each one's events, or the code of its refusal."""
    work = partial(carry_out, submissions=submissions, now=house.clock())
    results: Sequence[Result] = await house.write(work)
    house.services.commands.projector.mark(house.plan.plan_id)
    return [said(result) for result in results]


def said(result: Result) -> str | list[str]:
    if isinstance(result, CommandRefused):
        return result.code
    assert isinstance(result, Outcome)
    return [event.kind for event in result.answer.events]


async def ids(house: House) -> dict[str, str]:
    return {one["name"]: id for id, one in (await house.participants()).items()}


async def session(anna: Voter) -> tuple[str, list[str]]:
    """A prepared session, and its phases."""
    answer = await anna.send("session.create", template="short", day="2027-03-03", time="10:00")
    first, *others = answer.json()["events"]
    return first["data"]["session"], [one["data"]["phase"] for one in others]


async def test_each_command_finds_what_those_before_it_did(house: House, people: dict[str, Voter]):
    (one, phases), (other, _) = await session(people["anna"]), await session(people["anna"])
    who = await ids(house)

    def by(name: str, kind: str, **arguments: Any) -> Submission:
        return Submission("plan", house.plan.plan_id, who[name], kind, arguments)

    hand = by("Claire Martin", "session.raise_hand", session_id=one)
    found = await together(
        house,
        hand,
        by("Anna Berg", "session.start", session_id=one),
        by("Anna Berg", "session.start", session_id=other),
        by("Claire Martin", "session.raise_hand", session_id=one),
        by("Dora Lind", "session.ready", session_id=one, phase_id=phases[0], ready=True),
        by("Anna Berg", "session.next", session_id=one, phase_id=phases[0]),
        by("Anna Berg", "session.next", session_id=one, phase_id=phases[0]),
        by("Dora Lind", "session.ready", session_id=one, phase_id=phases[0], ready=True),
        by("Vera Wolf", "session.raise_hand", session_id=one),
        by("Anna Berg", "session.end", session_id=one),
        by("Anna Berg", "session.start", session_id=other),
    )
    assert found == [
        "session_not_running",
        ["session.started", "session.moved"],
        "another_session_runs",
        ["session.hand_raised"],
        ["session.ready"],
        ["session.moved"],
        [],
        "phase_over",
        "observers_only_watch",
        ["session.ended"],
        ["session.started", "session.moved"],
    ]
    await house.participants()
    report = await verify(house.services.database, house.services.log)
    assert (report.faults, report.behind) == ([], [])


async def test_the_same_command_twice_in_one_transaction_is_one(house: House, people: dict[str, Voter]):
    vote = await opened(people["anna"], "vote.open", items=["opp_a", "opp_b"], dots=2)
    who, plan_id = await ids(house), house.plan.plan_id
    cast = {"round_id": vote, "dots": {"opp_a": 1}}
    mine = Submission("plan", plan_id, who["Claire Martin"], "vote.cast", cast, "once")
    others = replace(mine, actor=who["Dora Lind"])
    malformed = replace(mine, id="\ud800")
    assert await together(house, mine, malformed, mine, others) == [
        ["round.answered"],
        "invalid_arguments",
        ["round.answered"],
        "command_id_reused",
    ]
    entries = await house.services.database.read(lambda s: ledger.entries(s, plan_id))
    assert [one.command_id for one in entries].count("once") == 1


async def test_a_bug_in_one_command_stops_no_other(
    house: House, people: dict[str, Voter], monkeypatch: pytest.MonkeyPatch
):
    vote = await opened(people["anna"], "vote.open", items=["opp_a", "opp_b"], dots=2)
    one, _ = await session(people["anna"])
    registered = COMMANDS["session.raise_hand"]
    assert isinstance(registered, SubjectCommand)
    broken = replace(registered, decide=lambda *_: 1 / 0)  # type: ignore[arg-type]
    monkeypatch.setitem(COMMANDS, "session.raise_hand", broken)
    who, box = await ids(house), house.services.commands.box
    hand = Submission("plan", house.plan.plan_id, who["Dora Lind"], "session.raise_hand", {"session_id": one})
    ballots = [
        Submission("plan", house.plan.plan_id, who[name], "vote.cast", {"round_id": vote, "dots": {}})
        for name in ("Claire Martin", "Dora Lind")
    ]
    first, bug, second = await asyncio.gather(
        *(box.run(one) for one in (ballots[0], hand, ballots[1])), return_exceptions=True
    )
    assert isinstance(bug, ZeroDivisionError)
    assert [said(one) for one in (first, second) if isinstance(one, Outcome)] == [["round.answered"]] * 2
