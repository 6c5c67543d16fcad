"""Joins a plan by a link, with the same forms that a browser posts.

Opens the link, posts its form, follows the redirect to the plan, and reads the initial values of the page.
Keeps only the session cookie. Raises LinkInvalid, InvalidInput, TooMany, NotFound. Called by plan.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx

from leitstern.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    LeitsternError,
    LinkInvalid,
    NotFound,
    NotSignedIn,
    StoreUnavailable,
    TooMany,
)

ERROR_OF_STATUS: Mapping[int, type[LeitsternError]] = {
    error.status: error for error in (NotSignedIn, Forbidden, NotFound, Conflict, TooMany, StoreUnavailable)
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A joined plan: its address, our participant, and the session cookie."""

    origin: str
    plan_id: str
    title: str
    participant_id: str
    name: str
    side: str
    role: str
    documents: Mapping[str, str]
    cookie: str = field(repr=False)

    def sync_url(self, kind: str) -> str:
        """The WebSocket address of a document. Raises NotFound for one that this participant may not open."""
        if kind not in self.documents:
            raise NotFound(kind)
        return f"{self.origin.replace('http', 'ws', 1)}/sync/{self.documents[kind]}"


class _Page(HTMLParser):
    """Parses a page: the hidden fields of its form, and the initial values of the plan page."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.boot = ""
        self._path = path
        self._is_in_form = False
        self._is_in_boot = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._is_in_form = (found.get("action") or self._path) == self._path
        if self._is_in_form and tag == "input" and found.get("type") == "hidden":
            self.hidden[found.get("name") or ""] = found.get("value") or ""
        self._is_in_boot = tag == "script" and found.get("id") == "boot"

    def handle_data(self, data: str) -> None:
        if self._is_in_boot:
            self.boot += data

    def handle_endtag(self, tag: str) -> None:
        self._is_in_boot = False
        self._is_in_form = self._is_in_form and tag != "form"


async def enter(link: str, name: str = "", plan_id: str = "") -> Entry:
    """Redeems an invitation (`/join/...`, with a name) or a member's link (`/enter/...`, with a plan id)."""
    parts = urlsplit(link)
    origin = f"{parts.scheme}://{parts.netloc}"
    async with httpx.AsyncClient(base_url=origin, headers={"Origin": origin}, timeout=30.0) as browser:
        path = await _redeem(browser, parts.path, name, plan_id)
        page = _Page(path, (await _fetch(browser.get(path), NotFound)).text)
        cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)
    return _entry(origin, json.loads(page.boot), cookie)


async def _redeem(browser: httpx.AsyncClient, path: str, name: str, plan_id: str) -> str:
    """Posts the link's form; returns the path of the plan."""
    shown = await _fetch(browser.get(path), LinkInvalid)
    fields = {**_Page(path, shown.text).hidden, "name": name}
    answer = await _fetch(browser.post(path, data=fields), LinkInvalid)
    if plan_id:
        return f"/plans/{plan_id}"
    target: str = urlsplit(answer.headers.get("location", "")).path
    if not target.startswith("/plans/"):
        raise InvalidInput({"plan_id": "required"}, "a member's link does not say which plan")
    return "/".join(target.split("/")[:3])  # a guest's first screen is below the plan


async def _fetch(answering: Any, not_found: type[LeitsternError]) -> httpx.Response:
    """The response. Raises the error that a refusal means."""
    answer: httpx.Response = await answering
    if answer.status_code == 404:
        raise not_found()
    if answer.status_code == 422:
        raise InvalidInput({"name": "refused"})
    if answer.status_code >= 400:
        raise ERROR_OF_STATUS.get(answer.status_code, LeitsternError)(f"status {answer.status_code}")
    return answer


def _entry(origin: str, boot: Mapping[str, Any], cookie: str) -> Entry:
    me = boot["me"]
    return Entry(
        origin=origin,
        plan_id=boot["plan_id"],
        title=boot["title"],
        participant_id=me["participant_id"],
        name=me["name"],
        side=me["side"],
        role=me["role"],
        documents=boot["documents"],
        cookie=cookie,
    )
