"""After a restore from a backup, words that the server no longer has are kept for those who wrote them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import any_word, word


def _leitstern(*arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("leitstern")), *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True)


def _backup(server: DemoServer, file: Path) -> Path:
    _leitstern("backup", str(file), "--data", str(server.data))
    return file


def _restore(server: DemoServer, backup: Path, *options: str) -> None:
    _leitstern("restore", str(backup), "--data", str(server.data), *options)


def _notice(page: PlanPage) -> Locator:
    return page.page.locator("main > [data-mount=leitstern-unsent-words] .unsent-words")


def _words(page: PlanPage, record: str) -> Locator:
    """The title at rest, without the initials of who is there."""
    return page.title(record).locator(".value__text")


def test_a_guest_who_joined_after_the_backup_adds_their_words_to_the_plan(
    person: OpenPerson, server: DemoServer, tmp_path: Path
):
    backup = _backup(server, tmp_path / "backup.db")
    plan_url, customer_link = server.plan_url, server.customer_link
    greta = person()
    join_as_guest(greta, customer_link, "Greta Halbmond")
    guest = PlanPage(greta, plan_url).open()
    record = guest.order("opportunities")[0]
    guest.edit_title(record).press_sequentially(" gespeichert")
    guest.expect_saved()
    server.stop()
    guest.edit_title(record).press_sequentially(" und ungesendet")
    guest.expect_waiting()

    _restore(server, backup)
    server.start()
    notice = guest.page.locator("leitstern-sync-issue .plan-notice")
    expect(notice).to_contain_text(word("errors.close.4401"))
    expect(notice).to_contain_text(word("plan.kept_for_return"))
    with guest.page.expect_download() as saved:
        notice.get_by_role("button", name=word("plan.save_text")).click()
    assert "und ungesendet" in saved.value.path().read_text(encoding="utf-8")

    join_as_guest(greta, customer_link, "Greta Halbmond")
    again = PlanPage(greta, plan_url).open()
    expect(again.title(record)).not_to_contain_text("ungesendet")
    notice = _notice(again)
    expect(notice).to_contain_text(word("plan.unsent_words", name="Greta Halbmond"))
    notice.get_by_role("button", name=word("plan.unsent_add")).click()
    expect(again.title(record)).to_contain_text("gespeichert und ungesendet")
    expect(notice).to_have_count(0)
    again.expect_saved()

    anna = person()
    enter_as_member(anna, server.member_link)
    member = PlanPage(anna, plan_url).open()
    expect(member.title(record)).to_contain_text("gespeichert und ungesendet")
    again.page.reload()
    again.expect_saved()
    expect(notice).to_have_count(0)


def test_words_that_a_restore_discards_are_offered_to_their_author(
    person: OpenPerson, server: DemoServer, tmp_path: Path
):
    greta = person()
    join_as_guest(greta, server.customer_link, "Tomasz Wolf")
    guest = PlanPage(greta, server.plan_url).open()
    backup = _backup(server, tmp_path / "earlier.db")
    record = guest.order("opportunities")[1]
    before = guest.title(record).inner_text()
    guest.edit_title(record).press_sequentially(" verworfen?")
    guest.expect_saved()
    guest.page.keyboard.press("Escape")
    server.stop()
    _restore(server, backup, "--discard-newer")
    server.start()
    notice = _notice(guest)
    expect(notice).to_be_visible()
    expect(guest.title(record)).to_have_text(before)
    expect(guest.page.locator(".toast")).to_contain_text(word("plan.restored"))
    notice.get_by_role("button", name=word("plan.unsent_discard")).click()
    dialog = guest.page.get_by_role("dialog")
    dialog.get_by_role("button", name=word("base.cancel")).click()
    notice.get_by_role("button", name=word("plan.unsent_add")).click()
    expect(guest.title(record)).to_contain_text("verworfen?")
    expect(notice).to_have_count(0)
    guest.expect_saved()


def test_two_people_keep_their_own_newer_words_and_nothing_else_survives(
    person: OpenPerson, server: DemoServer, tmp_path: Path
):
    """A member and a customer have the plan open; the customer also wrote words that were never sent."""
    anna, julia = person(), person()
    enter_as_member(anna, server.member_link)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    member, guest = PlanPage(anna, server.plan_url).open(), PlanPage(julia, server.plan_url).open()
    hers, his, unsent = (member.add("opportunities", title) for title in ("Eins", "Zwei", "Drei"))
    expect(guest.card(unsent)).to_contain_text("Drei")
    before = {record: _words(member, record).inner_text() for record in (hers, his, unsent)}
    member.write_privately("Vor dem Backup.")
    member.go_to("opportunities")
    backup = _backup(server, tmp_path / "two.db")

    member.edit_title(hers).press_sequentially(" von Anna")
    member.page.keyboard.press("Enter")
    expect(guest.title(hers)).to_contain_text(" von Anna")
    member.write_privately("Danach.")
    member.go_to("opportunities")
    guest.edit_title(his).press_sequentially(" von Julia")
    guest.page.keyboard.press("Enter")
    expect(member.title(his)).to_contain_text(" von Julia")
    guest.expect_saved()
    server.stop()
    guest.edit_title(unsent).press_sequentially(" ungesendet")
    guest.page.keyboard.press("Enter")
    guest.expect_waiting()
    _restore(server, backup, "--discard-newer")
    server.start()

    for one in (member, guest):
        expect(_notice(one)).to_contain_text(any_word("plan.unsent_restored"))
        for record, title in before.items():
            expect(_words(one, record)).to_have_text(title)
        one.expect_saved()

    assert _saved_text(guest) == {"von Julia": True, "ungesendet": True, "von Anna": False}
    _notice(guest).get_by_role("button", name=word("plan.unsent_add")).click()
    for one in (member, guest):
        expect(one.title(his)).to_contain_text(" von Julia")
        expect(one.title(unsent)).to_contain_text(" ungesendet")
        expect(_words(one, hers)).to_have_text(before[hers])
    expect(_notice(guest)).to_have_count(0)

    member.page.reload()
    member.expect_saved()
    _notice(member).get_by_role("button", name=word("plan.unsent_discard")).click()
    member.page.get_by_role("dialog").get_by_role("button", name=word("plan.unsent_discard_label")).click()
    expect(_notice(member)).to_have_count(0)
    expect(_words(member, hers)).to_have_text(before[hers])
    member.go_to("private")
    room = member.page.locator("leitstern-private-room")
    expect(room).to_contain_text("Vor dem Backup.")
    expect(room).not_to_contain_text("Danach.")
    room.locator(".unsent-words").get_by_role("button", name=word("plan.unsent_add")).click()
    expect(room).to_contain_text("Danach.")
    expect(room).to_contain_text("Vor dem Backup.")


def _saved_text(of: PlanPage) -> dict[str, bool]:
    """Which words are in the file that the notice offers to save."""
    with of.page.expect_download() as saved:
        _notice(of).get_by_role("button", name=word("plan.save_text")).click()
    text = saved.value.path().read_text(encoding="utf-8")
    return {words: words in text for words in ("von Julia", "ungesendet", "von Anna")}
