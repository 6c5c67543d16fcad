"""A panel is made again when what it shows changed, and not for any other edit."""

from __future__ import annotations

from typing import Any

import pytest

from leitstern.pages import derived, panels
from leitstern.plan.edits import add_record, set_field
from tests.pages.people import House


class Counted:
    """Counts calls of a function."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self.count, self._of = 0, getattr(module, name)
        monkeypatch.setattr(module, name, self._call)

    def _call(self, *arguments: Any, **named: Any) -> Any:
        self.count += 1
        return self._of(*arguments, **named)


async def _edit(house: House, change: Any) -> None:
    await house.services.rooms.edit(house.plan.documents["shared"], "server", change)


async def test_an_edit_elsewhere_makes_no_panel_again(house: House, monkeypatch: pytest.MonkeyPatch):
    await _edit(house, lambda doc: add_record(doc, "people", {"name": "Berta", "side": "customer"}, "per_9"))
    await _edit(
        house,
        lambda doc: add_record(
            doc,
            "opportunities",
            {
                "title": "Ovens",
                "benefit_customer": 100,
                "benefit_supplier": 50,
                "effort": 10,
                "probability": 0.5,
            },
            "opp_9",
        ),
    )
    drawn = Counted(monkeypatch, panels, "win_win_picture")
    computed = Counted(monkeypatch, derived, "measure_table")
    member, guest = await house.member(), await house.guest()
    await member.get(house.plan_path)
    picture = (await member.get(f"{house.plan_path}/panels/win-win")).text
    values = await member.get(f"{house.plan_path}/measures")
    assert (drawn.count, computed.count) == (1, 1)

    await _edit(house, lambda doc: set_field(doc, "people", "per_9", "title", "Head of bakeries"))
    assert (await guest.get(f"{house.plan_path}/panels/win-win")).text == picture
    assert drawn.count == 1, "it shows no person"

    await _edit(house, lambda doc: set_field(doc, "opportunities", "opp_9", "benefit_customer", 999_000))
    changed = (await guest.get(f"{house.plan_path}/panels/win-win")).text
    assert drawn.count == 2 and "999,000" in changed and "999,000" not in picture
    await _edit(house, lambda doc: set_field(doc, "opportunities", "opp_9", "effort", 20))
    assert (await guest.get(f"{house.plan_path}/measures")).text != values.text
    assert computed.count == 2
