"""leitstern backup | restore: a backup is one file, and both commands check what they wrote.

A backup runs beside the server. A restore requires that the server is stopped, and keeps the replaced
database beside the new one. docs/operations.md describes what browsers show after a restore.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from leitstern.app import secret_of
from leitstern.cli.arguments import settings_from, settings_of_folder
from leitstern.cli.checking import Finding, check_file
from leitstern.cli.errors import CommandFailed
from leitstern.cli.folder_lock import sole_use_of
from leitstern.clock import utc_now
from leitstern.settings import Settings
from leitstern.store.sqlite_backup import (
    BackupStamp,
    copy_database,
    draft_beside,
    faults_of_file,
    publish,
    read_stamp,
    write_stamp,
)
from leitstern.store.sqlite_restore import prepare, returned_access

DATABASE, KEY = "leitstern.db", "secret.key"


def add_backup_commands(commands: Any) -> None:
    backup = commands.add_parser("backup", help="write everything to one file, also while the server runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="must not exist yet")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser(
        "restore", help="put the data folder back to a backup; stop the server first"
    )
    restore.add_argument("file", type=Path, metavar="FILE", help="a backup, or a copy of leitstern.db")
    restore.add_argument(
        "--discard-newer",
        action="store_true",
        help="browsers do not merge what was written since the backup: they offer it to their people",
    )
    restore.set_defaults(run=_restore)
    for command in (backup, restore):
        command.add_argument("--data", help="folder of the database and the secret key (LEITSTERN_DATA)")


def _backup(arguments: argparse.Namespace) -> int:
    settings, file = settings_of_folder(arguments), Path(arguments.file)
    if file.exists():
        raise CommandFailed(f"{file} exists already; give the backup another name")
    key = b"" if settings.secret_key else secret_of(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    with draft_beside(file) as draft:
        made_at = utc_now()
        copy_database(settings.data / DATABASE, draft)
        write_stamp(draft, BackupStamp(made_at, key))
        findings = check_file(draft)
        publish(draft, file)
    print(f"{file}: {_described(file, made_at)}.")
    return _reported(
        findings, "Checked: it can be restored.", "Damage was copied with it; see leitstern check:"
    )


def _restore(arguments: argparse.Namespace) -> int:
    settings, file = settings_from(arguments), Path(arguments.file)
    if not file.is_file():
        raise CommandFailed(f"there is no file {file}")
    with sole_use_of(settings):
        return _restored(settings, file, arguments.discard_newer)


def _restored(settings: Settings, file: Path, discard_newer: bool) -> int:
    """Builds and checks the new database completely before it moves any file of the folder."""
    database, now = settings.data / DATABASE, utc_now()
    with draft_beside(database) as draft:
        copy_database(file, draft)
        _require_whole(draft, file)
        stamp = read_stamp(draft)
        prepare(draft, database, stamp.made_at, now, discard_newer=discard_newer)
        findings = check_file(draft)
        access = returned_access(draft, database)
        kept = _put_aside(settings.data, now, with_key=bool(stamp.secret_key))
        publish(draft, database)
        if stamp.secret_key:
            _write_key(settings.data / KEY, stamp.secret_key)
    print(f"{database}: {_described(database, stamp.made_at)}.")
    if kept is not None:
        print(f"What was there before is in {kept}. To go back to it: leitstern restore {kept / DATABASE}")
    for returned in access:
        print(f"Since the backup: {returned.what}: {', '.join(returned.names)}. They have access again.")
    print(_what_browsers_do(discard_newer, stamp.made_at))
    return _reported(findings, "Checked: every document opens.", "Restored, but not all of it reads:")


def _what_browsers_do(discard_newer: bool, made_at: datetime) -> str:
    if not discard_newer:
        return "Browsers that hold newer words bring them back when they reconnect."
    return (
        f"Browsers show the plans as of {_time(made_at)}. They keep the newer words that they hold aside,\n"
        "and offer to copy them or to write them in again."
    )


def _require_whole(draft: Path, file: Path) -> None:
    faults = faults_of_file(draft)
    if faults:
        raise CommandFailed(f"{file} is damaged, nothing was changed: {faults[0]}")


def _put_aside(folder: Path, now: datetime, *, with_key: bool) -> Path | None:
    """Moves the current database, and the key if the backup has one, to a separate folder."""
    names = [DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", *([KEY] if with_key else [])]
    present = [folder / name for name in names if (folder / name).exists()]
    if not any(path.name == DATABASE for path in present):
        return None
    kept = folder / f"replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    kept.mkdir(mode=0o700)
    for path in present:
        os.rename(path, kept / path.name)
    return kept


def _write_key(path: Path, key: bytes) -> None:
    with draft_beside(path) as draft:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
        publish(draft, path)


def _described(file: Path, made_at: datetime) -> str:
    with closing(sqlite3.connect(file)) as connection:
        counts = [
            f"{connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0]} {table}s"  # noqa: S608
            for table in ("account", "plan", "member")
        ]
    size = file.stat().st_size / (1 << 20)
    return f"state of {_time(made_at)}, {', '.join(counts)}, {size:.1f} MB"


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _reported(findings: list[Finding], fine: str, damaged: str) -> int:
    print(damaged if findings else fine)
    for finding in findings:
        print(f"  {finding}")
    return 1 if findings else 0
