"""Carries out `item.*`: moves a record between a side's document and the shared one, with its ledger entry.

Both documents' updates and the entry are one transaction. The rooms apply the updates before it and show them
after it (live/node/joint_edit.py), so a process that is killed has done everything or nothing. Called by
service.py; `note_opened` by pages/ and the endpoint of WebSockets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from pycrdt import Doc
from sqlmodel import Session, select

from leitstern.access.tokens import Keyring
from leitstern.commands import second_looks, tabled_items_rows
from leitstern.commands.command import CommandRefused, Refusal
from leitstern.commands.execution import Answer, Foreseen, Outcome, Submission, execute, foresee
from leitstern.commands.projector import Projector
from leitstern.errors import Conflict, NotFound
from leitstern.live.node.joint_edit import Overtaken
from leitstern.live.node.rooms import DocumentEdit, Rooms
from leitstern.plan import tabling
from leitstern.plan.document import plain
from leitstern.plan.generated import Side
from leitstern.plan.tabling import Taken
from leitstern.store.interfaces import Append, Database, UpdateLog
from leitstern.store.tables import Document


@dataclass(frozen=True, slots=True)
class Tabling:
    """One way for both directions: foresee, edit both documents, execute within their transaction."""

    database: Database
    log: UpdateLog
    keys: Keyring
    rooms: Rooms
    projector: Projector
    now: Callable[[], datetime]

    async def move(self, submission: Submission) -> Answer:
        """Raises CommandRefused, and StoreUnavailable when nothing could be written."""
        now = self.now()
        foreseen = await self._foresee(submission, now)
        if foreseen.answer is not None or foreseen.actor is None:
            return _known(foreseen)
        plan_id, actor = submission.scope, foreseen.actor
        documents = await self.database.read(partial(documents_of, plan_id=plan_id))
        side, item_id = actor.standing.side, str(foreseen.events[0].data["item"])
        rule = await self.database.read(
            partial(second_looks.rule_for, plan_id=plan_id, side=side, item_id=item_id)
        )
        edits = _edits(foreseen, documents, now, rule)
        outcomes: list[Outcome] = []

        async def write(appends: Sequence[Append]) -> Sequence[int]:
            others = self.rooms.participants_in(documents["shared"], _other(actor.standing.side))
            work = partial(self._write, submission=submission, appends=appends, others=others, now=now)
            try:
                outcome, seqs = await self.database.write(work)
            except Conflict as error:
                raise Overtaken(str(error)) from error
            outcomes.append(outcome)
            return seqs

        try:
            await self.rooms.edit_together(edits, write)
        except (NotFound, Conflict) as error:
            return await self._after_refusal(submission, error)
        except _Repeated as repeated:
            return repeated.answer
        self.projector.mark(plan_id)
        for participant in self.rooms.participants_in(documents["shared"], _other(actor.standing.side)):
            await self.note_opened(plan_id, participant, _other(actor.standing.side))
        return outcomes[-1].answer

    async def note_opened(self, plan_id: str, participant_id: str, side: Side) -> None:
        """Called before anything of the shared document is sent to somebody. Raises StoreUnavailable."""
        if await self.database.read(partial(tabled_items_rows.is_unopened, plan_id=plan_id, side=side)):
            now = self.now()
            await self.database.write(
                lambda session: tabled_items_rows.note_opened(session, plan_id, participant_id, side, now)
            )
            self.projector.mark(plan_id)

    async def _foresee(self, submission: Submission, now: datetime) -> Foreseen:
        return await self.database.read(partial(foresee, submission=submission, now=now))

    def _write(
        self,
        session: Session,
        submission: Submission,
        appends: Sequence[Append],
        others: Sequence[str],
        now: datetime,
    ) -> tuple[Outcome, Sequence[int]]:
        outcome = execute(session, self.keys, submission, now, others=others)
        if not outcome.plans:
            raise _Repeated(outcome.answer)
        for event in outcome.answer.events:
            if event.kind == "item.put_on_table":
                second_looks.forget(session, submission.scope, str(event.data["item"]))
        return outcome, self.log.append_within(session, appends)

    async def _after_refusal(self, submission: Submission, error: Exception) -> Answer:
        """The record is gone: because the same command was carried out a moment ago, or by somebody else."""
        foreseen = await self._foresee(submission, self.now())
        if foreseen.answer is not None:
            return foreseen.answer
        code = "already_on_table" if isinstance(error, Conflict) else "item_not_found"
        raise CommandRefused(Refusal(code)) from error


class _Repeated(Exception):
    """The same command was carried out between `foresee` and the transaction: rolls it back."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.id)
        self.answer = answer


def documents_of(session: Session, plan_id: str) -> Mapping[str, str]:
    """Kind -> id of a plan's documents."""
    return {row.kind: row.id for row in session.exec(select(Document).where(Document.plan_id == plan_id))}


def _known(foreseen: Foreseen) -> Answer:
    if foreseen.answer is None:
        raise CommandRefused(Refusal("forbidden"))
    return foreseen.answer


def _edits(
    foreseen: Foreseen, documents: Mapping[str, str], now: datetime, rule: second_looks.Rule
) -> list[DocumentEdit]:
    """In the order in which they run: the record is read where it is taken from."""
    assert foreseen.actor is not None  # noqa: S101 - known by the caller
    event, actor, side = foreseen.events[0], foreseen.actor.id, foreseen.actor.standing.side
    kind, item_id = str(event.data["kind"]), str(event.data["item"])
    taken: list[Taken] = []
    records: list[Mapping[str, Any]] = []

    def take_from_side(doc: Doc[Any]) -> None:
        if rule.is_wanted:
            rule.check(plain(doc, side), side, kind, item_id, actor)
        taken.append(tabling.take_from_side(doc, side, kind, item_id, actor, now))

    def add_to_table(doc: Doc[Any]) -> None:
        tabling.add_to_table(doc, kind, item_id, taken[-1])

    def remove_from_table(doc: Doc[Any]) -> None:
        records.append(tabling.remove_from_table(doc, kind, item_id))

    def return_to_side(doc: Doc[Any]) -> None:
        tabling.return_to_side(doc, side, kind, item_id, records[-1])

    own = partial(DocumentEdit, documents[side], actor)
    shared = partial(DocumentEdit, documents["shared"], actor)
    if event.kind == "item.put_on_table":
        return [own(take_from_side), shared(add_to_table)]
    return [shared(remove_from_table), own(return_to_side)]


def _other(side: Side) -> Side:
    return "customer" if side == "supplier" else "supplier"
