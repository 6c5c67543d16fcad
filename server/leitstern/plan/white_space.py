"""White space: what the customer's units buy of the supplier's offerings, from whom, and what is still open.

Pure: records and a day in, values out. A unit and an offering meet in one cell; where several records say
something about it, the one of the latest year counts. Names are compared without regard to case and spaces.
Called by reports/white_space.py. web/src/elements/white-space-cells.ts chooses the record of a cell likewise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from leitstern.plan.generated import HOLDER_VALUES, WhiteSpace

SOON = timedelta(days=365)
"""A contract that ends within this time is worth preparing for."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """Yearly spend by who has it, of the cells that name an amount."""

    us: float
    others: float
    in_house: float

    @property
    def bought(self) -> float:
        """What is bought; in-house production is no purchase and stands beside it."""
        return self.us + self.others

    @property
    def share(self) -> float | None:
        """`us / (us + others)`; None while nothing is bought."""
        return self.us / self.bought if self.bought > 0 else None


@dataclass(frozen=True, slots=True)
class WhiteSpaceTotals:
    pairs: int
    """Units x offerings."""
    known: int
    """Cells of which somebody said who has it."""
    held: Held
    open: float
    """Open demand per year."""
    unused: float
    """The part of it for which there is no opportunity yet."""
    ending: int
    """Cells of others whose contract ends within twelve months."""


def key_of(one: WhiteSpace) -> Key | None:
    """The cell of a record; None while its unit or its offering has no name."""
    unit, offering = _folded(one.unit), _folded(one.offering)
    return (unit, offering) if unit and offering else None


def cells(records: Iterable[WhiteSpace]) -> Mapping[Key, WhiteSpace]:
    """For each cell the record of the latest year; one without a year comes last, then the order decides."""
    found: dict[Key, WhiteSpace] = {}
    for one in sorted(records, key=lambda record: (-(record.year or 0), record.order, record.id)):
        key = key_of(one)
        if key is not None:
            found.setdefault(key, one)
    return found


def held(records: Iterable[WhiteSpace]) -> Held:
    spend = dict.fromkeys(HOLDER_VALUES, 0.0)
    for one in records:
        if one.holder in spend:
            spend[one.holder] += one.spend or 0.0
    return Held(spend["us"], spend["others"], spend["in_house"])


def totals(records: Iterable[WhiteSpace], opportunities: Iterable[str], today: date) -> WhiteSpaceTotals:
    """`opportunities`: ids of those that are pursued; one that was dropped leaves its demand unused."""
    found = cells(records)
    pursued = frozenset(opportunities)
    current = tuple(found.values())
    units, offerings = {unit for unit, _ in found}, {offering for _, offering in found}
    return WhiteSpaceTotals(
        pairs=len(units) * len(offerings),
        known=sum(one.holder in HOLDER_VALUES and one.holder != "unknown" for one in current),
        held=held(current),
        open=sum(one.potential or 0.0 for one in current),
        unused=sum(one.potential or 0.0 for one in current if one.opportunity not in pursued),
        ending=sum(is_ending(one, today) for one in current),
    )


def is_ending(one: WhiteSpace, today: date) -> bool:
    """Whether somebody else's contract ends within twelve months."""
    if one.holder != "others" or one.contract_end is None:
        return False
    return today <= one.contract_end <= today + SOON


def _folded(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()
