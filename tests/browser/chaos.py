"""Chaos test: people edit one plan while connections, tabs and the server fail at random; seeded.

Each person types letters of their own alphabet, in sequence, into the shared notes and into their side's
private notes. The final plan shows whether a letter was lost, doubled or moved. Used by test_chaos.py.
"""

from __future__ import annotations

import asyncio
import base64
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect
from pycrdt import Doc

import leitstern.client
from leitstern.plan import rich_text
from leitstern.plan.document import canonical_json, plain
from tests.browser.people import enter_as_member, join_as_guest, open_person
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer

# Letters that the demo's own texts do not contain.
ALPHABETS = ("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣ", "あいうえおかきくけこさし", "アイウエオカキクケコサシ")
PRIVATE_ALPHABETS = ("αβγδεζηθικλμνξοπρστυφχψω", "бвгджзиклмнптфцчшщъыь", "БВГДЖЗИКЛМНПТФЦЧШЩЪЫЬ")
SECTIONS = ("notes", "private")
MOST_LETTERS = 12
MINUTES = 60_000
KEPT_COPIES = """
async () => {
  const kept = {};
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith("leitstern:")) continue;
    const opened = indexedDB.open(name);
    const database = await new Promise((resolve) => { opened.onsuccess = () => resolve(opened.result); });
    const all = database.transaction("updates", "readwrite").objectStore("updates").getAll();
    const updates = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); });
    database.close();
    kept[name.split(":").at(-1)] = updates.map((update) => btoa(String.fromCharCode(...update)));
  }
  return kept;
}
"""


SHOWN_WORDS = """field => {
  const words = field.cloneNode(true);
  for (const caret of words.querySelectorAll(".rich-caret")) caret.remove();
  return words.textContent;
}"""
"""What a field of rich text shows, without the names of others."""


@dataclass
class Scribe:
    """One person in one browser, and what they have written in each section."""

    plan: PlanPage
    side: str
    alphabets: dict[str, str]
    written: dict[str, str] = field(default_factory=lambda: dict.fromkeys(SECTIONS, ""))

    def write(self, section: str, count: int) -> None:
        self.field(section).press("ControlOrMeta+End")
        alphabet = self.alphabets[section]
        for _ in range(count):
            letter = alphabet[len(self.written[section]) % len(alphabet)]
            self.plan.page.keyboard.insert_text(letter)
            self.written[section] += letter

    def field(self, section: str) -> Locator:
        self.plan.go_to(section)
        return self.plan.page.locator(f"[data-section={section}] .rich [role=textbox]")

    def reload(self) -> None:
        self.plan.page.reload(wait_until="commit")
        self._until_shown(self.plan.page)

    def change_tabs(self) -> None:
        """Closes the tab, perhaps with unsent letters, and opens another one."""
        person, old = self.plan.person, self.plan.page
        tab = person.watch(person.context.new_page())
        tab.goto(f"{self.plan.url}#notes", wait_until="commit")
        self._until_shown(tab)
        self.plan = PlanPage(replace(person, page=tab), self.plan.url)
        old.close()

    def sleep(self) -> None:
        session = self.plan.person.context.new_cdp_session(self.plan.page)
        for state in ("frozen", "active"):
            session.send("Page.setWebLifecycleState", {"state": state})
        session.detach()

    def set_clock(self, minutes: int) -> None:
        jump = minutes * MINUTES
        self.plan.page.evaluate(
            "ms => { const now = Date.now.bind(Date); Date.now = () => now() + ms }", jump
        )

    def unplug(self, is_off: bool = True) -> None:
        self.plan.person.context.set_offline(is_off)

    def expect_saved(self) -> None:
        """Waits for both documents; reconnecting to a server can take half a minute."""
        for section, line in (
            ("private", ".private__saved .saved--saved"),
            ("notes", "leitstern-saved-line .saved--saved"),
        ):
            self.plan.go_to(section)
            expect(self.plan.page.locator(line)).to_be_visible()

    @staticmethod
    def _until_shown(page: Page) -> None:
        page.locator("html[data-ready]").wait_for()


class Chaos:
    """Call `play`, then `settle` and `judge`. Raises AssertionError with the fault."""

    def __init__(self, browser: Browser, server: DemoServer, seed: int) -> None:
        self._browser, self._server = browser, server
        self._random = random.Random(seed)
        self._is_hung = False
        self.scribes = [self._scribe(number) for number in range(len(ALPHABETS))]

    def play(self, steps: int) -> None:
        for _ in range(steps):
            who = self._random.choice(self.scribes)
            self._random.choice(self._actions(who))()

    def _actions(self, who: Scribe) -> list[Callable[[], object]]:
        def write() -> None:
            who.write(self._random.choice(SECTIONS), self._random.randint(1, MOST_LETTERS))

        hindrances = [who.unplug, who.sleep, who.reload, who.change_tabs]
        return [
            *[write] * 8,
            *hindrances,
            *[lambda: who.unplug(False)] * 2,
            lambda: who.set_clock(self._random.choice((-10, 10))),
            self._kill,
            self._restart,
            self._hang_or_wake,
        ]

    def settle(self) -> None:
        self._wake()
        for who in self.scribes:
            who.unplug(False)
        for who in self.scribes:
            who.expect_saved()

    def judge(self) -> None:
        """Checks that every letter appears once and in order, all replicas agree, and private content stays
        on its side.
        """
        truth = _read_by_client(self._server)
        for who in self.scribes:
            for section, kind in (("notes", "shared"), ("private", who.side)):
                text = _notes(truth[kind])
                letters = set(who.alphabets[section])
                assert "".join(one for one in text if one in letters) == who.written[section]
                assert who.field(section).evaluate(SHOWN_WORDS) == text.replace("\n", "")
            for kind, kept in self._kept(who).items():
                assert canonical_json(kept) == canonical_json(truth[kind])
            received = b"".join(who.plan.person.received)
            assert not [secret for secret in self._secrets(who, truth) if secret.encode() in received]
            assert who.plan.person.complaints == []

    def _secrets(self, who: Scribe, truth: dict[str, Any]) -> list[str]:
        """Markers of the other side's private content: its first words and its alphabet."""
        other = "customer" if who.side == "supplier" else "supplier"
        theirs = [one.alphabets["private"][:3] for one in self.scribes if one.side == other]
        return [_notes(truth[other])[:40], *theirs]

    def close(self) -> None:
        self._wake()
        for who in self.scribes:
            who.plan.person.context.close()

    def _scribe(self, number: int) -> Scribe:
        person = open_person(self._browser)
        if number == 0:
            enter_as_member(person, self._server.member_link)
        else:
            join_as_guest(person, self._server.customer_link, f"Guest {number}")
        plan = PlanPage(person, self._server.plan_url).open("private")
        plan.wait_for_offline_shell()
        alphabets = {"notes": ALPHABETS[number], "private": PRIVATE_ALPHABETS[number]}
        return Scribe(plan, "customer" if number else "supplier", alphabets)

    def _kept(self, who: Scribe) -> dict[str, Any]:
        """The content of the browser's local copy."""
        kinds = {document: kind for kind, document in self._server.announced["documents"].items()}
        found = {}
        for document, updates in who.plan.page.evaluate(KEPT_COPIES).items():
            doc: Doc[Any] = Doc()
            for update in updates:
                doc.apply_update(base64.b64decode(update))
            found[kinds[document]] = plain(doc, kinds[document])
        return found

    def _kill(self) -> None:
        self._wake()
        self._server.kill()
        self._server.start()

    def _restart(self) -> None:
        self._wake()
        self._server.stop()
        self._server.start()

    def _hang_or_wake(self) -> None:
        if self._is_hung:
            self._wake()
        else:
            self._server.hang()
            self._is_hung = True

    def _wake(self) -> None:
        if self._is_hung:
            self._server.wake()
            self._is_hung = False


def _notes(document: dict[str, Any]) -> str:
    return rich_text.words_of(document["rich_notes"])


def _read_by_client(server: DemoServer) -> dict[str, Any]:
    """The documents as a new client receives them."""

    async def read() -> dict[str, Any]:
        found = {}
        plan_id = server.announced["plan_id"]
        member = await leitstern.client.join(server.member_link, plan_id=plan_id)
        guest = await leitstern.client.join(server.customer_link, name="Reader")
        async with member, guest:
            found["shared"] = plain(member.doc, "shared")
            for side, plan in (("supplier", member), ("customer", guest)):
                found[side] = plain((await plan.document(side)).doc, side)
        return found

    with ThreadPoolExecutor(1) as thread:  # this thread runs Playwright's event loop
        return thread.submit(asyncio.run, read()).result()
