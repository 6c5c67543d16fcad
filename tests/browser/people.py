"""A person in a test: one browser context, its page, and every error on it.

Every page is watched: an uncaught error or a Content-Security-Policy violation fails the test. Everything
that the page receives (addresses, bodies, WebSocket frames) is recorded, for tests about data that must not
arrive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebSocket

from tests.browser.words import word
from tests.patience import PATIENCE_MS

DESKTOP = (1280, 800)
PHONE = (360, 740)


@dataclass
class Person:
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("websocket", self._listen)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security" in message.text or "Content-Security" in message.text:
            self.complaints.append(message.text)

    def _listen(self, socket: WebSocket) -> None:
        self.received.append(socket.url.encode())
        socket.on("framereceived", lambda frame: self.received.append(_bytes(frame)))


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


def open_person(browser: Browser, **options: Any) -> Person:
    """A person in a context of their own, which the caller closes. `options` are those of `new_context`."""
    return open_page(new_context(browser, **options))


def open_page(context: BrowserContext) -> Person:
    person = Person(context, context.new_page())
    person.watch(person.page)
    return person


def new_context(
    browser: Browser,
    *,
    size: tuple[int, int] = DESKTOP,
    locale: str = "en-GB",
    theme: str | None = None,
    is_phone: bool = False,
    has_touch: bool = False,
    time_zone: str = "Europe/Berlin",
) -> BrowserContext:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=locale,
        timezone_id=time_zone,
        color_scheme="dark" if theme == "dark" else "light",
        has_touch=is_phone or has_touch,
        is_mobile=is_phone,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


def enter_as_member(person: Person, link: str) -> None:
    """Follows a member link and presses its button to sign in."""
    person.page.goto(link)
    person.page.locator("main form").get_by_role("button").click()
    person.page.wait_for_url(lambda url: "/enter/" not in url)


def invite(member: Page, plan_url: str, name: str, role: str = "editor") -> str:
    """Creates a personal link on the invitations page."""
    member.goto(f"{plan_url}/invitations")
    member.get_by_role("textbox", name=word("field.name")).fill(name)
    member.get_by_label(word("field.role")).select_option(role)
    member.get_by_role("button", name=word("invitations.create")).click()
    return member.get_by_role("article", name=name).get_by_role("textbox").input_value()


def join_as_guest(person: Person, link: str, name: str, *, leaves: bool = True) -> None:
    """Follows an invitation: enters a name, presses the button, and goes on to the plan from a customer's
    first screen unless `leaves` is false.
    """
    person.page.goto(link)
    person.page.locator("main form").get_by_role("textbox").fill(name)
    person.page.locator("main form").get_by_role("button").click()
    person.page.wait_for_url("**/plans/**")
    if leaves and person.page.url.endswith("/first"):
        person.page.locator(".first__leave a").click()
        person.page.wait_for_url(lambda url: not url.endswith("/first"))
