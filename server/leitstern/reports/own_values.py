"""The computed values that one side alone may see: its relationships and margins, in its reader's words.

Pure. The formulas are in plan/relationships.py and margins.py. Called by pages/derived.py, which sends them
as JSON to the people of that side.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date

from leitstern.plan import relationships
from leitstern.plan.document import PlanView, SideView
from leitstern.plan.generated import Assessment, Side
from leitstern.plan.margins import margin_shares
from leitstern.plan.relationships import SILENT_DAYS, Coverage, RelationshipWarning
from leitstern.reports.measure_values import ABOUT_THE_PLAN, MeasureTable, MeasureValue, Words
from leitstern.wording import formats


def own_table(
    plan: PlanView, own: SideView, side: Side, today: date, words: Words, ending: Mapping[str, date]
) -> MeasureTable:
    """Coverage and warnings of the plan, and the age of the last contact of each assessed person.

    `ending`: id of an assessment -> the day on which it is deleted, where that is soon.
    """
    others = relationships.across(plan.people, side)
    views = relationships.merged(own.assessments)
    table: MeasureTable = {
        ABOUT_THE_PLAN: _coverage(relationships.coverage(others, views, today), words),
    }
    warnings = relationships.warnings(plan.people, views, side, today)
    if warnings:
        text = "\n".join(_sentence(plan, one, side, words) for one in warnings)
        table[ABOUT_THE_PLAN]["warnings"] = MeasureValue([one.code for one in warnings], text)
    for person in others:
        if values := _person(views.get(person.id), today, words):
            table[person.id] = values
    ends = _ends(own, ending, {one.id for one in others})
    for person_id, day in ends.items():
        text = words.t("own.expires", date=formats.day(day, words.locale))
        table.setdefault(person_id, {})["expires"] = MeasureValue((day - today).days, text)
    if ends:
        first = formats.day(min(ends.values()), words.locale)
        text = words.t("own.warning.expires", count=len(ends), date=first)
        table[ABOUT_THE_PLAN]["expires"] = MeasureValue(len(ends), text)
    for figures in plan.figures:
        for share in margin_shares(figures, own.margins):
            text = words.t("margin.share", share=formats.percent_with_tenths(share.value, words.locale))
            value = MeasureValue(float(f"{share.value:.12g}"), text)
            table.setdefault(figures.id, {})[f"margin {share.field} {share.year}"] = value
    return table


def _ends(own: SideView, ending: Mapping[str, date], people: Container[str]) -> dict[str, date]:
    """Person -> the first day on which something that is thought of them is deleted."""
    found: dict[str, date] = {}
    for one in own.assessments:
        day = ending.get(one.id)
        if day is not None and one.person in people:
            found[str(one.person)] = min(day, found.get(str(one.person), day))
    return found


def _coverage(found: Coverage, words: Words) -> dict[str, MeasureValue]:
    values = {
        "known": MeasureValue(found.known, words.t("own.known", count=found.known)),
        "unknown": MeasureValue(found.unknown, words.t("own.unknown", count=found.unknown)),
    }
    if found.share is not None:
        values["coverage"] = MeasureValue(
            float(f"{found.share:.12g}"), formats.percent(found.share, words.locale)
        )
    return values


def _person(view: Assessment | None, today: date, words: Words) -> dict[str, MeasureValue] | None:
    """How long ago the last contact was; a future day says nothing."""
    days = None if view is None else relationships.days_since(view, today)
    if days is None or days < 0:
        return None
    text = words.t("own.contact_today") if days == 0 else words.t("own.contact_days", count=days)
    values = {"contact_days": MeasureValue(days, text)}
    if days > SILENT_DAYS:
        values["silent"] = MeasureValue(days, text)
    return values


def _sentence(plan: PlanView, one: RelationshipWarning, side: Side, words: Words) -> str:
    other = words.sides["customer" if side == "supplier" else "supplier"]
    match one.code:
        case "roles_empty":
            roles = ", ".join(words.t(f"choices.decision_role.{role}") for role in one.names)
            return words.t("own.warning.roles_empty", roles=roles)
        case "one_contact":
            return words.t("own.warning.one_contact", name=_name(plan, one.names[0]), other=other)
        case "no_board_contact":
            return words.t("own.warning.no_board_contact", other=other)
        case "no_recent_contact":
            return words.t("own.warning.no_recent_contact", other=other, count=SILENT_DAYS)


def _name(plan: PlanView, person_id: str) -> str:
    return next((one.name.strip() for one in plan.people if one.id == person_id), "")
