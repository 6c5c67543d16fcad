"""Keeps each plan's `record` document in step with the committed rows. The only writer of records.

Level-triggered: a hint says *that* a plan changed, not what. The projector reads the committed rows,
compares, and writes the difference, so a lost or repeated hint does no harm. After a crash between the commit
and the document, the next start or the next visit finds that the plan's ledger is ahead of its record, and
writes what is missing. Started by app.py; marked by service.py and pages/.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pycrdt import Doc
from sqlmodel import Session, col, func, or_, select

from leitstern.commands import given_words_rows, ledger, plan_access_rows
from leitstern.commands.given_words import GivenWord, Score
from leitstern.commands.plan_access import ParticipantState
from leitstern.commands.subjects import SUBJECTS
from leitstern.errors import NotFound, StoreUnavailable
from leitstern.live.node.rooms import Rooms
from leitstern.plan.record import Fields, write_entries
from leitstern.store.interfaces import Database
from leitstern.store.tables import Document, LedgerEntry, RecordProjection

_log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class WantedRecord:
    """What a record should contain as of the ledger's seq."""

    document_id: str
    ledger_seq: int
    is_shown: bool
    """Whether it is already stored that the document shows the ledger up to this seq."""
    entries: Mapping[str, Mapping[str, Fields]]
    """Root of the record -> its entries by id."""


class Projector:
    """`mark` the plans that changed; `run` until cancelled."""

    def __init__(self, database: Database, rooms: Rooms) -> None:
        self._database = database
        self._rooms = rooms
        self._marked: dict[str, None] = {}
        self._wake = asyncio.Event()

    def mark(self, plan_id: str) -> None:
        """The plan's record may be behind. Returns at once; marks are processed together in one pass."""
        self._marked[plan_id] = None
        self._wake.set()

    async def catch_up(self, plan_id: str) -> None:
        """Called when somebody opens the plan: marks it if its record is behind. One query; opens no
        document.
        """
        if await self._database.read(partial(plans_behind, plan_id=plan_id)):
            self.mark(plan_id)

    async def run(self) -> None:
        self._wake.set()
        is_caught_up = False
        while True:
            await self._wake.wait()
            try:
                if not is_caught_up:
                    await self._mark_those_behind()
                    is_caught_up = True
                await self._pass()
            except StoreUnavailable as error:
                _log.warning("records wait for the store: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:  # logged with its trace; if this task ended, no record would change any more
                _log.exception("records: the projector failed and begins anew")
                await asyncio.sleep(RETRY_SECONDS)

    async def _mark_those_behind(self) -> None:
        for plan_id in await self._database.read(plans_behind):
            self.mark(plan_id)

    async def _pass(self) -> None:
        """A plan that the store could not write stays marked."""
        while self._marked:
            plan_id = next(iter(self._marked))
            del self._marked[plan_id]
            try:
                await self._project(plan_id)
            except StoreUnavailable:
                self.mark(plan_id)
                raise
            except Exception:  # one plan's damaged document must not hold up the others' records
                _log.exception("the record of %s could not be written", plan_id)
        self._wake.clear()

    async def _project(self, plan_id: str) -> None:
        try:
            wanted = await self._database.read(partial(wanted_record, plan_id=plan_id))
        except NotFound:
            return
        await self._rooms.edit(wanted.document_id, "server", partial(_write, wanted=wanted))
        if not wanted.is_shown:
            await self._database.write(partial(_note_shown, plan_id=plan_id, seq=wanted.ledger_seq))


def plans_behind(session: Session, plan_id: str | None = None) -> list[str]:
    """Ids of plans whose record may be behind their ledger; for one plan, or for all."""
    heads = select(LedgerEntry.scope, func.max(LedgerEntry.seq).label("seq")).group_by(col(LedgerEntry.scope))
    head = (heads if plan_id is None else heads.where(LedgerEntry.scope == plan_id)).subquery()
    found = session.exec(
        select(Document.plan_id)
        .join(head, head.c.scope == col(Document.plan_id))
        .outerjoin(RecordProjection, col(RecordProjection.plan_id) == col(Document.plan_id))
        .where(Document.kind == "record")
        .where(or_(col(RecordProjection.ledger_seq).is_(None), col(RecordProjection.ledger_seq) < head.c.seq))
    )
    return list(found)


def wanted_record(session: Session, plan_id: str) -> WantedRecord:
    """What the record of a plan should contain now. Raises NotFound."""
    wanted = select(Document.id).where(Document.plan_id == plan_id, Document.kind == "record")
    document_id = session.exec(wanted).first()
    if document_id is None:
        raise NotFound(plan_id)
    last, shown = ledger.head(session, plan_id), session.get(RecordProjection, plan_id)
    seq = last.seq if last else 0
    states = plan_access_rows.load(session, plan_id).participants
    given = given_words_rows.load(session, plan_id)
    entries: dict[str, Mapping[str, Fields]] = {
        "participants": {each.id: _fields(each) for each in states.values()},
        "words": {target: _word_fields(word) for target, word in given.words.items()},
        "scores": {score_id: _score_fields(score) for score_id, score in given.scores.items()},
    }
    for subject in SUBJECTS.values():
        entries |= subject.entries(subject.load(session, plan_id))
    return WantedRecord(document_id, seq, shown is not None and shown.ledger_seq >= seq, entries)


def _fields(participant: ParticipantState) -> Fields:
    return {
        "name": participant.name,
        "side": participant.side,
        "role": participant.role,
        "is_member": participant.member_id is not None,
        "joined_at": participant.joined_at.isoformat(timespec="seconds"),
        "removed": not participant.is_present,
    }


def _word_fields(word: GivenWord) -> Fields:
    fields = {
        "verdict": word.verdict,
        "text": word.text,
        "before": word.before,
        "sentence": word.sentence,
        "by": word.participant_id,
        "via": word.via,
        "at": word.at.isoformat(timespec="seconds"),
    }
    return {name: value for name, value in fields.items() if value}


def _score_fields(score: Score) -> Fields:
    fields: Fields = {
        "score": score.score,
        "by": score.participant_id,
        "at": score.at.isoformat(timespec="milliseconds"),  # they are shown in the order of time
    }
    return {**fields, "sentence": score.sentence} if score.sentence else fields


def _write(doc: Doc[Any], wanted: WantedRecord) -> None:
    for root, entries in wanted.entries.items():
        write_entries(doc, root, entries)


def _note_shown(session: Session, plan_id: str, seq: int) -> None:
    row = session.get(RecordProjection, plan_id) or RecordProjection(plan_id=plan_id, ledger_seq=0)
    row.ledger_seq = max(row.ledger_seq, seq)
    session.add(row)
