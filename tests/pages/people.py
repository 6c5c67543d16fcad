"""An HTTP browser for tests: submits forms as people do, hidden inputs included, over ASGI.

`House` is the whole app in a temporary folder with a clock that tests advance; `Browser` is one cookie jar.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from html.parser import HTMLParser
from typing import Any

import httpx
from sqlmodel import Session

from leitstern.access import customer_accounts, invitations, members, setup_links
from leitstern.app import LeitsternApp
from leitstern.bus.interfaces import ACCESS_TOPIC
from leitstern.http_support.services import Services
from tests.invitations import invitation
from tests.records import shown_participants

ORIGIN = "http://testserver"
PASSWORD = "eine ganz lange Passphrase"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Page:
    """A response, and the forms in it."""

    response: httpx.Response

    @cached_property
    def forms(self) -> dict[str, dict[str, str]]:
        """Their values by the form's action."""
        reader = _FormReader(self.url)
        if self.response.headers.get("content-type", "").startswith("text/html"):
            reader.feed("".join(_OF_FORMS.findall(self.response.text)))
        return reader.forms

    @property
    def url(self) -> str:
        return self.response.request.url.path

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """The HTML with no-break spaces as plain ones: tests compare words, not line breaks."""
        return self.response.text.replace("\u00a0", " ")

    @property
    def location(self) -> str:
        return self.response.headers["location"]


_OF_FORMS = re.compile(r"""</?(?:form|input)\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
"""The tags that matter: most of a page has nothing to do with forms, and reading all of it takes 8 ms."""


class _FormReader(HTMLParser):
    """Collects each form's values by its action (the page's URL when it has none)."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.forms: dict[str, dict[str, str]] = {}
        self._open: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._open = self.forms.setdefault(given.get("action") or self._url, {})
        elif tag == "input" and self._open is not None and given.get("name"):
            is_choice = given.get("type") in ("radio", "checkbox")
            if not is_choice or "checked" in given:
                self._open[str(given["name"])] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


class Browser:
    """One cookie jar. `send` fills a form of the given page, as a browser would."""

    def __init__(self, app: LeitsternApp, address: str = "203.0.113.7", **headers: str) -> None:
        transport = httpx.ASGITransport(app=app, client=(address, 5000), raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)

    async def get(self, path: str, **headers: str) -> Page:
        return Page(await self.http.get(path, headers=headers))

    async def head(self, path: str) -> Page:
        return Page(await self.http.head(path))

    async def post(self, path: str, values: dict[str, str], **headers: str) -> Page:
        sent = {"origin": ORIGIN} | headers
        return Page(await self.http.post(path, data=values, headers=sent))

    async def send(self, page: Page, action: str, **values: str) -> Page:
        """Submits the form of `page` with this action and the typed values."""
        return await self.post(action, page.forms[action] | values)

    async def open_and_send(self, path: str, action: str = "", **values: str) -> Page:
        return await self.send(await self.get(path), action or path, **values)

    @property
    def is_signed_in(self) -> bool:
        return "leitstern" in self.http.cookies


class House:
    """The app with a workspace, a member and a plan, and the events that its services published."""

    def __init__(self, app: LeitsternApp, clock: Clock) -> None:
        self.app = app
        self.clock = clock
        self._heard: list[dict[str, Any]] = []
        self.workspace_id = self.member_id = self.account_id = ""
        self.plan = customer_accounts.PlanIds("", {})

    @property
    def services(self) -> Services:
        return self.app.services

    async def write(self, work: Callable[[Session], Any]) -> Any:
        return await self.services.database.write(work)

    async def fill(self, hashed: str) -> None:
        await self.services.bus.subscribe(ACCESS_TOPIC, self._hear)
        now = self.clock()

        def work(session: Session) -> None:
            self.workspace_id = customer_accounts.create_workspace(session, "Nordlicht Antriebe", now)
            self.member_id = members.add(
                session,
                self.workspace_id,
                name="Anna Berg",
                email="anna@nordlicht.example",
                now=now,
                role="admin",
            )
            members.set_password(session, self.member_id, hashed, now)
            self.account_id = customer_accounts.create_account(session, self.workspace_id, "Halbmond", now)
            self.plan = customer_accounts.create_plan(
                session, self.workspace_id, self.account_id, "Gemeinsam wachsen", self.member_id, now
            )

        await self.write(work)

    async def _hear(self, payload: bytes) -> None:
        self._heard.append(json.loads(payload))

    async def heard(self) -> list[dict[str, Any]]:
        """Events published on ACCESS_TOPIC so far; the bus delivers in a separate task."""
        for _ in range(5):
            await asyncio.sleep(0)
        return self._heard

    def browser(self, **headers: str) -> Browser:
        return Browser(self.app, **{name.replace("_", "-"): value for name, value in headers.items()})

    async def member(self) -> Browser:
        """A browser signed in as Anna, by a link like the demo's."""
        browser = self.browser()
        assert (await browser.open_and_send(await self.member_link())).status == 303
        return browser

    async def member_link(self) -> str:
        """The path of a link that signs Anna in."""
        now, keys = self.clock(), self.services.keys
        link = await self.write(lambda s: setup_links.make_link(s, keys, "enter", self.member_id, now))
        return setup_links.link_path(keys, "enter", link)

    async def invite(self, kind: invitations.Kind = "room", **wanted: Any) -> str:
        """The path of a new invitation link."""
        now, keys, host = self.clock(), self.services.keys, wanted.pop("host", self.member_id)
        id = await self.write(
            lambda s: invitation(s, keys, self.plan.plan_id, host, now, kind=kind, **wanted)
        )
        return invitations.link_path(keys, id)

    async def colleague(self, name: str) -> str:
        """The id of another member of the workspace."""
        email, now = f"{name.split()[0].lower()}@nordlicht.example", self.clock()
        add = partial(members.add, workspace_id=self.workspace_id, name=name, email=email, now=now)
        return str(await self.write(lambda session: add(session)))

    async def participants(self) -> dict[str, dict[str, Any]]:
        """Participants by the record document, once it shows all ledger events."""
        return await shown_participants(self.services, self.plan.documents["record"])

    async def guest(self, path: str = "", name: str = "Claire Müller") -> Browser:
        browser = self.browser()
        path = path or await self.invite()
        assert (await browser.open_and_send(path, name=name)).status == 303
        return browser

    async def another_plan(self) -> None:
        """Makes `plan` a second plan of the same account."""
        now, ids = self.clock(), (self.workspace_id, self.account_id)
        self.plan = await self.write(
            lambda s: customer_accounts.create_plan(s, *ids, "Zweiter Plan", self.member_id, now)
        )

    @property
    def plan_path(self) -> str:
        return f"/plans/{self.plan.plan_id}"
