"""On a touch screen of 360 px: every control is a target of 44 px, no field is written in less than 16 px."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.open_states import delete_one, opened_states
from tests.browser.people import PHONE, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.sections import SECTIONS
from tests.browser.server import DemoServer
from tests.browser.words import word

# How far a finger may move from the middle of a control and still meets it, up and down, left and right; 2 px
# are left for rounding. Not measured: marks of a picture, whose links stand in a list beside it; links in
# running text, which are as high as their line; the length of a bar of the timeline, which is its duration.
TOO_SMALL = """root => {
  const reach = (control, x, y, dx, dy) => {
    for (let step = 0; step < 44; step++) {
      const met = document.elementFromPoint(x + dx * step, y + dy * step);
      if (!met || !(control.contains(met) || met.closest("label")?.contains(control))) return step;
    }
    return 44;
  };
  const controls = "button, a[href], summary, input, select, textarea, [role=option]";
  return [...document.querySelector(root).querySelectorAll(controls)]
    .filter(control => control.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter(control => !control.closest("svg, p, .skip-link, [data-placeholder]"))
    .flatMap(control => {
      // What floats follows its anchor a frame later.
      const block = root.startsWith("[") ? "nearest" : "center";
      control.scrollIntoView({ block, behavior: "instant" });
      const box = control.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const height = reach(control, x, y, 0, -1) + reach(control, x, y, 0, 1) - 1;
      const width = reach(control, x, y, -1, 0) + reach(control, x, y, 1, 0) - 1;
      if (height >= 42 && (width >= 42 || control.matches(".bar__body"))) return [];
      const name = control.getAttribute("aria-label") || control.textContent.trim().slice(0, 30);
      return [`${control.className} (${name}): ${width} x ${height}`];
    });
}"""

SMALL_TYPE = """() => [...document.querySelectorAll("input:not([type=checkbox]), textarea, select")]
  .filter(field => field.checkVisibility() && parseFloat(getComputedStyle(field).fontSize) < 16)
  .map(field => field.className)"""


@pytest.fixture
def phone(person: OpenPerson, server: DemoServer) -> PlanPage:
    julia = person(size=PHONE, is_phone=True)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    return PlanPage(julia, server.plan_url).open("overview")


# What is wider than the screen, unless something inside it scrolls: a text hidden from sight counts too.
TOO_WIDE = """section => {
  const frame = document.querySelector(`section[data-section=${section}]`);
  return Math.max(frame.scrollWidth, document.documentElement.scrollWidth) - innerWidth;
}"""


def test_every_section_has_targets_of_44_pixels_and_is_no_wider_than_the_screen(phone: PlanPage):
    small, wide = {}, {}
    for section in SECTIONS:
        phone.go_to(section)
        expect(phone.page.locator(f"section[data-section={section}] [data-placeholder]")).to_have_count(0)
        phone.expect_settled()
        small[section] = sorted(set(phone.page.evaluate(TOO_SMALL, "body")))
        wide[section] = max(0, phone.page.evaluate(TOO_WIDE, section))
    assert {section: controls for section, controls in small.items() if controls} == {}
    assert {section: pixels for section, pixels in wide.items() if pixels} == {}


@pytest.fixture
def members_phone(person: OpenPerson, server: DemoServer) -> PlanPage:
    anna = person(size=PHONE, is_phone=True)
    enter_as_member(anna, server.member_link)
    return PlanPage(anna, server.plan_url)


def test_whatever_opens_has_targets_of_44_pixels_and_no_small_type(members_phone: PlanPage):
    page = members_phone.open("opportunities").page
    found = {}
    for name, opened in opened_states(members_phone):
        opened.evaluate("element => element.setAttribute('data-looked-at', '')")
        found[name] = page.evaluate(TOO_SMALL, "[data-looked-at]") + page.evaluate(SMALL_TYPE)
        opened.evaluate("element => element.removeAttribute('data-looked-at')")
    delete_one(members_phone)
    found["bin"] = page.evaluate(TOO_SMALL, "section[data-section=opportunities] .bin")
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_pages_around_the_plan_have_targets_of_44_pixels_and_no_small_type(
    members_phone: PlanPage, server: DemoServer
):
    page = members_phone.open("overview").page
    account = members_phone.boot()["urls"]["account"]
    plan = server.plan_url.removeprefix(server.url)
    found = {}
    around = ("/", "/accounts", account, "/members", "/profile", "/portfolio", "/check")
    for path in (*around, f"{plan}/invitations", f"{plan}/print"):
        page.goto(server.url + path)
        found[path] = sorted(set(page.evaluate(TOO_SMALL, "body"))) + page.evaluate(SMALL_TYPE)
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("path", ["join", "login"])
def test_entry_pages_have_targets_of_44_pixels_and_no_small_type(
    person: OpenPerson, server: DemoServer, path: str
):
    page = person(size=PHONE, is_phone=True).page
    page.goto(server.customer_link if path == "join" else f"{server.url}/login")
    assert page.evaluate(TOO_SMALL, "body") + page.evaluate(SMALL_TYPE) == []


def test_fields_use_at_least_16_pixels_on_touch_screens(phone: PlanPage):
    phone.go_to("opportunities")
    record = phone.order("opportunities")[0]
    for field in ("title", "stage", "probability"):
        phone.open_card(record)
        phone.value(record, field).get_by_role("button").first.tap()
        expect(phone.card(record).locator("input, textarea, select").first).to_be_visible()
        assert phone.page.evaluate(SMALL_TYPE) == []
        phone.page.keyboard.press("Escape")
    phone.page.locator("[data-find]").tap()
    expect(phone.page.get_by_role("combobox", name=word("palette.label"))).to_be_visible()
    assert phone.page.evaluate(SMALL_TYPE) == []
