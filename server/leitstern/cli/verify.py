"""leitstern verify: replays the ledgers and says whether they, the rows and the records agree.

With a FILE it checks the copy of a sign-off instead, without any server. Exit status 0 when all agree, 1 when
they do not. Reads only, so it may run beside a server.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leitstern.app import open_rows
from leitstern.cli.arguments import settings_of_folder
from leitstern.cli.errors import CommandFailed
from leitstern.commands.verify import Report, verify
from leitstern.workshop import signed_file
from leitstern.workshop.sign_offs import fingerprint


def add_verify_command(commands: Any) -> None:
    command = commands.add_parser("verify", help="replay the ledgers and compare them with what is stored")
    command.add_argument("--data", help="folder of the database (LEITSTERN_DATA)")
    command.add_argument("file", nargs="?", type=Path, help="copy of a sign-off to check alone")
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.file is not None:
        return _verify_file(arguments.file)
    return asyncio.run(_verify(arguments))


def _verify_file(path: Path) -> int:
    try:
        file = signed_file.from_text(path.read_text("utf-8"))
    except OSError as error:
        raise CommandFailed(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise CommandFailed(f"{path} is no copy of a sign-off: {error}") from error
    faults = list(signed_file.check(file))
    for line in faults or _signed_lines(file):
        print(line)
    return 1 if faults else 0


def _signed_lines(file: Mapping[str, Any]) -> list[str]:
    version = file["version"]
    state = "signed by both sides" if signed_file.is_signed_by_both(file) else "not signed by both sides yet"
    names = [f"  {one['name']} ({one['side']}), {one['at']}" for one in file["signatures"]]
    return [
        f"{file['title']}, version {version['number']}: {state}. The content is what was signed.",
        f"Fingerprint {fingerprint(version['hash'])}: compare it with the one that the other side has.",
        *names,
    ]


async def _verify(arguments: argparse.Namespace) -> int:
    async with open_rows(settings_of_folder(arguments)) as rows:
        report = await verify(rows.database, rows.log)
    for line in _lines(report):
        print(line)
    return 1 if report.faults else 0


def _lines(report: Report) -> list[str]:
    if report.faults:
        return [*report.faults, f"{len(report.faults)} faults in {report.ledgers} ledgers."]
    lines = [f"All is well: {report.ledgers} ledgers, {report.entries} entries; rows and records agree."]
    if report.behind:
        lines.append(
            f"{len(report.behind)} records are behind their ledger; the server brings them up to date."
        )
    return lines
