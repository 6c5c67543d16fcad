"""What people add to the log in a day has an end, is refused clearly, and passes by itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pycrdt import Text

from leitstern.live.document.log_budget import DAY, ENTRY_BYTES, LogBudget
from leitstern.live.limits import Limits
from tests.unit.live.documents import typed
from tests.wire.browser import Browser, blank, browsing, text
from tests.wire.server import serving


async def test_a_participant_over_budget_is_refused_and_may_still_delete(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """FLOW-6, REJ-3: text that is written and deleted again would fill the disk, 242 GB a day."""
    limits = Limits(log_bytes_per_participant=20_000)
    async with (
        serving(tmp_path, limits) as server,
        browsing(server.url, "mallory.editor.s9", doc=blank(9)) as mallory,
        browsing(server.url, "ben.editor.s2", doc=blank(5)) as ben,
    ):
        await mallory.edit(typed("a" * 25_000))
        await mallory.saved()
        for _ in range(limits.max_violations + 3):
            n = await mallory.send_update(b"\x01\x01\x8a\x01\x00\x04\x01\x05notes\x01b\x00")
            await mallory.wait(partial(_was_refused_last, mallory, n))
        assert mallory.closed is None
        await mallory.edit(lambda doc: doc.get("notes", type=Text).clear())
        await mallory.saved()
        await ben.edit(typed("fine"))
        await ben.saved()
        assert text(ben.doc) == "fine"
        value = server.rooms.metrics.registry.get_sample_value
        assert (value("leitstern_log_bytes_total") or 0) > 25_000
        assert value("leitstern_refusals_total", {"code": "log_full"}) == limits.max_violations + 3
    assert [r.getMessage() for r in caplog.records if "log budget" in r.getMessage()] == [
        "log budget: plan p, participant mallory wrote too much"
    ]


async def test_a_plan_has_a_budget_too_over_all_its_documents(tmp_path: Path):
    """FLOW-6"""
    async with (
        serving(tmp_path, Limits(log_bytes_per_plan=20_000)) as server,
        browsing(server.url, "anna.editor.s1", doc=blank(9)) as anna,
        browsing(server.url, "ben.editor.s2", document="doc_supplier", doc=blank(5)) as ben,
    ):
        await anna.edit(typed("a" * 25_000))
        await anna.saved()
        n = await ben.edit(typed("no"))
        await ben.wait(lambda: ben.rejected == [(n, "log_full")])


async def test_a_restart_gives_nobody_a_new_day(tmp_path: Path):
    """FLOW-6: the budget is read from the log of the last day, for plan and participant."""
    limits = Limits(log_bytes_per_participant=20_000)
    async with (
        serving(tmp_path, limits) as server,
        browsing(server.url, "mallory.editor.s9", doc=blank(9)) as mallory,
    ):
        await mallory.edit(typed("a" * 25_000))
        await mallory.saved()
    async with (
        serving(tmp_path, limits) as server,
        browsing(server.url, "mallory.editor.s9", document="doc_supplier", doc=blank(9)) as mallory,
        browsing(server.url, "ben.editor.s2", document="doc_supplier", doc=blank(5)) as ben,
    ):
        n = await mallory.edit(typed("no"))
        await mallory.wait(lambda: mallory.rejected == [(n, "log_full")])
        await ben.edit(typed("fine"))
        await ben.saved()
    async with (
        serving(tmp_path, Limits(log_bytes_per_plan=20_000)) as server,
        browsing(server.url, "ben.editor.s2", document="doc_supplier", doc=blank(7)) as ben,
    ):
        n = await ben.edit(typed("no"))
        await ben.wait(lambda: ben.rejected == [(n, "log_full")])


async def test_without_rates_there_is_no_budget(tmp_path: Path):
    """FLOW-6: a load test writes more in a minute."""
    limits = Limits(rated=False, log_bytes_per_participant=10, log_bytes_per_plan=10)
    async with serving(tmp_path, limits) as server, browsing(server.url) as anna:
        for word in ("one ", "two "):
            await anna.edit(typed(word))
        await anna.saved()
        assert anna.rejected == []


def _was_refused_last(browser: Browser, n: int) -> bool:
    return bool(browser.rejected) and browser.rejected[-1] == (n, "log_full")


def test_a_budget_comes_back_over_a_day():
    budget = LogBudget("p", 1_000_000, 10_000, 0.0)
    budget.charge(["anna", "ben"], 40_000 - ENTRY_BYTES, 0.0)
    assert [budget.may_add(who, 0.0) for who in ("anna", "ben", "carla")] == [False, False, True]
    assert not budget.may_add("anna", DAY * 0.99)
    assert budget.may_add("anna", DAY * 1.01)
