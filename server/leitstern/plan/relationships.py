"""How well one side's relationships with the people of the other company stand: coverage and warnings.

Pure. It reads the side's private assessments, so its results go to that side alone. The facts (level, role,
contact) are those of the shared plan. Called by reports/own_values.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

from leitstern.plan.generated import RELATIONSHIP_VALUES, Assessment, Person, Side

FRESH_DAYS = 180
"""After so many days without contact a relationship counts half."""
SILENT_DAYS = 90
"""After so many days without any contact there is a warning."""
BUYING_ROLES = ("decides", "budget", "uses", "screens")
"""Roles of the customer's decision in which somebody has to be known."""

WarningCode = Literal["roles_empty", "one_contact", "no_board_contact", "no_recent_contact"]


@dataclass(frozen=True, slots=True)
class RelationshipWarning:
    """`names` are roles (`roles_empty`), or ids of people (`one_contact`)."""

    code: WarningCode
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """`share` is None where nobody is known well enough to count. `known` and `unknown` count people."""

    share: float | None
    known: int
    unknown: int


def merged(assessments: Iterable[Assessment]) -> dict[str, Assessment]:
    """Person -> what the side thinks. Several records on one person are read together: for each field the
    first one that says something counts.
    """
    found: dict[str, Assessment] = {}
    for one in assessments:
        if one.person is None:
            continue
        before = found.get(one.person)
        found[one.person] = one if before is None else _filled(before, one)
    return found


def _filled(first: Assessment, other: Assessment) -> Assessment:
    missing = [one.name for one in fields(Assessment) if getattr(first, one.name) in (None, "")]
    return replace(first, **{name: getattr(other, name) for name in missing})


def across(people: Sequence[Person], own: Side) -> list[Person]:
    """The people of the other company."""
    return [one for one in people if one.side != own and one.side]


def coverage(people: Sequence[Person], views: dict[str, Assessment], today: date) -> Coverage:
    """sum(influence x met) / sum(influence), over those whose wanted relationship and influence are known.

    `met` is 1 where the relationship is at the wanted level or above it, else 0; half of that where the last
    contact is older than 180 days or not known. Everybody else is counted as unknown beside it. Influence-
    weighted coverage of a decision circle; docs/glossary.md has the formula.
    """
    rated = [views[one.id] for one in people if one.id in views and _is_known(views[one.id])]
    weight = sum(one.influence or 0 for one in rated)
    met = sum((one.influence or 0) * _met(one, today) for one in rated)
    return Coverage(met / weight if weight else None, len(rated), len(people) - len(rated))


def _is_known(one: Assessment) -> bool:
    return one.wanted in RELATIONSHIP_VALUES and one.influence is not None


def _met(one: Assessment, today: date) -> float:
    if one.relationship not in RELATIONSHIP_VALUES or rank(one.relationship) < rank(one.wanted):
        return 0.0
    days = days_since(one, today)
    return 1.0 if days is not None and days <= FRESH_DAYS else 0.5


def rank(relationship: str | None) -> int:
    """0 for the lowest relationship; -1 for one that only a newer version knows, or none."""
    order: tuple[str, ...] = RELATIONSHIP_VALUES
    return order.index(relationship) if relationship in order else -1


def days_since(one: Assessment, today: date) -> int | None:
    """Days since the last contact; None where it is not known."""
    return None if one.last_contact is None else (today - one.last_contact).days


def warnings(
    people: Sequence[Person], views: dict[str, Assessment], own: Side, today: date
) -> list[RelationshipWarning]:
    """What puts the relationship with the other company at risk. Nothing is said while nobody is listed."""
    others = across(people, own)
    if not others:
        return []
    found = [_roles_empty(others) if own == "supplier" else None, _one_contact(others, people, own)]
    found += [_no_board_contact(others, views, today), _no_recent_contact(others, views, today)]
    return [one for one in found if one is not None]


def _roles_empty(others: Sequence[Person]) -> RelationshipWarning | None:
    taken = {one.decision_role for one in others}
    empty = tuple(role for role in BUYING_ROLES if role not in taken)
    return RelationshipWarning("roles_empty", empty) if empty else None


def _one_contact(others: Sequence[Person], people: Sequence[Person], own: Side) -> RelationshipWarning | None:
    """Two people or more of the other company have a contact here, and it is always the same one.

    The contact may be named at either of the two people.
    """
    ours = {one.id: one for one in people if one.side == own}
    pairs = {(one.contact, one.id) for one in others if one.contact in ours}
    theirs = {one.id for one in others}
    pairs |= {(one.id, one.contact) for one in ours.values() if one.contact in theirs}
    contacts = sorted({contact for contact, _ in pairs if contact})
    met = {other for _, other in pairs}
    return (
        RelationshipWarning("one_contact", tuple(contacts)) if len(met) > 1 and len(contacts) == 1 else None
    )


def _no_board_contact(
    others: Sequence[Person], views: dict[str, Assessment], today: date
) -> RelationshipWarning | None:
    """Nobody of the board to whom we are more than a vendor and with whom we spoke in the last 180 days."""
    board = [views[one.id] for one in others if one.level == "board" and one.id in views]
    is_met = any(
        rank(one.relationship) > 0 and (days := days_since(one, today)) is not None and days <= FRESH_DAYS
        for one in board
    )
    return None if is_met else RelationshipWarning("no_board_contact")


def _no_recent_contact(
    others: Sequence[Person], views: dict[str, Assessment], today: date
) -> RelationshipWarning | None:
    days = [days_since(views[one.id], today) for one in others if one.id in views]
    is_recent = any(one is not None and one <= SILENT_DAYS for one in days)
    return None if is_recent else RelationshipWarning("no_recent_contact")
