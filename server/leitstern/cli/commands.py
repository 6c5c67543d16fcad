"""The command line's commands: serve | demo | member | history | verify | summaries | backup | restore |
check.

Reads the settings, starts the server, prints links. A link is a secret: it is printed to standard output, for
the person who started the server, and never logged. Called by `main`.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from leitstern import __version__
from leitstern.access import members, setup_links
from leitstern.access.tokens import Keyring
from leitstern.cli.arguments import count, settings_from
from leitstern.cli.backups import add_backup_commands
from leitstern.cli.checking import add_check_command
from leitstern.cli.errors import CommandFailed
from leitstern.cli.history import add_history_command
from leitstern.cli.member_commands import add_member_commands
from leitstern.cli.serving import run
from leitstern.cli.summaries import add_summaries_command
from leitstern.cli.verify import add_verify_command
from leitstern.demo.seed import Demo, DemoPlan, Language, seed
from leitstern.errors import Conflict, StoreUnavailable
from leitstern.http_support.services import Services
from leitstern.settings import Settings


def run_command(argv: list[str]) -> int:
    """Runs one command; returns the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except CommandFailed as error:
        print(f"leitstern: {error}", file=sys.stderr)
    except ValidationError as error:
        for fault in error.errors():
            setting = "_".join(map(str, fault["loc"]))
            said = fault["msg"].removeprefix("Value error, ")
            print(f"leitstern: LEITSTERN_{setting.upper()}: {said}", file=sys.stderr)
    except StoreUnavailable as error:
        print(f"leitstern: the data folder cannot be used: {error.detail}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="leitstern", description="Key account plans, written together.")
    parser.add_argument("--version", action="version", version=f"leitstern {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="run the server")
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="run the server with a demo workspace and print two links")
    demo.set_defaults(run=_demo)
    demo.add_argument("--json", action="store_true", help="print one line of JSON when ready")
    demo.add_argument("--plans", type=count, default=0, metavar="N", help="make N further plans, empty")
    demo.add_argument("--language", choices=("de", "en"), default="en", help="language of the contents")
    for command in (serve, demo):
        command.add_argument("--host", help="address to listen on (LEITSTERN_HOST)")
        command.add_argument("--port", type=int, help="port; 0 takes a free one (LEITSTERN_PORT)")
        command.add_argument("--data", help="folder of the database and the secret key (LEITSTERN_DATA)")
    add_member_commands(commands)
    add_history_command(commands)
    add_backup_commands(commands)
    add_check_command(commands)
    add_summaries_command(commands)
    add_verify_command(commands)
    return parser


def _serve(arguments: argparse.Namespace) -> None:
    path: list[str] = []

    async def prepare(services: Services) -> None:
        find = partial(_first_link, keys=services.keys, now=services.now())
        path.extend(await services.database.write(find))

    def ready(settings: Settings) -> None:
        print(f"Leitstern is running at {settings.origin}", flush=True)
        if path:
            print(
                f"\nNobody is a member yet. Set it up here, once:\n  {settings.origin}{path[0]}", flush=True
            )

    run(settings_from(arguments), prepare, ready)


def _first_link(session: Session, keys: Keyring, now: datetime) -> list[str]:
    """The path of the first member's set-up link; None if a member exists."""
    if members.has_members(session):
        return []
    link_id = setup_links.current_link(session, keys, "setup", None, now)
    return [setup_links.link_path(keys, "setup", link_id)]


def _demo(arguments: argparse.Namespace) -> None:
    made: list[Demo] = []
    language: Language = arguments.language

    async def prepare(services: Services) -> None:
        made.append(
            await seed(
                services.database,
                services.rooms,
                services.keys,
                now=services.now(),
                language=language,
                further_plans=arguments.plans,
                clock=services.now,
            )
        )

    def ready(settings: Settings) -> None:
        demo = made[0]
        print(
            _demo_json(settings.origin, demo) if arguments.json else _demo_text(settings.origin, demo),
            flush=True,
        )

    try:
        run(settings_from(arguments), prepare, ready)
    except Conflict as error:
        raise CommandFailed(f"{error.detail}; give the demo a folder of its own with --data") from error


def _demo_json(origin: str, demo: Demo) -> str:
    """One line, for scripts."""
    ready: dict[str, Any] = {
        "url": origin,
        "member_link": origin + demo.member_path,
        **_plan_json(origin, demo.plan),
        "session_id": demo.session_id,
    }
    if demo.further:
        ready["plans"] = [_plan_json(origin, plan) for plan in demo.further]
    return json.dumps(ready)


def _plan_json(origin: str, plan: DemoPlan) -> dict[str, Any]:
    return {
        "plan_id": plan.plan_id,
        "guest_link": origin + plan.customer_path,
        "documents": dict(plan.documents),
    }


def _demo_text(origin: str, demo: Demo) -> str:
    return f"""Leitstern is running at {origin}

  You, the key account manager:  {origin}{demo.member_path}
  Your customer:                 {origin}{demo.plan.customer_path}

One browser is one person: open the second link in a private window, or on your phone.
Stop with Ctrl+C."""
