"""leitstern history: a past state of a plan, or who changed it when. For operators; may run beside a server.

Reads only. `--document` names the document; an operator who may read the data folder may read all of them.
"""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, select

from leitstern.app import Rows, open_rows
from leitstern.cli.arguments import settings_of_folder
from leitstern.cli.errors import CommandFailed
from leitstern.clock import utc_now
from leitstern.commands.past_names import PastNames, past_names
from leitstern.errors import NotFound
from leitstern.live.history.past_states import Change, at_moment, changes, changes_of
from leitstern.live.history.snapshot import canonical
from leitstern.plan.generated import ROOTS
from leitstern.store.tables import Document


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
    """A time from the command line; a day alone means its first moment."""
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
    names = await rows.database.read(lambda session: past_names(session, arguments.plan))
    return [_row(change, names, bool(arguments.of)) for change in found]


def _document_id(session: Session, plan_id: str, kind: str) -> str:
    wanted = select(Document.id).where(Document.plan_id == plan_id, Document.kind == kind)
    found = session.exec(wanted).one_or_none()
    if found is None:
        raise NotFound(f"no plan has the id {plan_id}")
    return found


def _row(change: Change, names: PastNames, with_value: bool) -> str:
    """Tab-separated: seq, time, names as they were then, each with its side, and the value at the path."""
    who = ", ".join(_named(participant, change.at, names) for participant in change.participants)
    row = [str(change.seq), change.at.isoformat(timespec="milliseconds"), who]
    if with_value:
        row.append(canonical(change.value))
    return "\t".join(row)


def _named(participant: str, at: datetime, names: PastNames) -> str:
    """The id where nobody is known by it, such as the server's."""
    name = names.name(participant, at)
    return participant if name is None else f"{name} ({names.side(participant)})"
