"""Carries out sealed answers that arrive together in one transaction: many people vote at once.

The first answer is written at once; those that come meanwhile go together with the next transaction. Each is
decided by itself, in the order of arrival, so a refused one stops no other; all that are carried out are
durable before anybody is answered. Only for commands that seal an answer and end no round. Called by
service.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
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
from leitstern.commands.subjects import Sealing, SubjectCommand
from leitstern.errors import LeitsternError
from leitstern.store.interfaces import Database
from leitstern.store.tables import Participant

LARGEST = 100
"""Answers in one transaction, so that other writers wait for milliseconds only."""


def is_answer(kind: str) -> bool:
    """Whether the command seals an answer and ends no round."""
    registered = COMMANDS.get(kind)
    return (
        isinstance(registered, SubjectCommand) and registered.public is not None and not registered.needs_all
    )


class AnswerBox:
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
            self._task = asyncio.create_task(self._empty(), name="answer box")
        return await answered

    async def _empty(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
            work = partial(carry_out, submissions=[one for one, _ in batch], now=self._now())
            try:
                results: Sequence[Outcome | BaseException] = await self._database.write(work)
            except Exception as error:  # every sender gets it; the box goes on with the next ones
                results = [error] * len(batch)
            for (_, answered), result in zip(batch, results, strict=True):
                if answered.done():  # its sender has gone
                    continue
                if isinstance(result, Outcome):
                    answered.set_result(result)
                else:
                    answered.set_exception(result)


def carry_out(
    session: Session, submissions: Sequence[Submission], now: datetime
) -> Sequence[Outcome | BaseException]:
    """Each submission's outcome, or why it was refused. Inside one transaction."""
    groups: dict[tuple[str, str], _Group] = {}
    results: list[Outcome | BaseException] = []
    _load_senders(session, submissions)
    for submission in submissions:
        try:
            command = read_command(submission, {})
            registered = cast(SubjectCommand, COMMANDS[command.kind])
            key = (command.scope, registered.subject.name)
            if key not in groups:
                groups[key] = _Group(session, command.scope, registered, now)
            results.append(groups[key].answer(command, registered, submission.actor))
        except LeitsternError as refused:
            results.append(refused)
    for group in groups.values():
        group.save()
    return results


def _load_senders(session: Session, submissions: Sequence[Submission]) -> None:
    """One query instead of one for each: `session.get` finds them afterwards."""
    ids = [one.actor for one in submissions]
    session.info["senders"] = session.exec(select(Participant).where(col(Participant.id).in_(ids))).all()


class _Group:
    """The answers of one plan: its state is loaded once, and saved once after the last answer."""

    def __init__(self, session: Session, plan_id: str, registered: SubjectCommand, now: datetime) -> None:
        self._session, self._plan_id, self._now = session, plan_id, now
        self._subject = registered.subject
        self._before = self._state = registered.subject.load(session, plan_id)
        self._chain = ledger.Chain(session, plan_id)
        self._sealed: dict[tuple[str, str], str] = {}
        self._done: dict[str, ledger.Entry] = {}

    def answer(self, command: Command[Any], registered: SubjectCommand, sender: str) -> Outcome:
        known = self._done.get(command.id) or ledger.find(self._session, self._plan_id, command.id)
        if known is not None:
            return Outcome(repeated(known, command, sender))
        actor = actor_in_plan(self._session, registered, command, sender)
        decision = registered.decide(self._state, command, actor, self._now)
        if isinstance(decision, Refusal):
            raise CommandRefused(decision)
        decision = cast(Sealing, decision)
        events = decision.events
        self._state = self._subject.fold(self._state, events, self._now)
        self._sealed[(decision.round_id, decision.owner or actor.id)] = decision.content
        entry = self._chain.append(draft_of(command, sender), events, self._now)
        self._done[command.id] = entry
        return Outcome(answer_of(entry), plans=[self._plan_id])

    def save(self) -> None:
        self._subject.save(self._session, self._plan_id, self._before, self._state)
        sealed_rows.put_all(self._session, self._plan_id, self._sealed, self._now)
        self._session.flush()
