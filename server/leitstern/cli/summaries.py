"""leitstern summaries: derives the rows that lists of plans show again from the documents themselves.

The server keeps these rows up to date by itself; the command is for operators who want to be sure. It reads
only the log, so it runs with or without a server, and opens one document at a time.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from leitstern.app import Rows, open_rows
from leitstern.cli.arguments import settings_of_folder
from leitstern.clock import utc_now
from leitstern.live.history.past_states import at_moment
from leitstern.plan.document import read_plan
from leitstern.plan.generated import ROOTS
from leitstern.plan.summary import summary_of
from leitstern.plan.time_zone import today_in
from leitstern.projections import summary_rows
from leitstern.projections.summary_rows import SharedDocument
from leitstern.reports.growth_thumbnail import thumbnail


def add_summaries_command(commands: Any) -> None:
    summaries = commands.add_parser("summaries", help="derive what lists of plans show again")
    summaries.add_argument("--data", help="folder of the database (LEITSTERN_DATA)")
    summaries.set_defaults(run=lambda arguments: asyncio.run(_rebuild(arguments)))


async def _rebuild(arguments: argparse.Namespace) -> None:
    async with open_rows(settings_of_folder(arguments)) as rows:
        plans = await rows.database.read(summary_rows.every)
        for about in plans:
            await _derive(rows, about)
    print(f"{len(plans)} plans summarised")


async def _derive(rows: Rows, about: SharedDocument) -> None:
    now = utc_now()
    moment = await at_moment(rows.log, about.document_id, now, ROOTS["shared"])
    plan, today = read_plan(moment.data), today_in(about.time_zone, now)
    summary, growth = summary_of(plan, today), thumbnail(plan, today)
    await rows.database.write(lambda session: summary_rows.save(session, about, moment.seq, summary, growth))
