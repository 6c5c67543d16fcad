"""Decisions of both companies: a proposal, the positions of persons with their reasons, and the outcome.

Pure. Positions are open to everybody, by person and side; only a decision that waits takes new ones. The
facilitator records the outcome. Nothing is counted: an outcome is what people agreed on, with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from leitstern.commands.command import Command, Event, Json, PlanActor, Refusal
from leitstern.commands.command import Decision as Decided
from leitstern.commands.generated import ProposeDecision, RecordOutcome, TakePosition, WithdrawDecision
from leitstern.plan.generated import DecisionOutcome, SeatRole, Side, Stance
from leitstern.workshop.rounds import may_lead_session, need_vote_in

MAX_OPEN = 50


@dataclass(frozen=True, slots=True)
class Position:
    stance: Stance
    reason: str
    side: Side


@dataclass(frozen=True, slots=True)
class Proposal:
    """One decision, from its proposal to its outcome."""

    id: str
    text: str
    reason: str
    session: str
    by: str
    at: datetime
    positions: Mapping[str, Position] = field(default_factory=dict)
    """By participant; the last one of each counts."""
    outcome: DecisionOutcome = "open"
    conclusion: str = ""
    """What was agreed, where it differs from the proposal, and why."""
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposals:
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, SeatRole]] = field(default_factory=dict, compare=False)
    """Session -> participant -> role: state of another subject."""


def propose(state: Proposals, command: Command[ProposeDecision], actor: PlanActor, now: datetime) -> Decided:
    asked = command.arguments
    refusal = need_vote_in(state.roles, asked.session_id, actor)
    if refusal is not None:
        return refusal
    if sum(one.outcome == "open" for one in state.proposals.values()) >= MAX_OPEN:
        return Refusal("too_many_decisions")
    data: dict[str, Json] = {
        "decision": command.new_id("dec"),
        "text": asked.text,
        "reason": asked.reason,
        "session": asked.session_id,
        "participant": actor.id,
    }
    return [Event("decision.proposed", data)]


def take_position(
    state: Proposals, command: Command[TakePosition], actor: PlanActor, now: datetime
) -> Decided:
    """The same position again changes nothing. Who objects says why."""
    asked = command.arguments
    found = _waiting(state, asked.decision_id)
    if isinstance(found, Refusal):
        return found
    refusal = need_vote_in(state.roles, found.session, actor)
    if refusal is not None:
        return refusal
    if asked.stance == "against" and not asked.reason:
        return Refusal("invalid_arguments", {"reason": "errors.required"})
    position = Position(asked.stance, asked.reason, actor.standing.side)
    if found.positions.get(actor.id) == position:
        return ()
    data: dict[str, Json] = {
        "decision": found.id,
        "participant": actor.id,
        "stance": position.stance,
        "reason": position.reason,
        "side": position.side,
    }
    return [Event("decision.position_taken", data)]


def record_outcome(
    state: Proposals, command: Command[RecordOutcome], actor: PlanActor, now: datetime
) -> Decided:
    asked = command.arguments
    found = _waiting(state, asked.decision_id)
    if isinstance(found, Refusal):
        return found
    refusal = may_lead_session(state.roles, found.session, actor)
    if refusal is not None:
        return refusal
    data: dict[str, Json] = {
        "decision": found.id,
        "outcome": asked.outcome,
        "conclusion": asked.conclusion,
        "participant": actor.id,
    }
    return [Event("decision.decided", data)]


def withdraw(
    state: Proposals, command: Command[WithdrawDecision], actor: PlanActor, now: datetime
) -> Decided:
    """By whoever proposed it, or by the facilitator."""
    found = _waiting(state, command.arguments.decision_id)
    if isinstance(found, Refusal):
        return found
    refusal = None if found.by == actor.id else may_lead_session(state.roles, found.session, actor)
    if refusal is not None:
        return refusal
    data: dict[str, Json] = {
        "decision": found.id,
        "outcome": "withdrawn",
        "conclusion": "",
        "participant": actor.id,
    }
    return [Event("decision.decided", data)]


def _waiting(state: Proposals, decision_id: str) -> Proposal | Refusal:
    found = state.proposals.get(decision_id)
    if found is None:
        return Refusal("decision_not_found")
    return found if found.outcome == "open" else Refusal("already_decided")


def fold(state: Proposals, events: Sequence[Event], at: datetime) -> Proposals:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    proposals = dict(state.proposals)
    for event in events:
        if not event.kind.startswith("decision."):
            continue
        id = str(event.data["decision"])
        proposals[id] = (
            _proposed(event.data, at) if id not in proposals else _changed(proposals[id], event, at)
        )
    return replace(state, proposals=proposals)


def _proposed(data: Mapping[str, Json], at: datetime) -> Proposal:
    return Proposal(
        id=str(data["decision"]),
        text=str(data["text"]),
        reason=str(data["reason"]),
        session=str(data["session"]),
        by=str(data["participant"]),
        at=at,
    )


def _changed(known: Proposal, event: Event, at: datetime) -> Proposal:
    data = event.data
    match event.kind:
        case "decision.position_taken":
            position = Position(cast(Stance, data["stance"]), str(data["reason"]), cast(Side, data["side"]))
            return replace(known, positions={**known.positions, str(data["participant"]): position})
        case "decision.decided":
            return replace(
                known,
                outcome=cast(DecisionOutcome, data["outcome"]),
                conclusion=str(data["conclusion"]),
                decided_by=str(data["participant"]),
                decided_at=at,
            )
    raise ValueError(f"no such event: {event.kind}")
