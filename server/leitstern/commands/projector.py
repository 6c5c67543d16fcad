"""Keeps each plan's `record` document in step with the committed rows. The only writer of records.

Level-triggered: a hint says *that* a plan changed, not what. The projector reads the committed rows,
compares, and writes the difference, so a lost or repeated hint does no harm. The first time in a process it
compares everything; afterwards only the parts of which the ledger tells since then. After a crash between the
commit and the document, the next start or the next visit finds that the plan's ledger is ahead of its record,
and writes what is missing. Started by app.py; marked by service.py and pages/.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pycrdt import Doc
from sqlmodel import Session, col, func, or_, select

from leitstern.commands import given_words, given_words_rows, ledger, plan_access, plan_access_rows
from leitstern.commands.given_words import GivenWord, Score
from leitstern.commands.plan_access import ParticipantState
from leitstern.commands.subjects import SUBJECTS, Entries, Subject
from leitstern.errors import NotFound, StoreUnavailable
from leitstern.live.node.rooms import Rooms
from leitstern.plan.record import Fields, write_entries
from leitstern.store.interfaces import Database
from leitstern.store.tables import Document, LedgerEntry, RecordProjection

_log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
REMEMBERED = 1000
"""Plans of which it is known what their record shows."""

_RecordPart = tuple[tuple[str, ...], Callable[[Session, str], Entries]]
"""How the kinds of the events begin that change a part of the record, and what reads it from the rows."""


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
        self._shown: dict[str, int] = {}
        """Plan -> the ledger's seq that its record shows, as this process wrote or found it."""
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
        since = self._shown.get(plan_id)
        try:
            wanted = await self._database.read(partial(wanted_record, plan_id=plan_id, since=since))
        except NotFound:
            return
        if wanted.entries:
            await self._rooms.edit(wanted.document_id, "server", partial(_write, wanted=wanted))
        self._remember(plan_id, wanted.ledger_seq)
        is_next = plan_id in self._marked  # then what it shows after that is stored, once
        if not wanted.is_shown and not is_next:
            await self._database.write(partial(_note_shown, plan_id=plan_id, seq=wanted.ledger_seq))

    def _remember(self, plan_id: str, seq: int) -> None:
        self._shown.pop(plan_id, None)
        self._shown[plan_id] = seq
        if len(self._shown) > REMEMBERED:
            del self._shown[next(iter(self._shown))]


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


def wanted_record(session: Session, plan_id: str, since: int | None = None) -> WantedRecord:
    """What the record of a plan should contain now. Raises NotFound.

    `since`: the record is known to show the ledger up to this seq. Then only the roots are read of which an
    event after it tells.
    """
    wanted = select(Document.id).where(Document.plan_id == plan_id, Document.kind == "record")
    document_id = session.exec(wanted).first()
    if document_id is None:
        raise NotFound(plan_id)
    seq, shown = ledger.head_seq(session, plan_id), session.get(RecordProjection, plan_id)
    parts: Sequence[_RecordPart] = list(_parts())
    if since is not None:
        parts = _told_of(parts, ledger.kinds_after(session, plan_id, since))
    entries: dict[str, Mapping[str, Fields]] = {}
    for _, read in parts:
        entries |= read(session, plan_id)
    return WantedRecord(document_id, seq, shown is not None and shown.ledger_seq >= seq, entries)


def _told_of(parts: Sequence[_RecordPart], kinds: Iterable[str]) -> Sequence[_RecordPart]:
    """The parts of which these events tell; all where it is not known of which."""
    found: list[_RecordPart] = []
    for kind in kinds:
        tells_of = [part for part in parts if kind.startswith(part[0])]
        if not tells_of:
            return parts
        found += [part for part in tells_of if part not in found]
    return found


def _parts() -> Iterator[_RecordPart]:
    yield plan_access.OWN_EVENTS, _participants
    yield given_words.OWN_EVENTS, _words
    for subject in SUBJECTS.values():
        yield (subject.events,), partial(_entries_of, subject)


def _participants(session: Session, plan_id: str) -> Entries:
    found = plan_access_rows.load(session, plan_id).participants
    return {"participants": {each.id: _fields(each) for each in found.values()}}


def _words(session: Session, plan_id: str) -> Entries:
    given = given_words_rows.load(session, plan_id)
    return {
        "words": {target: _word_fields(word) for target, word in given.words.items()},
        "scores": {score_id: _score_fields(score) for score_id, score in given.scores.items()},
    }


def _entries_of(subject: Subject, session: Session, plan_id: str) -> Entries:
    return subject.entries(subject.load(session, plan_id))


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
