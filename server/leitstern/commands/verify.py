"""Replays every ledger and compares: is the chain intact, do the rows agree, does each `record` agree?

Reads only, so it may run beside a server. Called by cli/. Messages are in English, for operators.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlmodel import Session, select

from leitstern.commands import (
    given_words,
    given_words_rows,
    ledger,
    plan_access,
    plan_access_rows,
    workspace_access,
    workspace_access_rows,
)
from leitstern.commands.projector import WantedRecord, wanted_record
from leitstern.commands.subjects import SUBJECTS, State, Subject
from leitstern.errors import LeitsternError
from leitstern.live.history.past_states import latest
from leitstern.plan.generated import ROOTS
from leitstern.store.interfaces import Database, UpdateLog
from leitstern.store.tables import Plan, Workspace

MOST_READINGS = 5
"""Of one plan whose ledger grows between two readings."""


@dataclass(slots=True)
class Report:
    """`behind`: plans whose record a server has yet to bring up to date, which is not a fault."""

    ledgers: int = 0
    entries: int = 0
    behind: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Checked:
    """What one transaction read of a plan."""

    entries: int
    faults: list[str]
    wanted: WantedRecord


async def verify(database: Database, log: UpdateLog) -> Report:
    """Checks every plan and workspace. Raises StoreUnavailable."""
    report = Report()
    for workspace_id in await database.read(lambda session: list(session.exec(select(Workspace.id)))):
        faults, entries = await database.read(partial(_check_workspace, workspace_id=workspace_id))
        _add(report, entries, faults)
    for plan_id in await database.read(lambda session: list(session.exec(select(Plan.id)))):
        await _check_plan_and_record(report, database, log, plan_id)
    return report


def _add(report: Report, entries: int, faults: list[str]) -> None:
    report.ledgers += entries > 0
    report.entries += entries
    report.faults += faults


def _check_workspace(session: Session, workspace_id: str) -> tuple[list[str], int]:
    """A workspace's ledger names only changed members, so it is replayed on the rows and must change none."""
    found = ledger.entries(session, workspace_id)
    fault = ledger.first_fault(found)
    if fault:
        return [f"workspace {workspace_id}: {fault}"], len(found)
    rows = replayed = workspace_access_rows.load(session, workspace_id)
    try:
        for entry in found:
            replayed = workspace_access.fold(replayed, entry.events, entry.at)
    except (KeyError, ValueError) as error:
        return [f"workspace {workspace_id}: the ledger cannot be replayed: {error}"], len(found)
    faults = [
        *_differences(f"workspace {workspace_id}: member", replayed.members, rows.members),
        *_differences(f"workspace {workspace_id}: account", replayed.accounts, rows.accounts),
    ]
    return faults, len(found)


def _check_plan(session: Session, plan_id: str) -> _Checked:
    found = ledger.entries(session, plan_id)
    fault = ledger.first_fault(found)
    faults = [f"plan {plan_id}: {fault}"] if fault else list(_compare_plan(session, plan_id, found))
    return _Checked(len(found), faults, wanted_record(session, plan_id))


def _compare_plan(session: Session, plan_id: str, found: list[ledger.Entry]) -> Iterator[str]:
    replayed, words = plan_access.PlanAccess(), given_words.GivenWords()
    others = {subject.name: subject.empty for subject in SUBJECTS.values()}
    try:
        for entry in found:
            replayed = plan_access.fold(replayed, entry.events, entry.at)
            words = given_words.fold(words, entry.events, entry.at)
            for subject in SUBJECTS.values():
                others[subject.name] = subject.fold(others[subject.name], entry.events, entry.at)
    except (KeyError, ValueError) as error:
        yield f"plan {plan_id}: the ledger cannot be replayed: {error}"
        return
    rows = plan_access_rows.load(session, plan_id)
    if replayed.archived_at != rows.archived_at:
        yield f"plan {plan_id}: ledger and rows disagree whether it is archived"
    yield from _differences(f"plan {plan_id}: participant", replayed.participants, rows.participants)
    yield from _differences(f"plan {plan_id}: invitation", replayed.links, rows.links)
    said = given_words_rows.load(session, plan_id)
    yield from _differences(f"plan {plan_id}: word on", words.words, said.words)
    yield from _differences(f"plan {plan_id}: score", words.scores, said.scores)
    for subject in SUBJECTS.values():
        yield from _compare_subject(session, plan_id, subject, others[subject.name])
        yield from (f"plan {plan_id}: {fault}" for fault in subject.faults(session, plan_id))


def _compare_subject(session: Session, plan_id: str, subject: Subject, replayed: State) -> Iterator[str]:
    rows = subject.parts(subject.load(session, plan_id))
    for word, values in subject.parts(replayed).items():
        yield from _differences(f"plan {plan_id}: {word}", values, rows[word])


def _differences(what: str, replayed: Mapping[str, Any], rows: Mapping[str, Any]) -> Iterator[str]:
    for id in sorted({*replayed, *rows}):
        if id not in rows:
            yield f"{what} {id} is in the ledger and has no row"
        elif id not in replayed:
            yield f"{what} {id} has a row and is not in the ledger"
        elif replayed[id] != rows[id]:
            yield f"{what} {id} is another in the ledger than in its row"


async def _check_plan_and_record(report: Report, database: Database, log: UpdateLog, plan_id: str) -> None:
    """Beside a server a command may come between the rows and the record: then both are read again."""
    for _ in range(MOST_READINGS):
        checked = await database.read(partial(_check_plan, plan_id=plan_id))
        record_faults = await _record_faults(log, plan_id, checked.wanted)
        again = await database.read(partial(wanted_record, plan_id=plan_id))
        if again == checked.wanted:
            break
    _add(report, checked.entries, [*checked.faults, *record_faults])
    if checked.wanted.ledger_seq and not checked.wanted.is_shown:
        report.behind.append(plan_id)


async def _record_faults(log: UpdateLog, plan_id: str, wanted: WantedRecord) -> list[str]:
    if not wanted.ledger_seq or not wanted.is_shown:
        return []
    try:
        data = await latest(log, wanted.document_id, ROOTS["record"])
    except LeitsternError as error:
        return [f"plan {plan_id}: the record cannot be read: {error}"]
    return [
        f"plan {plan_id}: the record shows other {root} than the rows"
        for root, entries in wanted.entries.items()
        if data.get(root, {}) != entries
    ]
