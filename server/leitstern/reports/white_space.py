"""The panel above the white space: what is bought and from whom, what is open, which contracts end soon.

Pure: a view and a day in, a `WhiteSpacePanel` out, worded in the reader's language. plan/white_space.py has
the formulas; the grid itself is drawn in the browser, where its cells are edited. Called by pages/panels.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from leitstern.plan import white_space
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Side
from leitstern.wording import formats


@dataclass(frozen=True, slots=True)
class KeyNumber:
    name: str
    number: str
    sentence: str
    formula: str


@dataclass(frozen=True, slots=True)
class WhiteSpacePanel:
    numbers: tuple[KeyNumber, ...]


def white_space_panel(
    plan: PlanView, today: date, sides: Mapping[Side, str], t: Callable[..., str], locale: str
) -> WhiteSpacePanel | None:
    """None while no cell is filled in."""
    if not white_space.cells(plan.white_spaces):
        return None
    pursued = [one.id for one in plan.opportunities if one.stage != "dropped"]
    found = white_space.totals(plan.white_spaces, pursued, today)
    money = partial(formats.short_money, currency=plan.header.currency, locale=locale)
    held = found.held
    share = "–" if held.share is None else formats.percent(held.share, locale)
    bought = t(
        "white_space.bought",
        supplier=sides["supplier"],
        customer=sides["customer"],
        us=money(held.us),
        all=money(held.bought),
        in_house=money(held.in_house),
    )
    unused = (
        t("white_space.unused", amount=money(found.unused)) if found.unused else t("white_space.all_used")
    )
    known = t("white_space.known", known=found.known, all=found.pairs)
    return WhiteSpacePanel(
        (
            KeyNumber(
                "share",
                share,
                bought,
                t("white_space.share_formula", supplier=sides["supplier"], customer=sides["customer"]),
            ),
            KeyNumber("open", money(found.open), unused, t("white_space.open_formula")),
            KeyNumber("ending", formats.number(found.ending, locale), known, t("white_space.ending_formula")),
        )
    )
