"""A translated page goes on showing what is true, everywhere: beside it stands the same page untranslated.

All texts of one page are exchanged, as a browser's translator does it; then somebody changes everything in
the plan. The translated page must show, word for word, what the other one shows. What is not a sentence
(names, titles, numbers) must not have been translated in the first place.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPerson
from tests.browser.open_states import STATES
from tests.browser.people import enter_as_member
from tests.browser.plan_page import PlanPage
from tests.browser.sections import SECTIONS
from tests.browser.server import DemoServer
from tests.browser.whole_plan import Changing, changing
from tests.injections.translation import translate
from tests.patience import PATIENCE

SHOWN = """() => {
  const skipped = "script, style, template, textarea, #announcer, #toasts, [hidden]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const blocks = [];
  for (let text = walker.nextNode(), last; text; text = walker.nextNode()) {
    let parent = text.parentElement;
    while (parent.localName === "font") parent = parent.parentElement;
    if (parent.closest(skipped)) continue;
    if (parent !== last) blocks.push("");
    last = parent;
    blocks[blocks.length - 1] += text.data.replaceAll(/[«»]/g, "");
  }
  return blocks.map(block => block.replaceAll(/\\s+/g, " ").trim()).filter(Boolean);
}"""
TRANSLATABLE = """names => {
  // Texts that happen to be a name: where a statement comes from, where a person works.
  const sentences = "[data-field=source], [data-field=unit], .claim-marks__origin";
  const kept = `script, style, template, textarea, option, [hidden], [translate=no], ${sentences}`;
  const isNumber = text => /\\d/.test(text) && /^[\\d\\s.,%€$£+−–-]+$/.test(text);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const { parentElement } = text, words = text.data.trim();
    if (!words || parentElement.closest(kept)) continue;
    const isServers = parentElement.closest("leitstern-derived-panel, [data-section=overview]") !== null;
    if (!names.includes(words) && (isServers || !isNumber(words))) continue;
    const place = parentElement.closest("[class]");
    found.push(`${parentElement.closest("section, dialog, header, nav")?.className}: `
      + `${parentElement.localName}.${parentElement.className || place?.className}: ${words}`);
  }
  return [...new Set(found)];
}"""


@pytest.fixture(scope="module")
def everything(server: DemoServer) -> Iterator[Changing]:
    with changing(server) as made:
        yield made


@pytest.fixture
def beside(person: OpenPerson, server: DemoServer) -> tuple[PlanPage, PlanPage]:
    """Two pages of one member: one will be translated, the other is what it must show."""
    pages = []
    for _ in range(2):
        anna = person()
        enter_as_member(anna, server.member_link)
        pages.append(PlanPage(anna, server.plan_url).open())
    return pages[0], pages[1]


def shown(page: Page) -> list[str]:
    words: list[str] = page.evaluate(SHOWN)
    return words


def expect_same(translated: PlanPage, plain: PlanPage, new: str) -> None:
    """Waits until the plan has the new title and both pages show the same."""
    for plan in (translated, plain):
        plan.page.wait_for_function("title => document.title.startsWith(title)", arg=new)
    deadline = time.monotonic() + PATIENCE
    while (left := shown(translated.page)) != (right := shown(plain.page)):
        if time.monotonic() > deadline:
            raise AssertionError("\n".join(difflib.unified_diff(right, left, "plain", "translated", n=1)))
        translated.page.wait_for_timeout(50)  # lets both pages go on


def names_in(plan: PlanPage, everything: Changing) -> list[str]:
    found: list[str] = plan.page.evaluate(TRANSLATABLE, sorted(everything.names()))
    return found


def open_first_card(plan: PlanPage) -> None:
    opener = plan.page.locator("section:not([hidden]) .record__opener[aria-expanded=false]:visible")
    if opener.count():
        opened = opener.first.element_handle()
        opened.click()
        plan.page.wait_for_function(
            "opener => opener.ariaExpanded !== 'false' || !opener.isConnected", arg=opened
        )


OPENED = """() => [...document.querySelectorAll("section:not([hidden]) .record__opener[aria-expanded=true]")]
  .map(opener => opener.closest("[data-record]").dataset.record)"""


def open_same_cards(plans: tuple[PlanPage, PlanPage]) -> None:
    """The first card of each page, and on each the one that is open on the other."""
    for plan in plans:
        open_first_card(plan)
    opened = {record for plan in plans for record in plan.page.evaluate(OPENED)}
    for plan in plans:
        for record in opened - set(plan.page.evaluate(OPENED)):
            plan.card(record).locator(".record__opener").first.click()


WALKS = [SECTIONS[at::3] for at in range(3)]
"""Three walks: on a busy machine one through all sections takes longer than a test may."""


@pytest.mark.parametrize("sections", WALKS, ids=[walk[0] for walk in WALKS])
@pytest.mark.parametrize("kind", ["wrapped", "exchanged"])
def test_every_section_of_a_translated_page_shows_what_others_changed(
    beside: tuple[PlanPage, PlanPage], everything: Changing, kind: str, sections: tuple[str, ...]
):
    faults = {}
    for section in sections:
        for plan in beside:
            plan.go_to(section).expect_settled()
        open_same_cards(beside)
        translate(beside[0].page, kind)  # type: ignore[arg-type]
        try:
            expect_same(*beside, everything.change_everything())
        except AssertionError as error:
            faults[section] = str(error)
            beside[0].page.reload()
    assert faults == {}


def test_names_and_numbers_are_not_offered_to_translators(
    beside: tuple[PlanPage, PlanPage], everything: Changing
):
    plan, _ = beside
    found = {}
    for section in SECTIONS:
        plan.go_to(section).expect_settled()
        open_first_card(plan)
        found[section] = names_in(plan, everything)
    faults = {section: names for section, names in found.items() if names}
    assert faults == {}, "\n".join(f"{section}: {one}" for section, all_ in faults.items() for one in all_)


@pytest.mark.parametrize("state", sorted(STATES))
def test_what_is_open_over_a_translated_page_shows_what_others_changed(
    beside: tuple[PlanPage, PlanPage], everything: Changing, state: str
):
    for plan in beside:
        plan.go_to("opportunities").expect_settled()
        STATES[state](plan)
    translate(beside[0].page, "wrapped")  # the kind that Lit by itself does not get over
    expect_same(*beside, everything.change_everything())
