"""Rounds: questions that people answer each for themselves, hidden until the round ends. State and `fold`.

Pure. votes.py, estimates.py and sealed_number.py decide what an answer may be and what its result is; here is
what they share: who answers, when, and how a round ends. Answers are never in the state that events make:
`sealed` is read for a decision alone (Subject.enrich), and no event holds an answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from leitstern.commands.command import Event, Json, PlanActor, Refusal
from leitstern.plan.generated import RoundKind, RoundStatus
from leitstern.workshop.session_state import Roles

RUNNING: tuple[RoundStatus, ...] = ("proposed", "open", "met")
"""`proposed`: waits for the other side's consent. `met`: two sealed numbers meet, without their point."""

MAX_RUNNING = 20
"""In one plan, so that a script cannot fill the record."""


@dataclass(frozen=True, slots=True)
class Round:
    id: str
    kind: RoundKind
    question: str
    opened_by: str
    opened_at: datetime
    status: RoundStatus = "open"
    items: tuple[str, ...] = ()
    """Ids of records of the shared document."""
    dots: int = 0
    """How many dots each person has, in a vote."""
    unit: str = ""
    floor_side: str = ""
    """The side whose number is a minimum, in a round with sealed numbers; the other's is a maximum."""
    authorship: str = ""
    target: str = ""
    """The kind of record that ideas become at the reveal."""
    session: str = ""
    answered: Mapping[str, str] = field(default_factory=dict)
    """Who has answered -> side. A person, or a side where a side answers once."""
    consents: Mapping[str, str] = field(default_factory=dict)
    """Side -> participant who agreed to the step that waits for both sides."""
    result: str = ""
    """JSON; empty until the round is closed."""
    ended_at: datetime | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    """Revealed idea -> its group."""
    merged: Mapping[str, str] = field(default_factory=dict)
    """Revealed idea -> the one that it was merged into. Whose it was stays in the result."""

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING


@dataclass(frozen=True, slots=True)
class Rounds:
    rounds: Mapping[str, Round] = field(default_factory=dict)
    sealed: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)
    """Round -> owner -> what they sealed. Only for decisions with `needs_all`."""
    roles: Roles = field(default_factory=dict, compare=False)
    """State of another subject."""


def opened(round: Round) -> Event:
    """The event that opens the round, at its `opened_at`."""
    data: dict[str, Json] = {
        "round": round.id,
        "kind": round.kind,
        "question": round.question,
        "participant": round.opened_by,
        "status": round.status,
    }
    for name in ("unit", "floor_side", "authorship", "target", "session"):
        if getattr(round, name):
            data[name] = getattr(round, name)
    if round.items:
        data["items"] = " ".join(round.items)
    if round.dots:
        data["dots"] = round.dots
    return Event("round.opened", data)


def answered(round: Round, owner: str, side: str) -> Sequence[Event]:
    """That somebody took part, the first time. What they answered is in no event."""
    if owner in round.answered:
        return ()
    return [Event("round.answered", {"round": round.id, "owner": owner, "side": side})]


def took_part(round: Round, owners: Sequence[str]) -> dict[str, list[str]]:
    """Who took part, by side, in the order in which they first answered. This is public."""
    return {
        side: [owner for owner, of in round.answered.items() if of == side and owner in owners]
        for side in ("supplier", "customer")
    }


def closed(round: Round, result: Mapping[str, Any]) -> Event:
    return Event("round.closed", {"round": round.id, "result": canonical(result)})


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def running(state: Rounds, round_id: str, kind: RoundKind) -> Round | Refusal:
    """The round in which this can still be answered."""
    round = state.rounds.get(round_id)
    if round is None or round.kind != kind:
        return Refusal("round_not_found")
    if not round.is_running:
        return Refusal("round_closed")
    return round


def may_answer(state: Rounds, round: Round, actor: PlanActor) -> Refusal | None:
    return need_vote(state, round.session, actor)


def need_vote(state: Rounds, session_id: str, actor: PlanActor) -> Refusal | None:
    return need_vote_in(state.roles, session_id, actor)


def need_vote_in(roles: Roles, session_id: str, actor: PlanActor) -> Refusal | None:
    """An observer sees, and has no vote: whoever only reads the plan, or only watches the session."""
    watches = roles.get(session_id, {}).get(actor.id) == "observer"
    return Refusal("observers_only_watch") if watches or actor.standing.role != "editor" else None


def may_lead(state: Rounds, session_id: str, actor: PlanActor) -> Refusal | None:
    return may_lead_session(state.roles, session_id, actor)


def may_lead_session(roles: Roles, session_id: str, actor: PlanActor) -> Refusal | None:
    """A session is led by its facilitators; without one, members who edit the plan lead."""
    if actor.standing.role != "editor":
        return Refusal("observers_only_watch")
    if session_id:
        leads = roles.get(session_id, {}).get(actor.id) == "facilitator"
        return None if leads else Refusal("not_facilitator")
    return None if actor.standing.is_member else Refusal("not_facilitator")


def too_many(state: Rounds) -> Refusal | None:
    count = sum(round.is_running for round in state.rounds.values())
    return Refusal("too_many_rounds") if count >= MAX_RUNNING else None


def fold(state: Rounds, events: Sequence[Event], at: datetime) -> Rounds:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    rounds = dict(state.rounds)
    for event in events:
        if not event.kind.startswith("round."):
            continue
        if event.kind == "round.opened":
            one = _opened(event.data, at)
        else:
            one = _changed(rounds[str(event.data["round"])], event, at)
        rounds[one.id] = one
    return replace(state, rounds=rounds)


def _opened(data: Mapping[str, Json], at: datetime) -> Round:
    text = {
        name: str(data.get(name) or "") for name in ("unit", "floor_side", "authorship", "target", "session")
    }
    made = Round(
        id=str(data["round"]),
        kind=cast(RoundKind, data["kind"]),
        question=str(data["question"]),
        opened_by=str(data["participant"]),
        opened_at=at,
        status=cast(RoundStatus, data["status"]),
        items=tuple(str(data.get("items") or "").split()),
        dots=int(data.get("dots") or 0),
    )
    return replace(made, **cast(dict[str, Any], text))


def _changed(round: Round, event: Event, at: datetime) -> Round:
    data = event.data
    match event.kind:
        case "round.answered":
            return replace(round, answered={**round.answered, str(data["owner"]): str(data["side"])})
        case "round.consented":
            return replace(round, consents={**round.consents, str(data["side"]): str(data["participant"])})
        case "round.withdrawn":
            consents = {side: who for side, who in round.consents.items() if side != data["side"]}
            return replace(round, consents=consents)
        case "round.agreed":
            return replace(round, status="open", consents={})
        case "round.met":
            return replace(round, status="met", consents={})
        case "round.closed":
            return replace(round, status="closed", result=str(data["result"]), ended_at=at)
        case "round.idea_sorted":
            return _sorted(round, data)
        case "round.cancelled":
            return replace(round, status="cancelled", ended_at=at)
    raise ValueError(f"no such event: {event.kind}")


def _sorted(round: Round, data: Mapping[str, Json]) -> Round:
    idea, found = str(data["idea"]), {"groups": dict(round.groups), "merged": dict(round.merged)}
    for name, key in (("groups", "group"), ("merged", "into")):
        found[name].pop(idea, None)
        if data[key]:
            found[name][idea] = str(data[key])
    return replace(round, groups=found["groups"], merged=found["merged"])
