"""leitstern history: a plan as it was, or who changed it when. For the operator, also beside a server.

Reads only. What one side may not see is in another document, which has to be asked for by name: whoever may
read the data folder may read everything.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, select

from leitstern.app import Rows, open_rows, utc_now
from leitstern.cli.arguments import settings_of_folder
from leitstern.cli.errors import CommandFailed
from leitstern.errors import NotFound
from leitstern.live.history import Change, at_moment, changes, changes_of
from leitstern.live.snapshot import canonical
from leitstern.plan.generated import ROOTS
from leitstern.store.tables import Document, Participant


def add_history_command(commands: Any) -> None:
    history = commands.add_parser("history", help="print a plan as it was, or who changed it when")
    history.add_argument("--plan", required=True, metavar="PLAN_ID", help="as in the plan's address")
    history.add_argument("--document", choices=tuple(ROOTS), default="shared")
    history.add_argument(
        "--at", type=moment, metavar="TIME", help="ISO 8601, UTC unless it says; now if absent"
    )
    history.add_argument("--authors", action="store_true", help="list seq, time and names of each change")
    history.add_argument(
        "--of", metavar="PATH", help="only changes of one value, such as opportunities/opp_x/title"
    )
    history.add_argument("--data", help="folder of the database (LEITSTERN_DATA)")
    history.set_defaults(run=lambda arguments: asyncio.run(_print_history(arguments)))


def moment(text: str) -> datetime:
    """A time on the command line; a day alone is its first moment."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            "a time such as 2026-11-23T14:05 or 2026-11-23T15:05+01:00"
        ) from error
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


async def _print_history(arguments: argparse.Namespace) -> None:
    async with open_rows(settings_of_folder(arguments)) as rows:
        try:
            for line in await _lines(rows, arguments):
                print(line)
        except NotFound as error:
            raise CommandFailed(error.detail) from error


async def _lines(rows: Rows, arguments: argparse.Namespace) -> list[str]:
    document_id = await rows.database.read(
        lambda session: _document_id(session, arguments.plan, arguments.document)
    )
    at, roots = arguments.at or utc_now(), ROOTS[arguments.document]
    if arguments.of:
        found = await changes_of(rows.log, document_id, at, roots, arguments.of.split("/"))
    elif arguments.authors:
        found = await changes(rows.log, document_id, at)
    else:
        return [canonical((await at_moment(rows.log, document_id, at, roots)).data)]
    names = await rows.database.read(lambda session: _names(session, arguments.plan))
    return [_row(change, names, bool(arguments.of)) for change in found]


def _document_id(session: Session, plan_id: str, kind: str) -> str:
    wanted = select(Document.id).where(Document.plan_id == plan_id, Document.kind == kind)
    found = session.exec(wanted).one_or_none()
    if found is None:
        raise NotFound(f"no plan has the id {plan_id}")
    return found


def _names(session: Session, plan_id: str) -> Mapping[str, str]:
    rows: Sequence[tuple[str, str]] = session.exec(
        select(Participant.id, Participant.name).where(Participant.plan_id == plan_id)
    ).all()
    return dict(rows)


def _row(change: Change, names: Mapping[str, str], with_value: bool) -> str:
    """Tab-separated: seq, time, names (an id where there is no name), and the value that was asked for."""
    who = ", ".join(names.get(participant, participant) for participant in change.participants)
    row = [str(change.seq), change.at.isoformat(timespec="milliseconds"), who]
    if with_value:
        row.append(canonical(change.value))
    return "\t".join(row)
