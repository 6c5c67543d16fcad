"""Every state of a running session, as it looks: a laptop, a German phone in the dark, the projector.

axe finds nothing; nothing on the phone is wider than it, and nothing on the wall is below it; names and
numbers are not offered to a browser that translates; who presses "close" sees the result.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.test_rounds import Session, fits, send
from tests.browser.test_translated_walk import TRANSLATABLE
from tests.browser.words import word

IS_ON_THE_WALL = """() => {
  const { scrollHeight, scrollWidth } = document.documentElement;
  const box = document.querySelector(".screen__panel");
  const isCut = box && (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1);
  return scrollHeight <= innerHeight && scrollWidth <= innerWidth && !isCut;
}"""
SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll(".screen :not(svg *)")].flatMap(one => {
  const isText = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  if (!isText || !one.checkVisibility() || one.closest(".visually-hidden")) return [];
  const zoom = one.currentCSSZoom ?? 1;
  return [parseFloat(getComputedStyle(one).fontSize) * zoom];
}))"""
"""In pixels of a wall of 1920: 1.5 m wide, 18 px are letters 1 cm high."""
LEGIBLE = 18


@pytest.fixture
def looked_at(person: OpenPerson, server: DemoServer) -> Session:
    session = Session(person, server)
    about = {"session_id": session.id, "minutes": 10}
    send(session.anna.page, "session.add_phase", **about, title="sign_off", kind="sign_off")
    session.screen.set_viewport_size({"width": 1920, "height": 1080})
    phone = session.phone
    chosen = {"leitstern_locale": "de", "leitstern_theme": "dark"}
    phone.context.add_cookies([{"name": k, "value": v, "url": server.url} for k, v in chosen.items()])
    phone.page.reload()
    expect(phone.page.locator("html")).to_have_attribute("lang", "de")
    return session


def test_every_state_of_a_session_can_be_seen_by_everybody(looked_at: Session):
    session = looked_at
    anna = session.anna.page
    faults: dict[str, object] = {}
    for name, arrange in STATES.items():
        arrange(session)
        faults |= {f"{name}, {where}": found for where, found in looks(session).items() if found}
    send(anna, "session.end", session_id=session.id)
    assert faults == {}, "\n".join(f"{where}: {found}" for where, found in faults.items())


def looks(session: Session) -> dict[str, object]:
    anna, phone, screen = session.anna.page, session.phone.page, session.screen
    titles = anna.evaluate(
        "() => [...document.querySelectorAll('[data-item] .round__name')].map(e => e.innerText)"
    )
    names = [*titles, "Anna Berg", "Petra Sommer", session.julia_name, "Nordlicht Drives", "Wendelin Foods"]
    found: dict[str, object] = {
        where: [*violations(page), *page.evaluate(TRANSLATABLE, names)]
        for where, page in (("laptop", anna), ("phone", phone), ("wall", screen))
    }
    if not fits(phone):
        found["width of the phone"] = "too wide"
    if not screen.evaluate(IS_ON_THE_WALL):
        found["wall's edge"] = "something is below it"
    if (smallest := screen.evaluate(SMALLEST_TEXT)) < LEGIBLE:
        found["letters on the wall"] = smallest
    return found


def opened(kind: str) -> Callable[[Session], None]:
    def arrange(session: Session) -> None:
        session.to(kind)
        session.anna.page.locator("[data-open-round]").click()
        for page in everywhere(session):
            expect(page.locator("[data-round]")).not_to_have_count(0)

    return arrange


def everywhere(session: Session) -> list[Page]:
    return [session.anna.page, session.phone.page, session.screen]


def closed(session: Session) -> None:
    """Whoever had to scroll to the button sees the result, not what stands below it."""
    button = session.anna.page.locator("[data-close-round]")
    button.scroll_into_view_if_needed()
    button.click()
    for page in everywhere(session):
        expect(page.locator("[data-round][data-status=closed]").first).to_be_in_viewport()


def voted(session: Session) -> None:
    opened("vote")(session)
    session.phone.page.locator("[data-more]").first.tap()
    session.anna.page.locator("[data-more]").nth(1).click()
    expect(session.screen.locator("[data-answered=customer]")).to_contain_text("1 of")


def estimated(session: Session) -> None:
    opened("estimate")(session)
    for page in (session.anna.page, session.phone.page):
        for item in page.locator("leitstern-estimate-round [data-item]").all()[:3]:
            for axis in ("benefit", "effort"):
                item.locator(f"[data-axis={axis}]").fill("6")
        page.locator("leitstern-estimate-round form .button--primary").click()
        expect(page.locator(".round__sealed")).to_be_visible()


def ideas(session: Session) -> None:
    opened("ideas")(session)
    box = session.phone.page.get_by_label(word("ideas.new", "de"))
    for at in range(8):
        box.fill(f"Ersatzteile an zwei Standorten gemeinsam lagern und warten, Teil {at}")
        with session.phone.page.expect_response("**/commands/ideas.write"):
            box.press("Enter")


def drafts(session: Session) -> None:
    opened("drafts")(session)
    session.phone.page.locator("textarea[name=text]").fill("In 48 Stunden liefern\nEin Ansprechpartner")
    session.phone.page.locator("[data-release-draft]").tap()
    expect(session.screen.locator("[data-side=customer]").first).to_contain_text(word("drafts.released"))


def both_drafts(session: Session) -> None:
    session.anna.page.locator("textarea[name=text]").fill("Halb so viele Reklamationen")
    session.anna.page.locator("[data-release-draft]").click()
    for page in everywhere(session):
        expect(page.locator("[data-draft=supplier]")).to_be_visible()


def sealing(session: Session) -> None:
    session.to("sealed_number")
    session.anna.page.locator("input[name=question]").fill("Preis je Einheit")
    session.anna.page.locator("[data-open-round]").click()
    session.phone.page.locator("leitstern-number-round [data-agree]").tap()
    expect(session.screen.locator("[data-side=customer]").first).to_be_visible()
    expect(session.phone.page.locator("input[name=number]")).to_be_visible()


def closing(session: Session) -> None:
    session.to("sign_off")
    for page in (session.anna.page, session.phone.page):
        for summary in page.locator(".closing__point > summary").all():
            summary.click()
    expect(session.screen.locator("[data-lacks]")).not_to_have_count(0)
    expect(session.screen.locator(".screen__panel button, .screen__panel input")).to_have_count(0)


def fixed(session: Session) -> None:
    session.anna.page.locator("[data-fix]").click()
    session.phone.page.locator("[data-sign]").tap()
    expect(session.screen.locator("[data-signers=customer]")).to_contain_text("Petra Sommer")
    expect(session.screen.locator(".screen__panel button")).to_have_count(0)


STATES: dict[str, Callable[[Session], None]] = {
    "vote": voted,
    "votes": closed,
    "estimate": estimated,
    "estimates": closed,
    "ideas": ideas,
    "revealed ideas": closed,
    "drafts": drafts,
    "both drafts": both_drafts,
    "sealed number": sealing,
    "closing": closing,
    "signing": fixed,
}
