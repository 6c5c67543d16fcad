"""How a round ends: it is closed with its result, or cancelled without one. Pure."""

from __future__ import annotations

from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import CancelRound, CloseRound
from leitstern.workshop import estimates, votes
from leitstern.workshop.rounds import Round, Rounds, closed, may_answer, may_lead


def close(state: Rounds, command: Command[CloseRound], actor: PlanActor, now: datetime) -> Decision:
    """Tallies a vote or an estimate. A closed round stays as it is: two people who close it close it once."""
    round = _found(state, command.arguments.round_id)
    if isinstance(round, Refusal):
        return round
    refusal = may_lead(state, round.session, actor)
    if refusal is not None:
        return refusal
    if round.status == "closed":
        return ()
    if not round.is_running:
        return Refusal("round_closed")
    if round.kind not in ("vote", "estimate"):
        return Refusal("not_closed_by_hand")
    answers = state.sealed.get(round.id, {})
    result = (votes.tally if round.kind == "vote" else estimates.summary)(round, answers)
    return [closed(round, result)]


def cancel(state: Rounds, command: Command[CancelRound], actor: PlanActor, now: datetime) -> Decision:
    """Deletes all answers without a result. Sealed numbers can be ended by either side; once they are known
    to meet, that stays known.
    """
    round = _found(state, command.arguments.round_id)
    if isinstance(round, Refusal):
        return round
    allowed = may_answer if round.kind == "number" else _may_lead_round
    refusal = allowed(state, round, actor)
    if refusal is not None:
        return refusal
    if not round.is_running:
        return ()
    if round.status == "met":
        return [closed(round, {"meets": True})]
    return [Event("round.cancelled", {"round": round.id, "participant": actor.id})]


def _may_lead_round(state: Rounds, round: Round, actor: PlanActor) -> Refusal | None:
    return may_lead(state, round.session, actor)


def _found(state: Rounds, round_id: str) -> Round | Refusal:
    return state.rounds.get(round_id) or Refusal("round_not_found")
