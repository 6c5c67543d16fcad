"""leitstern check: reads every document of a data folder or backup, names what is damaged, and repairs it.

A check only reads, and may run beside a server. A repair requires that the server is stopped: it replaces
damaged entries by empty ones and keeps their bytes in the folder `set-aside`. Called by commands.py and
backups.py.
"""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leitstern.cli.arguments import settings_of_folder
from leitstern.cli.errors import CommandFailed
from leitstern.cli.folder_lock import sole_use_of
from leitstern.clock import utc_now
from leitstern.errors import StoreUnavailable
from leitstern.live.document.replica import Damaged
from leitstern.live.document.salvage import salvaged
from leitstern.live.history.snapshot import digest_of
from leitstern.plan.generated import ROOTS
from leitstern.store.interfaces import DamagedEntry
from leitstern.store.sqlite_backup import (
    damaged_entries,
    documents_of,
    faults_of_file,
    load_document,
    title_of,
)
from leitstern.store.sqlite_repair import FreshSnapshot, repair

Finding = str

_REASONS = {
    "missing": "is missing",
    "unreadable": "cannot be read from the file",
    "checksum": "does not match its checksum",
    "update": "is no readable change",
}


def add_check_command(commands: Any) -> None:
    check = commands.add_parser("check", help="read every document and name what is damaged")
    check.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a backup; else the data folder")
    check.add_argument(
        "--repair", action="store_true", help="set damaged entries aside; stop the server first"
    )
    check.add_argument("--data", help="folder of the database (LEITSTERN_DATA)")
    check.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    if arguments.file is not None:
        if arguments.repair:
            raise CommandFailed("--repair works on the data folder; restore the backup first")
        return _report(arguments.file, check_file(arguments.file))
    settings = settings_of_folder(arguments)
    database = settings.data / "leitstern.db"
    if not arguments.repair:
        return _report(database, check_file(database))
    with sole_use_of(settings):
        for line in _repaired(database):
            print(line)
        return _report(database, check_file(database))


def check_file(path: Path) -> list[Finding]:
    """One line for each thing that is damaged. Raises StoreUnavailable for a file that is no database."""
    findings = faults_of_file(path)
    try:
        for document_id in documents_of(path):
            findings += _document_findings(path, document_id)
    except sqlite3.Error as error:
        findings.append(f"the documents cannot be listed: {error}")
    return findings


def _report(path: Path, findings: list[Finding]) -> int:
    if not findings:
        print(f"{path}: every document opens, every entry reads.")
        return 0
    print(f"{path}: {len(findings)} {'thing is' if len(findings) == 1 else 'things are'} damaged:")
    for finding in findings:
        print(f"  {finding}")
    return 1


def _document_findings(path: Path, document_id: str) -> Iterator[Finding]:
    name = f"document {document_id} ({title_of(path, document_id)})"
    damaged, state = _read(path, document_id)
    for entry in damaged:
        yield f"{name}: {_entry(entry)}"
    if state is None:
        yield f"{name}: nothing of it can be read; browsers that hold it bring it back"
    elif damaged and state:
        yield f"{name}: later changes wait for what was lost; browsers that hold it bring it back"
    elif any(not entry.is_snapshot for entry in damaged):
        yield f"{name}: it opens; as far as can be told nothing else depends on what was lost"


def _entry(entry: DamagedEntry) -> str:
    what = "the snapshot up to entry" if entry.is_snapshot else "entry"
    return f"{what} {entry.seq} {_REASONS[entry.reason]}"


def _read(path: Path, document_id: str) -> tuple[list[DamagedEntry], bool | None]:
    """The damage, and whether readable changes depend on it; None when the document cannot be opened."""
    stored = damaged_entries(path, document_id)
    loaded = load_document(path, document_id)
    try:
        replica, read = salvaged(loaded, ROOTS[loaded.info.kind])
    except Damaged:
        return stored, None
    waits = bool(replica.held_back)
    replica.close()
    return stored + [entry for entry in read.damaged if entry not in stored], waits


def _repaired(database: Path) -> Iterator[str]:
    faults = faults_of_file(database)
    if faults:
        raise CommandFailed(
            f"the file itself is damaged ({faults[0]}): restore a backup, browsers bring back what they hold"
        )
    for document_id in documents_of(database):
        damaged, _ = _read(database, document_id)
        if damaged:
            repair(database, document_id, damaged, _fresh_snapshot(database, document_id), utc_now())
            yield f"document {document_id} ({title_of(database, document_id)}): repaired"


def _fresh_snapshot(database: Path, document_id: str) -> FreshSnapshot:
    """A snapshot of the readable state, from which the document opens without the lost content."""
    loaded = load_document(database, document_id)
    try:
        replica, _ = salvaged(loaded, ROOTS[loaded.info.kind])
    except Damaged as damage:
        raise StoreUnavailable(f"document {document_id}: nothing of it can be read") from damage
    try:
        return FreshSnapshot(replica.encode(), replica.state_vector(), digest_of(replica.to_plain()))
    finally:
        replica.close()
