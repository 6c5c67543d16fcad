"""Pages that one test after another uses: a new one starts a process and compiles all scripts again.

A page is given on only without traces: cookies, storage and caches deleted, permissions, routes and listeners
taken back, other tabs closed. What cannot be taken back (a script for every page, a replaced clock) ends it.
What stays is the HTTP cache: tests about a first visit ask for a new page. Called by conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.browser.people import DESKTOP, Person, new_context

LASTING = (
    "add_init_script",
    "expose_binding",
    "expose_function",
    "new_cdp_session",
    "route_web_socket",
    "set_extra_http_headers",
)
"""Calls on a context or page after which no other test gets it."""

HAS_TRUE_CLOCK = "() => /native code/.test(Function.prototype.toString.call(Date))"
FORGET = "() => sessionStorage.clear()"


class Used:
    """A context with one page, and what tests did to it."""

    def __init__(self, browser: Browser, options: dict[str, Any]) -> None:
        self.options = options
        self.context = new_context(browser, **options)
        self.page = self.context.new_page()
        self._devtools = self.context.new_cdp_session(self.page)
        self.is_spoilt = False
        self._heard: list[tuple[str, Any]] = []
        for object_ in (self.context, self.page):
            for name in LASTING:
                if hasattr(object_, name):
                    self._watch(object_, name)
        self._watch_listeners(self.page)

    def person(self) -> Person:
        """The page for one more test."""
        person = Person(self.context, self.page)
        person.watch(self.page)
        return person

    def clean(self, origin: str) -> bool:
        """Leaves for a page without scripts and removes what a test left; False if that is impossible."""
        if self.is_spoilt:
            return False
        page = self.page
        for other in self.context.pages:
            if other is not page:
                other.close()
        for event, listener in self._heard:
            page.remove_listener(event, listener)
        self._heard.clear()
        self._take_back(page)
        page.goto(f"{origin}/healthz")
        page.evaluate(FORGET)
        self.context.clear_cookies()
        self._devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        return bool(page.evaluate(HAS_TRUE_CLOCK))

    def _take_back(self, page: Page) -> None:
        width, height = self.options.get("size", DESKTOP)
        self.context.set_offline(False)
        page.unroute_all(behavior="ignoreErrors")
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.clear_permissions()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", forced_colors="null")

    def _watch(self, object_: object, name: str) -> None:
        original: Callable[..., Any] = getattr(object_, name)

        def spoiling(*arguments: Any, **named: Any) -> Any:
            self.is_spoilt = True
            return original(*arguments, **named)

        setattr(object_, name, spoiling)

    def _watch_listeners(self, page: Page) -> None:
        original = page.on

        def on(event: Any, listener: Any) -> None:
            if event != "close":  # who waits for the end of the page hears of it
                self._heard.append((event, listener))
            original(event, listener)

        setattr(page, "on", on)  # noqa: B010 - mypy knows it as a method with many signatures


class Contexts:
    """The contexts of one Chromium; those that wait for their next test are found by their options."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._waiting: list[Used] = []
        self._taken: list[tuple[Person, Used]] = []

    def open_person(self, *, is_new: bool = False, **options: Any) -> Person:
        """A person without traces of others; `is_new`: without cached assets too."""
        used = next((one for one in self._waiting if one.options == options and not is_new), None)
        if used is None:
            used = Used(self.browser, options)
        else:
            self._waiting.remove(used)
        person = used.person()
        self._taken.append((person, used))
        return person

    def release(self, person: Person, origin: str) -> None:
        """Takes a person back after a test. `origin` is the server that was visited."""
        taken = next(one for one in self._taken if one[0] is person)
        self._taken.remove(taken)
        used = taken[1]
        try:
            if used.clean(origin):
                self._waiting.append(used)
            else:
                used.context.close()
        except Error:  # the test closed the page, or it crashed, or the server is gone
            used.context.close()
