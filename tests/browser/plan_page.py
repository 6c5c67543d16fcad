"""Page object of the plan page: sections, cards, fields, the save status.

Cards are found by record id, because tests change titles. Everything else is found by role and by visible
text (tests/browser/words.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playwright.sync_api import Locator, Response, expect

from tests.browser.people import Person
from tests.browser.words import word

MEASURES_CAME = """() => performance.getEntriesByType("resource")
  .some(({ name, responseEnd }) => name.endsWith("/measures") && responseEnd > 0)"""


class PlanPage:
    def __init__(self, person: Person, url: str, locale: str = "en") -> None:
        self.person = person
        self.page = person.page
        self.url = url
        self.locale = locale

    def open(self, section: str = "opportunities") -> PlanPage:
        """Opens a section and waits until the plan is loaded and saved."""
        self.page.goto(f"{self.url}#{section}")
        self.expect_saved()
        return self

    def second_tab(self, section: str = "opportunities") -> PlanPage:
        """Opens the plan in a second tab of the same person."""
        tab = self.person.watch(self.person.context.new_page())
        return PlanPage(replace(self.person, page=tab), self.url, self.locale).open(section)

    def go_to(self, section: str) -> PlanPage:
        self.page.evaluate("section => { location.hash = section }", section)
        return self

    # ---- records ----

    def add(self, kind: str, title: str) -> str:
        """Adds a record with the button and types its title; returns the record's id."""
        self.go_to(kind)
        self.page.get_by_role("button", name=word(f"kinds.{kind}.add", self.locale)).first.click()
        field = self.page.locator("textarea:focus")
        expect(field).to_have_count(1)
        field.press_sequentially(title)
        record: str = field.evaluate("field => field.closest('[data-record]').dataset.record")
        field.press("Escape")  # Enter would start the next row
        expect(self.card(record)).to_contain_text(title)
        return record

    def card(self, record: str) -> Locator:
        return self.page.locator(f'[data-record="{record}"]')

    def title(self, record: str) -> Locator:
        """The title: a button at rest, a field while it is edited."""
        return self.card(record).locator('[data-field="title"]').first  # linked records have titles too

    def edit_title(self, record: str) -> Locator:
        """Opens the title for editing; returns the field with the caret at its end."""
        opened = self.title(record).get_by_role("textbox")
        if not opened.count():
            self.title(record).get_by_role("button").focus()
            self.page.keyboard.press("Enter")
        expect(opened).to_be_focused()
        return opened

    def by_hand(self, kind: str = "opportunities") -> PlanPage:
        """Sorts a list by the plan's order, in which cards can be moved."""
        choice = self.page.locator(f"section[data-section={kind}] [data-sort]")
        if choice.count():
            choice.first.get_by_role("button").click()
            self.page.get_by_role("option", name=word("sort.hand", self.locale)).click()
        return self

    def open_card(self, record: str) -> None:
        """Expands a card."""
        opener = self.card(record).locator(".record__opener[aria-expanded=false]")
        if opener.count() and opener.first.is_visible():
            opener.first.click()

    def order(self, kind: str) -> list[str]:
        """Ids of the cards in displayed order."""
        ids: list[str] = self.page.locator(f".records--{kind} > [data-record]").evaluate_all(
            "cards => cards.map(card => card.dataset.record)"
        )
        return ids

    def is_focused(self, record: str) -> bool:
        """Whether a field of this card has the focus."""
        inside: bool = self.page.evaluate(
            "id => document.activeElement?.closest('[data-record]')?.dataset.record === id"
            " && document.activeElement.matches('textarea, input')",
            record,
        )
        return inside

    # ---- the saved line ----

    def status(self) -> Locator:
        return self.page.locator("leitstern-saved-line")

    def expect_saved(self) -> None:
        expect(self.status()).to_have_text(word("plan.saved", self.locale))

    def expect_waiting(self) -> None:
        """The status line that reports unsaved changes."""
        expect(self.status()).to_have_text(word("plan.waiting", self.locale))

    def wait_for_offline_shell(self) -> None:
        """Waits until the service worker controls the page, so that a reload works offline."""
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    # ---- order ----

    def cards(self, kind: str) -> Locator:
        return self.page.locator(f".records--{kind} > [data-record]")

    def shown(self, kind: str) -> int:
        return self.cards(kind).count()

    def expect_order(self, kind: str, order: list[str]) -> None:
        self._expect_ids(kind, "ids.join() === wanted.join()", order)

    def expect_order_of(self, kind: str, some: list[str]) -> None:
        """Waits until these cards appear in this order, with any cards between them."""
        self._expect_ids(kind, "ids.filter(id => wanted.includes(id)).join() === wanted.join()", some)

    def expect_place(self, kind: str, record: str, place: int) -> None:
        self._expect_ids(kind, "ids[wanted[1]] === wanted[0]", [record, place])

    def _expect_ids(self, kind: str, condition: str, wanted: list[Any]) -> None:
        """Waits until `condition` is true for the displayed `ids`."""
        self.page.wait_for_function(
            "([list, wanted]) => { const cards = [...document.querySelectorAll(list)];"
            f" const ids = cards.map(card => card.dataset.record); return {condition}; }}",
            arg=[f".records--{kind} > [data-record]", wanted],
        )

    def drag(self, record: str, before: str) -> None:
        """Drags a card by its grip to the upper half of another card; both are scrolled into view first."""
        grip = self.card(record).locator("[data-grip]")
        grip.scroll_into_view_if_needed()
        self.card(before).evaluate("card => card.scrollIntoView({ block: 'nearest', behavior: 'instant' })")
        grip.hover()
        self.page.mouse.down()
        box = self.card(before).bounding_box()
        assert box
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4, steps=8)
        # A move that enters another element is no dragover: the hand moves on within the one it has reached.
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 6, steps=2)
        expect(self.card(before)).to_have_attribute("data-drop", "before")
        self.page.mouse.up()

    # ---- values ----

    def value(self, record: str, field: str) -> Locator:
        return self.card(record).locator(f'[data-field="{field}"]').first

    def set_value(self, record: str, field: str, typed: str) -> None:
        self.open_card(record)
        self.value(record, field).get_by_role("button").click()
        editor = self.value(record, field).get_by_role("textbox")
        editor.fill(typed)
        editor.press("Enter")
        expect(editor).to_have_count(0)

    # ---- the rest of the page ----

    def boot(self) -> dict[str, Any]:
        """The boot data that the server embeds in the page."""
        text = self.page.locator("script#boot").text_content()
        boot: dict[str, Any] = json.loads(text or "")
        return boot

    def choose_language(self, locale: str, name: str) -> None:
        """Chooses the language in the user menu; the page reloads in that language."""
        menu = self.page.locator("details.menu").first
        menu.locator("summary").click()
        with self.page.expect_navigation():
            menu.get_by_role("button", name=name).click()
        self.locale = locale

    def write_privately(self, words: str) -> None:
        self.go_to("private")
        room = self.page.locator("leitstern-private-room")
        room.get_by_role("textbox").press_sequentially(words)
        expect(room).to_contain_text(word("plan.saved", self.locale))

    def tab_to(self, target: Locator, back: bool = False, limit: int = 400) -> None:
        """Presses Tab until the target has the focus."""
        for _ in range(limit):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{limit} times Tab did not lead to {target}")

    def collect_bodies(self) -> Callable[[], list[bytes]]:
        """Records response bodies from now on; the returned function gives the bodies so far."""
        answers: list[Response] = []
        self.page.on("response", lambda answer: answers.append(answer))

        def bodies() -> list[bytes]:
            return [answer.body() for answer in answers if answer.ok]

        return bodies

    def expect_settled(self) -> None:
        """Waits until the page is idle: no loading, no motion, computed values shown."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_function(MEASURES_CAME, polling=100)
        self.page.evaluate("() => new Promise(done => requestIdleCallback(done, { timeout: 2000 }))")
