"""A command's transaction: check the policy, decide, write rows and ledger.

`execute` is called by service.py within `Database.write`, and by the demo within its own transaction. A
refusal raises CommandRefused and writes nothing. A command whose id is already in the ledger gets its first
answer again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session

from leitstern.access.access_events import AccessEvent
from leitstern.access.policy import may_give_word
from leitstern.access.tokens import Keyring
from leitstern.commands import (
    given_words,
    given_words_rows,
    ledger,
    plan_access,
    plan_access_rows,
    sealed_rows,
    workspace_access,
    workspace_access_rows,
)
from leitstern.commands.actors import plan_actor, workspace_actor
from leitstern.commands.arguments import read_arguments
from leitstern.commands.command import Command, CommandRefused, Event, PlanActor, Refusal
from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.commands.registry import COMMANDS, PlanCommand, WordCommand, WorkspaceCommand
from leitstern.commands.subjects import SHARED, Sealing, SubjectCommand
from leitstern.plan.ids import new_id

_COMMAND_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


@dataclass(frozen=True, slots=True)
class Submission:
    """A command as it was submitted. `actor` is a participant of the plan, or a member of the workspace."""

    scope_kind: Literal["plan", "workspace"]
    scope: str
    actor: str
    kind: str
    arguments: object
    id: str = field(default_factory=lambda: new_id("cmd"))


@dataclass(frozen=True, slots=True)
class Answer:
    """The ledger's entry of a command; the same for every repeat."""

    id: str
    kind: str
    seq: int
    at: datetime
    events: Sequence[Event]

    def to_json(self) -> dict[str, Any]:
        events = [{"kind": event.kind, "data": dict(event.data)} for event in self.events]
        return {
            "id": self.id,
            "kind": self.kind,
            "seq": self.seq,
            "at": self.at.isoformat(),
            "events": events,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, and the events to publish after the commit: none for a repeat."""

    answer: Answer
    rights: Sequence[AccessEvent] = ()
    plans: Sequence[str] = ()
    """Whose `record` has to follow."""
    may_have_unsealed: bool = False
    """Whether sealed rows may have been deleted, whose bytes the store then overwrites."""


def execute(
    session: Session,
    keys: Keyring,
    submission: Submission,
    now: datetime,
    defaults: Mapping[str, Mapping[str, object]] | None = None,
    texts: Mapping[str, str] | None = None,
    others: Sequence[str] = (),
) -> Outcome:
    """Runs inside the caller's transaction. Raises CommandRefused.

    `texts`: what the shared document says, for the commands that decide on it. `others`: participants of the
    other side who have it open, for `item.*`.
    """
    command = read_command(submission, (defaults or {}).get(submission.kind, {}))
    known = ledger.find(session, command.scope, command.id)
    if known is not None:
        return Outcome(repeated(known, command, submission.actor))
    registered = COMMANDS[command.kind]
    if isinstance(registered, PlanCommand):
        return _execute_in_plan(session, keys, registered, command, submission.actor, now)
    if isinstance(registered, WordCommand):
        return _execute_word(session, registered, command, submission.actor, texts or {}, now)
    if isinstance(registered, SubjectCommand):
        return _execute_on_subject(session, registered, command, submission.actor, now, texts or {}, others)
    return _execute_in_workspace(session, keys, registered, command, submission.actor, now)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a command of a subject would do; `answer` if it was carried out already."""

    actor: PlanActor | None
    events: Sequence[Event]
    answer: Answer | None = None


def foresee(session: Session, submission: Submission, now: datetime) -> Foreseen:
    """Decides without writing, so that what is refused touches no document. Raises CommandRefused."""
    command = read_command(submission, {})
    registered = COMMANDS[command.kind]
    if not isinstance(registered, SubjectCommand):
        raise CommandRefused(Refusal("unknown_command"))
    known = ledger.find(session, command.scope, command.id)
    if known is not None:
        return Foreseen(None, (), repeated(known, command, submission.actor))
    actor = actor_in_plan(session, registered, command, submission.actor)
    subject = registered.subject
    state = subject.state_for(session, command.scope, subject.about(command.arguments))
    decision = registered.decide(state, command, actor, now)
    if isinstance(decision, Refusal):
        raise CommandRefused(decision)
    return Foreseen(actor, decision.events if isinstance(decision, Sealing) else decision)


def read_command(submission: Submission, defaults: Mapping[str, object]) -> Command[Any]:
    shape = COMMAND_SHAPES.get(submission.kind)
    if shape is None or shape.scope != submission.scope_kind:
        raise CommandRefused(Refusal("unknown_command"))
    if not _COMMAND_ID.fullmatch(submission.id):
        raise CommandRefused(Refusal("invalid_arguments", {"id": "errors.command_id"}))
    given = submission.arguments
    arguments = read_arguments(shape, {**defaults, **given} if isinstance(given, Mapping) else given)
    if isinstance(arguments, Refusal):
        raise CommandRefused(arguments)
    return Command(submission.id, submission.scope, submission.kind, arguments)


def repeated(known: ledger.Entry, command: Command[Any], actor: str) -> Answer:
    """The first answer, if this is the same command again."""
    first = (known.kind, known.actor, known.arguments_digest)
    if first != (command.kind, actor, _digest(command)):
        raise CommandRefused(Refusal("command_id_reused"))
    return answer_of(known)


def answer_of(entry: ledger.Entry) -> Answer:
    return Answer(entry.command_id, entry.kind, entry.seq, entry.at, entry.events)


def _execute_in_plan(
    session: Session,
    keys: Keyring,
    registered: PlanCommand,
    command: Command[Any],
    actor_id: str,
    now: datetime,
) -> Outcome:
    actor = actor_in_plan(session, registered, command, actor_id)
    state = plan_access_rows.load(session, command.scope)
    decision = registered.decide(state, command, actor, now)
    if isinstance(decision, Refusal):
        raise CommandRefused(decision)
    after = plan_access.fold(state, decision, now)
    rights = plan_access_rows.save(session, keys, command.scope, state, after)
    answer = _enter(session, command, actor_id, decision, now)
    return Outcome(answer, rights, [command.scope])


def _execute_word(
    session: Session,
    registered: WordCommand,
    command: Command[Any],
    actor_id: str,
    texts: Mapping[str, str],
    now: datetime,
) -> Outcome:
    actor = actor_in_plan(session, registered, command, actor_id)
    state = given_words_rows.load(session, command.scope)
    decision = registered.decide(replace(state, texts=texts), command, actor, now)
    if isinstance(decision, Refusal):
        raise CommandRefused(decision)
    given_words_rows.save(session, command.scope, state, given_words.fold(state, decision, now))
    return Outcome(_enter(session, command, actor_id, decision, now), plans=[command.scope])


def _execute_on_subject(
    session: Session,
    registered: SubjectCommand,
    command: Command[Any],
    actor_id: str,
    now: datetime,
    texts: Mapping[str, str],
    others: Sequence[str] = (),
) -> Outcome:
    actor = actor_in_plan(session, registered, command, actor_id)
    subject = registered.subject
    state = subject.state_for(session, command.scope, subject.about(command.arguments))
    if registered.reads_shared:
        state = replace(state, shared=texts[SHARED])
    if others:
        state = replace(state, others=others)
    if registered.needs_all:
        state = subject.enrich(session, command.scope, state)
    decision = registered.decide(state, command, actor, now)
    if isinstance(decision, Refusal):
        raise CommandRefused(decision)
    events = decision.events if isinstance(decision, Sealing) else decision
    subject.save(session, command.scope, state, subject.fold(state, events, now))
    if isinstance(decision, Sealing):
        _seal(session, command.scope, decision, actor, now)
    answer = _enter(session, command, actor_id, events, now)
    return Outcome(answer, plans=[command.scope], may_have_unsealed=registered.needs_all)


def _seal(session: Session, plan_id: str, sealing: Sealing, actor: PlanActor, now: datetime) -> None:
    """The only place that writes a sealed answer. No event holds it."""
    owner = sealing.owner or actor.id
    sealed_rows.put(session, plan_id, sealing.round_id, owner, sealing.content, now)


def actor_in_plan(
    session: Session,
    registered: PlanCommand | WordCommand | SubjectCommand,
    command: Command[Any],
    actor_id: str,
) -> PlanActor:
    """Raises CommandRefused when the policy does not allow the command."""
    actor = plan_actor(session, command.scope, actor_id)
    if actor is None or not registered.may(actor.standing, command.scope):
        is_other_side = actor is not None and actor.standing.side == "supplier"
        is_word = registered.may is may_give_word
        raise CommandRefused(Refusal("customers_word") if is_word and is_other_side else Refusal("forbidden"))
    if actor.standing.is_archived and not registered.works_archived:
        raise CommandRefused(Refusal("plan_archived"))
    return actor


def _execute_in_workspace(
    session: Session,
    keys: Keyring,
    registered: WorkspaceCommand,
    command: Command[Any],
    actor_id: str,
    now: datetime,
) -> Outcome:
    """Events with their own scope belong to a plan, and are entered in its ledger too."""
    actor = workspace_actor(session, command.scope, actor_id)
    if actor is None or not registered.may(actor):
        raise CommandRefused(Refusal("forbidden"))
    state = workspace_access_rows.load(session, command.scope)
    decision = registered.decide(state, command, actor, now)
    if isinstance(decision, Refusal):
        raise CommandRefused(decision)
    own = [event for event in decision if not event.scope]
    after = workspace_access.fold(state, own, now)
    rights = workspace_access_rows.save(session, state, after, now)
    plans = sorted({event.scope for event in decision if event.scope})
    for plan_id in plans:
        events = [event for event in decision if event.scope == plan_id]
        rights += _reach_into(session, keys, plan_id, command, actor_id, events, now)
    return Outcome(_enter(session, command, actor_id, own, now), rights, plans)


def _reach_into(
    session: Session,
    keys: Keyring,
    plan_id: str,
    command: Command[Any],
    actor_id: str,
    events: Sequence[Event],
    now: datetime,
) -> list[AccessEvent]:
    """Applies a workspace's command to one of its plans."""
    state = plan_access_rows.load(session, plan_id)
    after = plan_access.fold(state, events, now)
    rights = plan_access_rows.save(session, keys, plan_id, state, after)
    ledger.append(session, plan_id, draft_of(command, actor_id), events, now)
    return rights


def _enter(
    session: Session, command: Command[Any], actor_id: str, events: Sequence[Event], now: datetime
) -> Answer:
    return answer_of(ledger.append(session, command.scope, draft_of(command, actor_id), events, now))


def draft_of(command: Command[Any], actor_id: str) -> ledger.Draft:
    return ledger.Draft(command.id, command.kind, actor_id, _digest(command))


def _digest(command: Command[Any]) -> str:
    """Of the public arguments: from the digest of a small secret its value can be found by trying."""
    arguments, registered = asdict(command.arguments), COMMANDS[command.kind]
    if isinstance(registered, SubjectCommand) and registered.public is not None:
        arguments = {name: arguments[name] for name in registered.public}
    return ledger.digest(arguments)
