"""Carries out commands that arrive together in one transaction: many people vote, or are ready, at once.

The first command is written at once; those that come meanwhile go together with the next transaction. Each is
decided by itself, in the order of arrival, on what those before it left behind; so a refused one stops no
other. All that are carried out are durable before anybody is answered. Not for commands that end rounds or
read documents (docs/decisions/0127). Called by service.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, cast

from sqlmodel import Session, col, select

from leitstern.commands import ledger, sealed_rows
from leitstern.commands.command import Command, CommandRefused, Refusal
from leitstern.commands.execution import (
    Outcome,
    Submission,
    actor_in_plan,
    answer_of,
    draft_of,
    read_command,
    repeated,
)
from leitstern.commands.registry import COMMANDS
from leitstern.commands.subjects import About, Sealing, Subject, SubjectCommand
from leitstern.commands.tabled_items import MOVES
from leitstern.errors import LeitsternError
from leitstern.store.interfaces import Database
from leitstern.store.tables import Participant, Plan

_log = logging.getLogger(__name__)

LARGEST = 100
"""Commands in one transaction, so that other writers wait for milliseconds only."""

Result = Outcome | BaseException


def fits(kind: str) -> bool:
    """Whether commands of this kind may share a transaction."""
    registered = COMMANDS.get(kind)
    if not isinstance(registered, SubjectCommand) or kind in MOVES:
        return False
    return not registered.needs_all and not registered.reads_shared


class CommandBox:
    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._waiting: list[tuple[Submission, asyncio.Future[Outcome]]] = []
        self._task: asyncio.Task[None] | None = None

    async def run(self, submission: Submission) -> Outcome:
        """Raises CommandRefused, StoreUnavailable."""
        answered: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((submission, answered))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._empty(), name="command box")
        return await answered

    async def _empty(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
            results = await self._carried_out([one for one, _ in batch])
            for (_, answered), result in zip(batch, results, strict=True):
                if answered.done():  # its sender has gone
                    continue
                if isinstance(result, Outcome):
                    answered.set_result(result)
                else:
                    answered.set_exception(result)

    async def _carried_out(self, submissions: Sequence[Submission]) -> Sequence[Result]:
        """After a bug in one of them nothing was written: then each gets a transaction of its own."""
        try:
            return await self._database.write(partial(carry_out, submissions=submissions, now=self._now()))
        except LeitsternError as error:
            return [error] * len(submissions)
        except Exception as error:
            if len(submissions) == 1:
                return [error]
            _log.warning("%d commands are carried out one by one: %r", len(submissions), error)
            return [(await self._carried_out([one]))[0] for one in submissions]


def carry_out(session: Session, submissions: Sequence[Submission], now: datetime) -> Sequence[Result]:
    """Each submission's outcome, or why it was refused. Inside one transaction."""
    commands = [_read(one) for one in submissions]
    shared = _Transaction(session, [one for one in commands if isinstance(one, Command)], submissions, now)
    results: list[Result] = []
    for submission, command in zip(submissions, commands, strict=True):
        if isinstance(command, CommandRefused):
            results.append(command)
            continue
        try:
            results.append(shared.carry_out(command, submission.actor))
        except LeitsternError as refused:
            results.append(refused)
    shared.save()
    return results


def _read(submission: Submission) -> Command[Any] | CommandRefused:
    try:
        return read_command(submission, {})
    except CommandRefused as refused:
        return refused


class _Transaction:
    """What the commands of one transaction share: ledgers, senders, and the part of a state in hand."""

    def __init__(
        self,
        session: Session,
        commands: Sequence[Command[Any]],
        submissions: Sequence[Submission],
        now: datetime,
    ) -> None:
        self._session, self._now = session, now
        self._chains: dict[str, ledger.Chain] = {}
        self._known = _known(session, commands)
        self._part: _Part | None = None
        # Two queries instead of two for each command: `session.get` finds what somebody holds.
        people, plans = [one.actor for one in submissions], [one.scope for one in commands]
        self._held = (
            session.exec(select(Participant).where(col(Participant.id).in_(people))).all(),
            session.exec(select(Plan).where(col(Plan.id).in_(plans))).all(),
        )

    def carry_out(self, command: Command[Any], sender: str) -> Outcome:
        registered = cast(SubjectCommand, COMMANDS[command.kind])
        known = self._known.get((command.scope, command.id))
        if known is not None:
            return Outcome(repeated(known, command, sender))
        actor = actor_in_plan(self._session, registered, command, sender)
        part = self._part_for(registered.subject, command)
        decision = registered.decide(part.state, command, actor, self._now)
        if isinstance(decision, Refusal):
            raise CommandRefused(decision)
        events = decision.events if isinstance(decision, Sealing) else decision
        part.state = part.subject.fold(part.state, events, self._now)
        if isinstance(decision, Sealing):
            part.sealed[(decision.round_id, decision.owner or actor.id)] = decision.content
        entry = self._chain(command.scope).append(draft_of(command, sender), events, self._now)
        self._known[command.scope, command.id] = entry
        return Outcome(answer_of(entry), plans=[command.scope])

    def _chain(self, plan_id: str) -> ledger.Chain:
        if plan_id not in self._chains:
            self._chains[plan_id] = ledger.Chain(self._session, plan_id)
        return self._chains[plan_id]

    def _part_for(self, subject: Subject, command: Command[Any]) -> _Part:
        """The part of the state on which the command decides. It is loaded once for commands that agree; any
        other command finds in the rows what those before it did.
        """
        about = subject.about(command.arguments)
        if self._part is None or not self._part.serves(subject, command.scope, about):
            self.save()
            self._part = _Part(self._session, subject, command.scope, about)
        return self._part

    def save(self) -> None:
        if self._part is not None:
            self._part.save(self._session, self._now)
            self._part = None
        self._session.flush()


class _Part:
    """A part of a subject's state, as loaded and as the commands left it."""

    def __init__(self, session: Session, subject: Subject, plan_id: str, about: About) -> None:
        self.subject = subject
        self.sealed: dict[tuple[str, str], str] = {}
        self._plan_id, self._about = plan_id, about
        self._before = self.state = subject.state_for(session, plan_id, about)

    def serves(self, subject: Subject, plan_id: str, about: About) -> bool:
        return self.subject is subject and (self._plan_id, self._about) == (plan_id, about)

    def save(self, session: Session, now: datetime) -> None:
        self.subject.save(session, self._plan_id, self._before, self.state)
        if self.sealed:
            sealed_rows.put_all(session, self._plan_id, self.sealed, now)


def _known(session: Session, commands: Sequence[Command[Any]]) -> dict[tuple[str, str], ledger.Entry]:
    """By plan and command id: the entries of those that were carried out before."""
    ids: Mapping[str, list[str]] = {one.scope: [] for one in commands}
    for one in commands:
        ids[one.scope].append(one.id)
    return {
        (scope, entry.command_id): entry
        for scope, command_ids in ids.items()
        for entry in ledger.find_all(session, scope, command_ids)
    }
