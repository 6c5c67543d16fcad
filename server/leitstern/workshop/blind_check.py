"""The KAM check, double-blind: both companies answer the six account statements, each in its own wording.

Pure. Every person answers for themselves and may change it until both companies have said that they have
finished; then the means of both sides are shown to both, with where they agree and where they see it
differently (plan/check.py). Single answers are in no result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import AnswerCheck, FinishCheck, OpenCheck
from leitstern.commands.subjects import Sealing
from leitstern.plan import check
from leitstern.workshop.rounds import (
    Round,
    Rounds,
    answered,
    canonical,
    closed,
    may_answer,
    may_lead,
    opened,
    running,
    too_many,
    took_part,
)

STATEMENTS = frozenset(str(number) for number in check.ACCOUNT)
Answers = Mapping[str, int]
"""By number of the statement; UNSURE: the person cannot judge it."""
UNSURE = -1
TITLE = "KAM check"
"""Not shown; every round has a question."""


def open_check(state: Rounds, command: Command[OpenCheck], actor: PlanActor, now: datetime) -> Decision:
    """One at a time: two checks that run side by side would split the answers."""
    session_id = command.arguments.session_id
    refusal = may_lead(state, session_id, actor) or too_many(state)
    if refusal is not None:
        return refusal
    if any(one.kind == "check" and one.is_running for one in state.rounds.values()):
        return Refusal("check_running")
    round = Round(*(command.new_id("rnd"), "check", TITLE, actor.id, now), session=session_id)
    return [opened(round)]


def answer(
    state: Rounds, command: Command[AnswerCheck], actor: PlanActor, now: datetime
) -> Sealing | Refusal:
    """Each tap is sealed; a person counts as somebody who answered once every statement has an answer."""
    asked = command.arguments
    round = running(state, asked.round_id, "check")
    if isinstance(round, Refusal):
        return round
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    if not asked.scores.keys() <= STATEMENTS:
        return Refusal("item_not_in_round")
    is_whole = asked.scores.keys() == STATEMENTS
    events = answered(round, actor.id, actor.standing.side) if is_whole else ()
    return Sealing(round.id, canonical(asked.scores), events)


def finish(state: Rounds, command: Command[FinishCheck], actor: PlanActor, now: datetime) -> Decision:
    """A company that has finished waits for the other. Its people may change their answers until then."""
    round = running(state, command.arguments.round_id, "check")
    if isinstance(round, Refusal):
        return round
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    side = actor.standing.side
    if side in round.consents:
        return ()
    if side not in round.answered.values():
        return Refusal("nobody_answered")
    consent = Event("round.consented", {"round": round.id, "side": side, "participant": actor.id})
    if not round.consents:
        return [consent]
    return [consent, closed(round, outcome(round, state.sealed.get(round.id, {})))]


def outcome(round: Round, sealed: Mapping[str, str]) -> dict[str, Any]:
    """The result: for each statement the mean of each side, and the quadrant. Only whole answers count, so
    that nobody's half-filled page speaks for a company.
    """
    by_side: dict[str, list[Answers]] = {"supplier": [], "customer": []}
    for owner, content in sealed.items():
        if owner in round.answered:
            by_side[round.answered[owner]].append(json.loads(content))
    return {
        "statements": [_statement(number, by_side) for number in check.ACCOUNT],
        "voters": took_part(round, list(sealed)),
    }


def _statement(number: int, by_side: Mapping[str, Sequence[Answers]]) -> dict[str, Any]:
    """The rounded mean decides, because it is the one that is shown: what is seen explains the quadrant."""
    found: dict[str, Any] = {"id": str(number)}
    for side, answers in by_side.items():
        score = check.mean(_known(one[str(number)]) for one in answers)
        if score is not None:
            found[side] = round(score, 1)
    if "supplier" in found and "customer" in found:
        ours, theirs = found["supplier"], found["customer"]
        found["quadrant"] = check.quadrant(number, ours, theirs)
        found["x"], found["y"] = (round(check.place(number, one), 3) for one in (ours, theirs))
    return found


def _known(score: int) -> int | None:
    return None if score == UNSURE else score
