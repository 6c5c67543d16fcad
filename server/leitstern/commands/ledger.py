"""The ledger: one entry for each command that was carried out, in order, kept for ever.

Every plan has its own ledger. Every workspace has one too, for commands that concern no single plan; a
workspace's command that changes plans has an entry in each. An entry holds the hash of the previous one, so
that every change, removal or insertion is detected. Entries are only added, by `append`, inside the
transaction that writes the rows. Read by service.py, projector.py and verify.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlmodel import Session, col, or_, select

from leitstern.commands.command import Event, Json
from leitstern.store.tables import LedgerEntry

GENESIS = "0" * 64
"""Stands for the hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    scope: str
    seq: int
    command_id: str
    kind: str
    actor: str
    at: datetime
    arguments_digest: str
    events: tuple[Event, ...]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has a seq."""

    command_id: str
    kind: str
    actor: str
    arguments_digest: str = ""


def append(session: Session, scope: str, draft: Draft, events: Sequence[Event], now: datetime) -> Entry:
    """Adds an entry and returns it as stored. A unique key refuses a second entry for the same command."""
    entry = Chain(session, scope).append(draft, events, now)
    session.flush()
    return entry


class Chain:
    """Adds several entries to one ledger in one transaction. The caller flushes."""

    def __init__(self, session: Session, scope: str) -> None:
        self._session, self._scope = session, scope
        self._last = head(session, scope)

    def append(self, draft: Draft, events: Sequence[Event], now: datetime) -> Entry:
        row = _row(self._scope, self._last, draft, events, now)
        self._session.add(row)
        self._last = _entry(row)
        return self._last


def _row(scope: str, last: Entry | None, draft: Draft, events: Sequence[Event], now: datetime) -> LedgerEntry:
    row = LedgerEntry(
        scope=scope,
        seq=last.seq + 1 if last else 1,
        command_id=draft.command_id,
        kind=draft.kind,
        actor=draft.actor,
        at=now,
        arguments_digest=draft.arguments_digest,
        events=canonical([{"kind": event.kind, "data": dict(event.data)} for event in events]),
        previous_hash=last.hash if last else GENESIS,
        hash="",
    )
    row.hash = entry_hash(_entry(row))
    return row


def head(session: Session, scope: str) -> Entry | None:
    """The last entry of a ledger."""
    wanted = select(LedgerEntry).where(LedgerEntry.scope == scope).order_by(col(LedgerEntry.seq).desc())
    row = session.exec(wanted.limit(1)).first()
    return _entry(row) if row else None


def find(session: Session, scope: str, command_id: str) -> Entry | None:
    """The entry of a command that was carried out."""
    wanted = select(LedgerEntry).where(LedgerEntry.scope == scope, LedgerEntry.command_id == command_id)
    row = session.exec(wanted).first()
    return _entry(row) if row else None


def find_all(session: Session, scope: str, command_ids: Sequence[str]) -> list[Entry]:
    """As `find`, for several commands of one ledger."""
    which = (LedgerEntry.scope == scope, col(LedgerEntry.command_id).in_(command_ids))
    return [_entry(row) for row in session.exec(select(LedgerEntry).where(*which))]


def kinds_after(session: Session, scope: str, seq: int) -> frozenset[str]:
    """The kinds of all events in entries after this seq."""
    wanted = select(LedgerEntry.events).where(LedgerEntry.scope == scope, LedgerEntry.seq > seq)
    return frozenset(event["kind"] for events in session.exec(wanted) for event in json.loads(events))


def head_seq(session: Session, scope: str) -> int:
    """The seq of the last entry; 0 without one."""
    wanted = select(LedgerEntry.seq).where(LedgerEntry.scope == scope).order_by(col(LedgerEntry.seq).desc())
    return session.exec(wanted.limit(1)).first() or 0


def entries(session: Session, scope: str) -> list[Entry]:
    """The whole ledger, oldest first."""
    rows = session.exec(select(LedgerEntry).where(LedgerEntry.scope == scope).order_by(col(LedgerEntry.seq)))
    return [_entry(row) for row in rows]


def entries_with(session: Session, scope: str, kinds: Sequence[str]) -> list[Entry]:
    """The entries of which any event is of one of these kinds, oldest first."""
    holds = or_(*(col(LedgerEntry.events).contains(f'"kind":"{kind}"') for kind in kinds))
    wanted = select(LedgerEntry).where(LedgerEntry.scope == scope, holds).order_by(col(LedgerEntry.seq))
    return [_entry(row) for row in session.exec(wanted)]


def scopes(session: Session) -> list[str]:
    """The ids of all plans and workspaces that have a ledger."""
    return sorted(session.exec(select(LedgerEntry.scope).distinct()))


def first_fault(found: Sequence[Entry]) -> str:
    """The first fault in a chain of entries, in English for operators; "" when there is none."""
    previous = GENESIS
    for expected, entry in enumerate(found, 1):
        if entry.seq != expected:
            return f"entry {expected} is missing"
        if entry.previous_hash != previous:
            return f"entry {entry.seq} does not follow the one before it"
        if entry.hash != entry_hash(entry):
            return f"entry {entry.seq} was changed"
        previous = entry.hash
    return ""


def entry_hash(entry: Entry) -> str:
    """SHA-256 over everything in the entry but its own hash, as canonical JSON."""
    events = [[event.kind, dict(event.data)] for event in entry.events]
    head = [entry.previous_hash, entry.scope, entry.seq, entry.command_id, entry.kind, entry.actor]
    return digest([*head, entry.at.isoformat(), entry.arguments_digest, events])


def digest(value: object) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def canonical(value: object) -> str:
    """One spelling of JSON: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _entry(row: LedgerEntry) -> Entry:
    events = cast("list[dict[str, object]]", json.loads(row.events))
    return Entry(
        row.scope,
        row.seq,
        row.command_id,
        row.kind,
        row.actor,
        row.at,
        row.arguments_digest,
        tuple(Event(str(one["kind"]), cast("Mapping[str, Json]", one["data"])) for one in events),
        row.previous_hash,
        row.hash,
    )
