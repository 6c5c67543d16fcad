"""leitstern member add | link: adds members and prints set-up links; may run beside a server.

For operators, without a password: a person who may write to the data folder may do everything.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from sqlmodel import Session

from leitstern.access import members, setup_links
from leitstern.access.customer_accounts import create_workspace
from leitstern.access.form_fields import NAME_MAX, Fields
from leitstern.app import open_rows
from leitstern.cli.arguments import settings_from, settings_of_folder
from leitstern.cli.errors import CommandFailed
from leitstern.clock import utc_now
from leitstern.errors import InvalidInput


def add_member_commands(commands: Any) -> None:
    member = commands.add_parser("member", help="add members and make their set-up links")
    actions = member.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add a member and print the set-up link")
    add.add_argument("--name", required=True)
    add.add_argument("--workspace", help="name of the company, for the very first member")
    add.add_argument("--admin", action="store_true", help="may add members")
    add.set_defaults(run=lambda arguments: asyncio.run(_add_member(arguments)))
    link = actions.add_parser("link", help="print a new set-up link, for who forgot the password")
    link.set_defaults(run=lambda arguments: asyncio.run(_link_member(arguments)))
    for action in (add, link):
        action.add_argument("--email", required=True)
        action.add_argument("--data", help="folder of the database (LEITSTERN_DATA)")


async def _add_member(arguments: argparse.Namespace) -> None:
    name, email = _checked_member(arguments)
    settings = settings_from(arguments)
    async with open_rows(settings) as rows:
        now = utc_now()

        def work(session: Session) -> str:
            workspace_id = members.only_workspace(session) or _new_workspace(session, arguments.workspace)
            member_id = members.add(
                session,
                workspace_id,
                name=name,
                email=email,
                now=now,
                role="admin" if arguments.admin or not members.has_members(session) else "member",
            )
            return setup_links.make_link(session, rows.keys, "setup", member_id, now)

        try:
            link_id = await rows.database.write(work)
        except InvalidInput as error:
            raise CommandFailed("somebody with this address is a member already, or was one") from error
        print(settings.origin + setup_links.link_path(rows.keys, "setup", link_id))


async def _link_member(arguments: argparse.Namespace) -> None:
    settings = settings_of_folder(arguments)
    async with open_rows(settings) as rows:
        now = utc_now()

        def work(session: Session) -> str:
            found = members.find_by_email(session, arguments.email.strip().lower())
            if found is None:
                raise CommandFailed("nobody with this address is a member")
            return setup_links.make_link(session, rows.keys, "setup", found[0], now)

        link_id = await rows.database.write(work)
        print(settings.origin + setup_links.link_path(rows.keys, "setup", link_id))


def _new_workspace(session: Session, name: str | None) -> str:
    if not name:
        raise CommandFailed('the server is empty: name your company with --workspace "..."')
    return create_workspace(session, name, utc_now())


def _checked_member(arguments: argparse.Namespace) -> tuple[str, str]:
    fields = Fields({"name": arguments.name, "email": arguments.email})
    name, email = fields.line("name", NAME_MAX), fields.email("email")
    if fields.errors:
        raise CommandFailed(f"not accepted: {', '.join(sorted(fields.errors))}")
    return name, email
