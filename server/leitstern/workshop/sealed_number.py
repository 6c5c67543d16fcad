"""Sealed numbers: each side seals a minimum or a maximum; both learn whether they meet, and nothing else.

Pure. One side proposes the round, the other agrees: then there is one try. The second number is compared at
once. If the two do not meet, both are deleted. If they meet, both are deleted too, and one rounded point
between them is kept sealed until both sides agree to release it. The ends of the overlap are never released,
because they are the other side's secrets.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import AgreeToNumber, ProposeNumber, ReleaseNumber, SealNumber
from leitstern.commands.subjects import Sealing
from leitstern.workshop.rounds import (
    Round,
    Rounds,
    answered,
    closed,
    may_answer,
    need_vote,
    opened,
    running,
    too_many,
)

POINT = "point"
"""Owner of the row that holds the rounded point between two numbers that meet."""
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?")


def propose(state: Rounds, command: Command[ProposeNumber], actor: PlanActor, now: datetime) -> Decision:
    """The proposing side agrees by proposing."""
    asked = command.arguments
    refusal = need_vote(state, asked.session_id, actor) or too_many(state)
    if refusal is not None:
        return refusal
    round = Round(
        *(command.new_id("rnd"), "number", asked.question, actor.id, now, "proposed"),
        unit=asked.unit,
        floor_side=asked.floor_side,
        session=asked.session_id,
    )
    return [opened(round), _consent(round, actor)]


def agree(state: Rounds, command: Command[AgreeToNumber], actor: PlanActor, now: datetime) -> Decision:
    """The other side agrees to the round: now it has one try."""
    round = running(state, command.arguments.round_id, "number")
    if isinstance(round, Refusal):
        return round
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    if round.status != "proposed" or actor.standing.side in round.consents:
        return ()
    return [_consent(round, actor), Event("round.agreed", {"round": round.id})]


def seal(state: Rounds, command: Command[SealNumber], actor: PlanActor, now: datetime) -> Sealing | Decision:
    """A side may replace its number until the other has sealed one; then both are compared, once."""
    asked, side = command.arguments, actor.standing.side
    round = running(state, asked.round_id, "number")
    if isinstance(round, Refusal):
        return round
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    if round.status == "proposed":
        return Refusal("not_agreed_yet")
    if round.status == "met":
        return Refusal("round_closed")
    if not _NUMBER.fullmatch(asked.number):
        return Refusal("invalid_arguments", {"number": "errors.number"})
    took_part = answered(round, side, side)
    other = state.sealed.get(round.id, {}).get("customer" if side == "supplier" else "supplier")
    if other is None:
        return Sealing(round.id, asked.number, took_part, owner=side)
    ours, theirs = Decimal(asked.number), Decimal(other)
    floor, ceiling = (ours, theirs) if side == round.floor_side else (theirs, ours)
    if floor > ceiling:
        return [*took_part, closed(round, {"meets": False})]
    events = [*took_part, Event("round.met", {"round": round.id})]
    return Sealing(round.id, point_between(floor, ceiling), events, owner=POINT)


def release(state: Rounds, command: Command[ReleaseNumber], actor: PlanActor, now: datetime) -> Decision:
    """When both sides want it, the rounded point is released."""
    round = running(state, command.arguments.round_id, "number")
    if isinstance(round, Refusal):
        return round
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    if round.status != "met":
        return Refusal("do_not_meet_yet")
    if actor.standing.side in round.consents:
        return ()
    if not round.consents:
        return [_consent(round, actor)]
    point = state.sealed[round.id][POINT]
    return [_consent(round, actor), closed(round, {"meets": True, "point": point})]


def point_between(floor: Decimal, ceiling: Decimal) -> str:
    """One point between two numbers that meet: their middle, rounded as coarsely as it stays between them.

    The step is the largest of 1, 2, 5 times a power of ten that is not larger than the distance d. Rounding
    moves the middle by at most d/2, so the point stays between the numbers. Who knows one number and the
    point knows the other only to the step, which is at least 0.4 d.
    """
    distance = ceiling - floor
    middle = (floor + ceiling) / 2
    step = step_for(distance)
    point = middle if step is None else (middle / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step
    shown = f"{point:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def step_for(distance: Decimal) -> Decimal | None:
    """None when both numbers are the same."""
    if distance == 0:
        return None
    power = Decimal(1).scaleb(distance.adjusted())
    return max(step for step in (power, 2 * power, 5 * power) if step <= distance)


def _consent(round: Round, actor: PlanActor) -> Event:
    side = actor.standing.side
    return Event("round.consented", {"round": round.id, "side": side, "participant": actor.id})
