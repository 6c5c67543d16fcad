"""The command line: leitstern serve | demo | member. Reads the settings, starts the server, prints links.

A link is a secret: it goes to standard output, where the person who started the server reads it, and never to
the log. The ready line comes when the socket listens, not before.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fcntl
import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import uvicorn
from pydantic import ValidationError
from sqlmodel import Session

from leitstern import __version__
from leitstern.access import members
from leitstern.access.accounts import create_workspace
from leitstern.access.fields import NAME_MAX, Fields
from leitstern.app import LeitsternApp, create_app, open_rows, utc_now
from leitstern.demo.seed import Demo, DemoPlan, Language, seed
from leitstern.errors import Conflict, InvalidInput
from leitstern.live.transport import uvicorn_config
from leitstern.pages.services import Services
from leitstern.settings import Settings


class CommandFailed(Exception):
    """What went wrong, in one sentence for the person at the terminal."""


class Server(uvicorn.Server):
    """uvicorn, which says when it listens, and lets the rooms finish before it hangs up."""

    def __init__(
        self, config: uvicorn.Config, app: LeitsternApp, drain: float, ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._app = app
        self._drain = drain
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        services = self._app.services
        services.draining.set()
        await services.rooms.drain(self._drain)
        await super().shutdown(sockets)


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except (CommandFailed, ValidationError) as error:
        print(f"leitstern: {error}", file=sys.stderr)
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
    demo.add_argument("--plans", type=_count, default=0, metavar="N", help="make N further plans, empty")
    demo.add_argument("--language", choices=("de", "en"), default="en", help="language of the contents")
    for command in (serve, demo):
        command.add_argument("--host", help="address to listen on (LEITSTERN_HOST)")
        command.add_argument("--port", type=int, help="port; 0 takes a free one (LEITSTERN_PORT)")
        command.add_argument("--data", help="folder of the database and the secret key (LEITSTERN_DATA)")
    _add_member_commands(commands)
    return parser


def _add_member_commands(commands: Any) -> None:
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


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 10_000:
        raise argparse.ArgumentTypeError("0 to 10000")
    return number


def _settings(arguments: argparse.Namespace) -> Settings:
    given = {name: getattr(arguments, name, None) for name in ("host", "port", "data")}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def _serve(arguments: argparse.Namespace) -> None:
    path: list[str] = []

    async def prepare(services: Services) -> None:
        now = services.now()
        found = await services.database.write(partial(_first_link, services=services, now=now))
        path.extend(found)

    def ready(settings: Settings) -> None:
        print(f"Leitstern is running at {settings.origin}", flush=True)
        if path:
            print(
                f"\nNobody is a member yet. Set it up here, once:\n  {settings.origin}{path[0]}", flush=True
            )

    _run(_settings(arguments), prepare, ready)


def _first_link(session: Session, services: Services, now: Any) -> list[str]:
    """The path of the first member's set-up link; nothing once there is a member."""
    if members.has_members(session):
        return []
    link_id = members.current_link(session, services.keys, "setup", None, now)
    return [members.link_path(services.keys, "setup", link_id)]


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
            )
        )

    def ready(settings: Settings) -> None:
        demo = made[0]
        print(
            _demo_json(settings.origin, demo) if arguments.json else _demo_text(settings.origin, demo),
            flush=True,
        )

    try:
        _run(_settings(arguments), prepare, ready)
    except Conflict as error:
        raise CommandFailed(f"{error.detail}; give the demo a folder of its own with --data") from error


def _demo_json(origin: str, demo: Demo) -> str:
    """One line, for scripts."""
    ready: dict[str, Any] = {
        "url": origin,
        "member_link": origin + demo.member_path,
        **_plan_json(origin, demo.plan),
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


def _run(
    settings: Settings,
    prepare: Callable[[Services], Any],
    ready: Callable[[Settings], None],
) -> None:
    """Listens, prepares, serves until told to stop."""
    _configure_logging(settings.log_level)
    with _sole_use_of(settings), _listening(settings) as listener:
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        app = create_app(settings, on_start=prepare)
        config = uvicorn_config(app, settings.host, settings.port)
        Server(config, app, settings.drain_seconds, lambda: ready(settings)).run(sockets=[listener])


def _configure_logging(level: str) -> None:
    """To standard error, without an access log: paths carry tokens."""
    logging.basicConfig(
        level=level.upper(), stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("websockets", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@contextlib.contextmanager
def _sole_use_of(settings: Settings) -> Iterator[None]:
    """One server a data folder: two writers of one log would overtake each other."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(settings.data / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CommandFailed(f"cannot use the data folder: {error}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise CommandFailed(f"another server is using {settings.data}") from error
    finally:
        os.close(lock)


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The bound socket; bound first, so that a taken port is told before anything is opened."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise CommandFailed(
                f"cannot listen on {settings.host}:{settings.port}: {error.strerror}"
            ) from error
        yield listener


async def _add_member(arguments: argparse.Namespace) -> None:
    name, email = _checked_member(arguments)
    settings = _settings(arguments)
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
            return members.make_link(session, rows.keys, "setup", member_id, now)

        try:
            link_id = await rows.database.write(work)
        except InvalidInput as error:
            raise CommandFailed("somebody with this address is a member already") from error
        print(settings.origin + members.link_path(rows.keys, "setup", link_id))


async def _link_member(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    async with open_rows(settings) as rows:
        now = utc_now()

        def work(session: Session) -> str:
            found = members.find_by_email(session, arguments.email.strip().lower())
            if found is None:
                raise CommandFailed("nobody with this address is a member")
            return members.make_link(session, rows.keys, "setup", found[0], now)

        link_id = await rows.database.write(work)
        print(settings.origin + members.link_path(rows.keys, "setup", link_id))


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
