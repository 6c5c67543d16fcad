"""The server is killed (SIGKILL) while somebody types: everything shown as saved survives."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

KILLS = 3

# Records the title whenever the status line says saved, in the same task.
REMEMBER_WHAT_WAS_SAVED = """
([record, saved]) => {
  window.shownAsSaved = "";
  const look = () => {
    const field = document.querySelector(`[data-record="${record}"] textarea`);
    const line = document.querySelector("leitstern-saved-line").textContent.trim();
    if (field && line === saved) window.shownAsSaved = field.value;
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}
"""


def test_everything_shown_as_saved_survives(member: PlanPage, server: DemoServer, person: OpenPerson):
    record = member.add("opportunities", "Protokoll:")
    field = member.edit_title(record)
    member.page.evaluate(REMEMBER_WHAT_WAS_SAVED, [record, word("plan.saved")])
    typed = "Protokoll:"
    for kill in range(KILLS):
        before = typed
        for number in range(12):
            field.press_sequentially(f" {kill}.{number}", delay=15)
            typed += f" {kill}.{number}"
            if number == 5:
                member.page.wait_for_function("least => shownAsSaved.length > least", arg=len(before))
            elif number == 7:
                server.kill()  # the last two words may be unsaved
        saved = member.page.evaluate("window.shownAsSaved")
        assert len(before) < len(saved) < len(typed)
        server.start()
        _expect_no_less_than(saved, server, person, record)
        member.expect_saved()
    expect(field).to_have_value(typed)
    _expect_no_less_than(typed, server, person, record)


def _expect_no_less_than(saved: str, server: DemoServer, person: OpenPerson, record: str) -> None:
    """A new browser without local data shows at least these words."""
    newcomer = person()
    join_as_guest(newcomer, server.customer_link, "Tomasz Wolf")
    plan = PlanPage(newcomer, server.plan_url).open()
    assert saved.startswith("Protokoll: ")
    expect(plan.title(record)).to_contain_text(saved)
    newcomer.context.close()
