"""Silent ideas: everybody writes for themselves, others see counts only; the reveal makes them items.
And two drafts, one reveal: each company drafts for itself, and both drafts open together.

Pure. What is written is sealed like a ballot (commands/sealed_rows.py). What ideas say about their authors is
fixed when the round opens: a name, a company, or nothing. Which records the ideas become is in the result,
and placed_ideas.py writes them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import (
    OpenDrafts,
    OpenIdeas,
    ReleaseDrafts,
    RevealIdeas,
    WriteDraft,
    WriteIdeas,
)
from leitstern.commands.subjects import Sealing
from leitstern.plan.generated import KINDS
from leitstern.workshop.rounds import (
    Round,
    Rounds,
    answered,
    closed,
    may_answer,
    may_lead,
    opened,
    running,
    too_many,
)

MAX_IDEAS = 30
"""For each person and round."""
MAX_LENGTH = 300
SIDES = ("supplier", "customer")


def open_ideas(state: Rounds, command: Command[OpenIdeas], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    refusal = may_lead(state, asked.session_id, actor) or too_many(state)
    if refusal is not None:
        return refusal
    round = Round(
        *(command.new_id("rnd"), "ideas", asked.question, actor.id, now),
        authorship=asked.authorship,
        target=asked.target,
        session=asked.session_id,
    )
    return [opened(round)]


def write(state: Rounds, command: Command[WriteIdeas], actor: PlanActor, now: datetime) -> Sealing | Refusal:
    """All ideas of the sender, one a line, in the place of those before."""
    return _written(state, command.arguments.round_id, "ideas", command.arguments.text, actor)


def reveal(state: Rounds, command: Command[RevealIdeas], actor: PlanActor, now: datetime) -> Decision:
    round = state.rounds.get(command.arguments.round_id)
    if round is None or round.kind != "ideas":
        return Refusal("round_not_found")
    refusal = may_lead(state, round.session, actor)
    if refusal is not None:
        return refusal
    if round.status == "closed":
        return ()
    if not round.is_running:
        return Refusal("round_closed")
    return [closed(round, {"ideas": revealed(round, state.sealed.get(round.id, {}))})]


def revealed(round: Round, sealed: Mapping[str, str]) -> list[dict[str, str]]:
    """The ideas, with what the round says about authors. Sorted by their ids, which are digests, so that the
    order does not tell whose they are.
    """
    found = []
    for owner, text in sealed.items():
        for number, line in enumerate(lines(text)):
            origin = {"named": {"by": owner}, "side": {"side": round.answered[owner]}}
            idea = {"id": record_id(round, owner, number), "text": line}
            found.append(idea | origin.get(round.authorship, {}))
    return sorted(found, key=lambda idea: idea["id"])


def record_id(round: Round, owner: str, number: int) -> str:
    """The id of the record that an idea becomes: the same whenever it is placed."""
    digest = hashlib.sha256(f"{round.id}\n{owner}\n{number}".encode()).hexdigest()
    return f"{KINDS[round.target].prefix}_{digest[:20]}"


def open_drafts(state: Rounds, command: Command[OpenDrafts], actor: PlanActor, now: datetime) -> Decision:
    asked = command.arguments
    refusal = may_lead(state, asked.session_id, actor) or too_many(state)
    if refusal is not None:
        return refusal
    round = Round(
        *(command.new_id("rnd"), "drafts", asked.question, actor.id, now),
        target="goals",
        session=asked.session_id,
    )
    return [opened(round)]


def write_draft(
    state: Rounds, command: Command[WriteDraft], actor: PlanActor, now: datetime
) -> Sealing | Refusal:
    """A company has one draft. A change after it was released takes the release back."""
    asked, side = command.arguments, actor.standing.side
    decision = _written(state, asked.round_id, "drafts", asked.text, actor, owner=side)
    if isinstance(decision, Refusal) or side not in state.rounds[asked.round_id].consents:
        return decision
    withdrawn = Event("round.withdrawn", {"round": asked.round_id, "side": side})
    return Sealing(decision.round_id, decision.content, [*decision.events, withdrawn], owner=side)


def release_draft(
    state: Rounds, command: Command[ReleaseDrafts], actor: PlanActor, now: datetime
) -> Decision:
    """When both companies have released, both drafts open."""
    round = running(state, command.arguments.round_id, "drafts")
    if isinstance(round, Refusal):
        return round
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    side, sealed = actor.standing.side, state.sealed.get(round.id, {})
    if side in round.consents:
        return ()
    if side not in sealed:
        return Refusal("nothing_written")
    consent = Event("round.consented", {"round": round.id, "side": side, "participant": actor.id})
    if not round.consents:
        return [consent]
    return [consent, closed(round, {of: lines(sealed[of]) for of in SIDES})]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _written(
    state: Rounds, round_id: str, kind: str, text: str, actor: PlanActor, owner: str = ""
) -> Sealing | Refusal:
    round = running(state, round_id, "ideas" if kind == "ideas" else "drafts")
    if isinstance(round, Refusal):
        return round
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    written: Sequence[str] = lines(text)
    if len(written) > MAX_IDEAS or any(len(line) > MAX_LENGTH for line in written):
        return Refusal("invalid_arguments", {"text": "errors.too_long"})
    took_part = answered(round, owner or actor.id, actor.standing.side)
    return Sealing(round.id, "\n".join(written), took_part, owner=owner)
