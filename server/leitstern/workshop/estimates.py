"""Two-axis estimates: benefit and effort of plan items on sliders from 0 to 10, revealed together.

Pure. Each person estimates privately and may change it until the round closes. The result has the median and
the range of each axis, and the single estimates without names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from leitstern.commands.command import Command, Decision, PlanActor, Refusal
from leitstern.commands.generated import GiveEstimate, OpenEstimate
from leitstern.commands.subjects import Sealing
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


def open_estimate(state: Rounds, command: Command[OpenEstimate], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    refusal = may_lead(state, asked.session_id, actor) or too_many(state)
    if refusal is not None:
        return refusal
    round = Round(
        *(command.new_id("rnd"), "estimate", asked.question, actor.id, now),
        items=asked.items,
        session=asked.session_id,
    )
    return [opened(round)]


def give(state: Rounds, command: Command[GiveEstimate], actor: PlanActor, now: datetime) -> Sealing | Refusal:
    """An item counts when both of its axes are set; the others are left out."""
    asked = command.arguments
    round = running(state, asked.round_id, "estimate")
    if isinstance(round, Refusal):
        return round
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    if not {*asked.benefit, *asked.effort} <= set(round.items):
        return Refusal("item_not_in_round")
    pairs = {
        item: [asked.benefit[item], asked.effort[item]] for item in asked.benefit if item in asked.effort
    }
    return Sealing(round.id, canonical(pairs), answered(round, actor.id, actor.standing.side))


def summary(round: Round, estimates: Mapping[str, str]) -> dict[str, Any]:
    """The result: for each item [benefit, effort] of everybody by side, sorted, and median and range.

    Sorting removes the order in which people answered, which would name them.
    """
    given = {owner: json.loads(content) for owner, content in estimates.items()}
    items = [_item(round, item, given) for item in round.items]
    return {"items": items, "voters": took_part(round, list(estimates))}


def _item(round: Round, item: str, given: Mapping[str, Mapping[str, list[int]]]) -> dict[str, Any]:
    by_side = {
        side: sorted(
            pairs[item] for owner, pairs in given.items() if item in pairs and round.answered[owner] == side
        )
        for side in ("supplier", "customer")
    }
    every = [*by_side["supplier"], *by_side["customer"]]
    axes = {"benefit": [pair[0] for pair in every], "effort": [pair[1] for pair in every]}
    return {"id": item, **by_side, **{axis: spread(values) for axis, values in axes.items() if values}}


def spread(values: Sequence[int]) -> dict[str, float]:
    """Median, lowest and highest of at least one value."""
    return {"median": float(median(values)), "low": min(values), "high": max(values)}
