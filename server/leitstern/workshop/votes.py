"""Dot votes: everybody places up to n dots on items of the plan; the totals are hidden until it closes.

Pure. The result is split by company, and what both companies want comes first. One person has one ballot,
which they may replace until the round closes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leitstern.commands.command import Command, Decision, PlanActor, Refusal
from leitstern.commands.generated import CastVote, OpenVote
from leitstern.commands.subjects import Sealing
from leitstern.plan.generated import Side
from leitstern.workshop.rounds import (
    Round,
    Rounds,
    answered,
    canonical,
    may_answer,
    may_lead,
    opened,
    running,
    too_many,
    took_part,
)


def open_vote(state: Rounds, command: Command[OpenVote], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    refusal = may_lead(state, asked.session_id, actor) or too_many(state)
    if refusal is not None:
        return refusal
    if len(asked.items) < 2:
        return Refusal("invalid_arguments", {"items": "errors.two_items"})
    round = Round(
        *(command.new_id("rnd"), "vote", asked.question, actor.id, now),
        items=asked.items,
        dots=asked.dots,
        session=asked.session_id,
    )
    return [opened(round)]


def cast(state: Rounds, command: Command[CastVote], actor: PlanActor, now: datetime) -> Sealing | Refusal:
    """No dots at all is an answer too: the person took part and wants none of it."""
    asked = command.arguments
    round = running(state, asked.round_id, "vote")
    if isinstance(round, Refusal):
        return round
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    dots = {item: count for item, count in asked.dots.items() if count}
    if not dots.keys() <= set(round.items):
        return Refusal("item_not_in_round")
    if sum(dots.values()) > round.dots:
        return Refusal("too_many_dots")
    return Sealing(round.id, canonical(dots), answered(round, actor.id, actor.standing.side))


def tally(round: Round, ballots: Mapping[str, str]) -> dict[str, Any]:
    """The result: dots for each item by company, what both want first, then by dots, then as listed.

    `ballots`: participant -> sealed ballot. The side of each voter is the one they answered as.
    """
    sums = {item: {"supplier": 0, "customer": 0} for item in round.items}
    for voter, ballot in ballots.items():
        side: Side = "supplier" if round.answered[voter] == "supplier" else "customer"
        for item, count in json.loads(ballot).items():
            sums[item][side] += count
    listed = sorted(sums.items(), key=_rank)
    return {
        "items": [{"id": item, **by_side} for item, by_side in listed],
        "voters": took_part(round, list(ballots)),
    }


def _rank(item: tuple[str, Mapping[str, int]]) -> tuple[bool, int]:
    """Both companies first, then more dots; `sorted` keeps the listed order otherwise."""
    by_side = item[1]
    wants_both = by_side["supplier"] > 0 and by_side["customer"] > 0
    return (not wants_both, -by_side["supplier"] - by_side["customer"])
