"""A change of language, and coming back to a section, find the page where it was left."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.plan_page import PlanPage

NEAR = 40
"""Pixels: words are of another length in another language."""


def _scroll(page: Page, top: int) -> None:
    page.evaluate("top => scrollTo(0, top)", top)
    page.wait_for_function("top => Math.abs(scrollY - top) < 2", arg=top)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _choose(page: Page, locale: str) -> None:
    """By the button itself: a pointer of Playwright scrolls to where a sticky bar would stand by nature."""
    with page.expect_navigation():
        page.locator(f"button[name=locale][value={locale}]").evaluate("button => button.click()")


def _expect_near(page: Page, top: int) -> None:
    page.wait_for_function("([top, near]) => Math.abs(scrollY - top) < near", arg=[top, NEAR])


def test_a_change_of_language_keeps_section_and_place(member: PlanPage):
    _scroll(member.page, 300)
    _choose(member.page, "de")
    member.locale = "de"
    member.expect_saved()
    assert member.page.url.endswith("#opportunities")
    _expect_near(member.page, 300)
    _choose(member.page, "en")


def test_each_section_keeps_its_scroll_position(member: PlanPage):
    page = member.page
    _scroll(page, 260)
    member.go_to("actions")
    expect(member.cards("actions").first).to_be_visible()
    _expect_near(page, 0)
    member.go_to("opportunities")
    expect(member.cards("opportunities").first).to_be_attached()
    _expect_near(page, 260)
